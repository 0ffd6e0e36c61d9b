"""Intake under fire: many phones at once, cuts, repeats, reordering, and the server killed again and again.

usage: python benchmarks/intake.py [--phones 200] [--seconds 60] [--kill-every 20] [--databases sqlite postgresql]

Prints what was acknowledged, what of it is there once and byte for byte, and submissions a second beside the fsyncs a
second of the same disk. A submission is acknowledged after one transaction and the fsyncs of its files.
"""

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from simulators import postgresql
from simulators.house import SEED, House, house
from simulators.storm import Outcome, Plan, fsyncs_per_second, storm


@contextlib.contextmanager
def served(folder: Path, database: str, workers: int) -> Iterator[House]:
    """The pages on a database that keeps what it commits."""
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(postgresql.server(durable=True)) if database == "postgresql" else ""
        yield stack.enter_context(house(folder, database_url=address, workers=workers))


def run(folder: Path, database: str, plan: Plan, workers: int) -> Outcome:
    with served(folder, database, workers) as one:
        tokens = json.loads(one.run(SEED, "20"))
        one.start()
        return storm(one, tokens, plan)


def told(database: str, plan: Plan, outcome: Outcome, fsyncs: float) -> str:
    files = sum(map(len, outcome.acknowledged.values()))
    whole = not (outcome.missing or outcome.twice or outcome.damaged)
    return (
        f"{database}: {plan.phones} phones, {outcome.seconds:.0f} s, server killed {outcome.kills} times\n"
        f"  acknowledged {len(outcome.acknowledged)} submissions with {files} files; there once, byte for byte: "
        f"{'all' if whole else 'NOT ALL'} (missing {len(outcome.missing)}, twice {len(outcome.twice)}, "
        f"damaged {len(outcome.damaged)}); versions {outcome.versions}\n"
        f"  {outcome.per_second:.1f} submissions/s, {files / outcome.seconds:.1f} files/s; "
        f"the disk: {fsyncs:.0f} fsyncs/s\n"
        f"  answers: {dict(sorted(outcome.posts.items(), key=str))}"
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--phones", type=int, default=200)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--kill-every", type=float, default=20)
    options.add_argument("--calm", action="store_true", help="no cuts, no repeats, no kills: throughput alone")
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    asked, _rest = options.parse_known_args()
    plan = Plan(
        phones=asked.phones,
        seconds=asked.seconds,
        kill_every_s=0 if asked.calm else asked.kill_every,
        faults=not asked.calm,
    )
    lost = False
    for database in asked.databases:
        with tempfile.TemporaryDirectory(prefix="evenhand-intake-") as name:
            fsyncs = fsyncs_per_second(Path(name))
            outcome = run(Path(name), database, plan, asked.workers)
            print(told(database, plan, outcome, fsyncs), flush=True)
            lost = lost or bool(outcome.missing or outcome.twice or outcome.damaged)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

"""What the entry of the record adds to the transaction of an act: the same acts with and without it, in turn.

usage: benchmarks/ledger_web.py [TIMES] [--on sqlite postgresql] [--explain]

Both databases wait for the disk at each commit, as they do when they serve. Without: the services' call of the record
does nothing, all else is the same. A sync of the disk and an empty transaction are measured beside.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are known
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from desk import LAST, analyse, build, database

REPORTS = 200


def main() -> None:
    """Each database in a process of its own, for Django knows one in its life."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("times", type=int, nargs="?", default=200)
    parser.add_argument("--on", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    parser.add_argument("--explain", action="store_true", help="print the statements that an entry adds, too")
    given, _rest = parser.parse_known_args()
    for vendor in given.on[1:]:
        words = [str(given.times), "--on", vendor, *(["--explain"] if given.explain else [])]
        subprocess.run([sys.executable, __file__, *words], check=True)
    with durable(given.on[0]) as address, tempfile.TemporaryDirectory(prefix="evenhand-entries-") as workspace:
        os.environ |= {
            "DATABASE_URL": address.replace("sqlite:///", "sqlite:////", 1) if "sqlite" in address else address,
            "EVENHAND_WORKSPACE": workspace, "EVENHAND_INSECURE_HTTP": "true", "EVENHAND_LOG_LEVEL": "ERROR",
            "EVENHAND_CLOCK": "2020-12-29T12:00:00Z", "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
        }  # fmt: skip
        import django

        django.setup()
        build(REPORTS)
        analyse(given.on[0])
        measure(given.on[0], given.times, Path(workspace), explain=given.explain)
        from django.db import connection

        connection.close()
        if given.on[0] == "postgresql":
            connection.close_pool()


@contextmanager
def durable(vendor: str) -> Iterator[str]:
    """The address of an empty database that keeps what it commits."""
    from simulators import postgresql

    if vendor == "sqlite":
        with database(vendor) as address:
            yield address
    else:
        with postgresql.server(durable=True) as address:
            yield address


def measure(vendor: str, times: int, folder: Path, *, explain: bool) -> None:
    """Each act with and without its entry, in turn, and what the disk did meanwhile."""
    print(f"\n{vendor}, {times} of each\n")
    print("| act | without, ms | with, ms | ratio | statements without | with | a sync, ms |")
    print("|---|---|---|---|---|---|---|")
    for name, act in acts().items():
        took: dict[bool, list[float]] = {False: [], True: []}
        syncs = []
        for number in range(times):
            for entered in (False, True) if number % 2 else (True, False):
                with entries(entered=entered):
                    began = perf_counter()
                    act(2 * number + entered)
                    took[entered].append(perf_counter() - began)
            syncs.append(sync(folder))
        without, held = (statistics.median(took[entered]) * 1e3 for entered in (False, True))
        asked = [statements(act, 10**6 + entered, entered=entered) for entered in (False, True)]
        counts = f"{len(asked[0])} | {len(asked[1])} | {statistics.median(syncs) * 1e3:.2f}"
        print(f"| {name} | {without:.2f} | {held:.2f} | {held / without:.2f} | {counts} |", flush=True)
        if explain:
            print("\n".join(f"    {one['time']} {one['sql'][:150]}" for one in asked[1]))
    parts(times)


def acts() -> dict[str, Callable[[int], object]]:
    """What is done, given a number that is another each time."""
    from django.db import transaction

    from evenhand_web.accounts.access import actor_for
    from evenhand_web.accounts.models import User
    from evenhand_web.desk import acting
    from evenhand_web.desk.services import handling, judging
    from evenhand_web.intake.models import ReportAct
    from evenhand_web.intake.services.receiving import Arrival, receive
    from evenhand_web.ledger.turns import take_turn

    duty, liaison = (actor_for(User.objects.get(username=name)) for name in ("duty", "liaison-gna"))

    def report(number: int) -> str:
        return f"report-{REPORTS - 1 - number % 9:032x}"

    def now(number: int):
        return LAST + timedelta(days=9, seconds=number)  # of the next year, whose numbers begin anew

    def arrival(number: int) -> Arrival:
        original = b'{"number":%d}' % number
        return Arrival(instance=f"uuid:{number}", original=original, media_type="application/json", door="openrosa")

    @transaction.atomic
    def smallest(number: int) -> None:
        take_turn()
        row = ReportAct.objects.create(
            report_id=report(number), kind="commented", at=now(number), actor="duty", by_id=duty.organisation_id,
            content={"text": "seen"},
        )  # fmt: skip
        acting.record(
            action="desk.commented", subject=report(number), actor=duty, at=now(number), details={"kind": "commented"},
            rows=[row],
        )  # fmt: skip

    return {
        "one row, nothing else": smallest,
        "a comment on a report": lambda n: handling.comment(report_id=report(n), text="seen", actor=duty, now=now(n)),
        "a grade": lambda n: judging.grade(
            report_ids=[report(n)], reliability="ABCDEF"[n % 6], credibility="123456"[n // 6 % 6], reason="known",
            actor=duty, now=now(n),
        ),
        "a report received": lambda n: receive(arrival=arrival(n), actor=liaison, now=now(n)),
    }  # fmt: skip


@contextmanager
def entries(*, entered: bool) -> Iterator[None]:
    """With the services' calls of the record as they are, or doing nothing."""
    from evenhand_web.desk import acting
    from evenhand_web.intake.services import receiving

    before = (acting.record, receiving.enter)
    if not entered:
        acting.record = receiving.enter = lambda **_words: None
    try:
        yield
    finally:
        acting.record, receiving.enter = before


def statements(act: Callable[[int], object], number: int, *, entered: bool) -> list[dict[str, str]]:
    """What the database is asked for one act."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with entries(entered=entered), CaptureQueriesContext(connection) as asked:
        act(number)
    return list(asked.captured_queries)


def sync(folder: Path) -> float:
    """Seconds for one sync of a file that has its length already."""
    handle = os.open(folder / "sync", os.O_RDWR | os.O_CREAT)
    os.pwrite(handle, bytes(4096), 0)
    began = perf_counter()
    os.fdatasync(handle)
    took = perf_counter() - began
    os.close(handle)
    return took


def parts(times: int) -> None:
    """What an entry costs without any database."""
    from evenhand_web.ledger import mapping

    said = {"author": "duty", "organisation": "mission", "at": LAST, "action": "desk.comment", "subject": "report-1"}
    made = mapping.statement_of(**said, details={"kind": "commented", "sha256": "a" * 64})
    key = bytes(32)
    for name, part in (
        ("the statement made", lambda: mapping.statement_of(**said, details={"kind": "commented", "sha256": "a" * 64})),
        ("its row", lambda: mapping.entry_of(1, made)),
        ("its fields locked, twice", lambda: [mapping.lock(made.shown, sequence=1, secret=key) for _ in range(2)]),
    ):
        began = perf_counter()
        for _ in range(times):
            part()
        print(f"{name}: {(perf_counter() - began) / times * 1e3:.3f} ms")


if __name__ == "__main__":
    main()

"""Counting rules at a million observations: time and memory beside Polars, and the totals page on SQLite.

usage: benchmarks/counting.py [N] [--times N] [--skip-page]

Observations are seeded: five years, 400 places of falling weight, fights of many shots, a tenth without a number, and
one in fifty known only to the day. Polars counts the same by its own expressions where it is installed; each answer is
held against ours, on instants alone, for it knows no ranges. Every measurement runs in a process of its own.
"""

# ruff: noqa: PLC0415 - Django and peers are imported where they are measured
import argparse
import contextlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.cases.counting.comparing import compare
from evenhand.cases.counting.observations import OBSERVATIONS
from evenhand.cases.counting.rules import rule_of
from evenhand.cases.counting.totals import count
from evenhand.sources.agreement_files import agreement_files, find_agreement, load_agreement

FIRST = datetime(2016, 1, 1, tzinfo=UTC)
YEARS_S = 5 * 365 * 86_400
RULES = ("each-shot", "engagement-one-hour", "place-and-day")
KINDS = ("explosion", "burst", "shot", "muzzle-flash", "projectile-in-flight", "uav")
NOW = datetime(2020, 12, 29, tzinfo=UTC)


def make(number: int, *, seed: int = 7, coarse: bool = True) -> pa.Table:
    """OBSERVATIONS in no order."""
    rng = np.random.default_rng(seed)
    fights = max(1, number // 12)
    began_s = rng.integers(0, YEARS_S, fights)
    shares = 1.0 / np.arange(1, 401) ** 0.9
    places = rng.choice(400, fights, p=shares / shares.sum())
    fight = rng.integers(0, fights, number)
    at_us = ((began_s[fight] + rng.exponential(1800, number).astype(np.int64)) + int(FIRST.timestamp())) * 1_000_000
    day_us = 86_400_000_000
    rough = (rng.random(number) < 0.02) & coarse
    begin = np.where(rough, at_us // day_us * day_us, at_us)
    end = np.where(rough, begin + day_us, begin)
    many = rng.integers(1, 9, number)
    unknown = (rng.random(number) < 0.1) & coarse
    numbers = pa.array(many, mask=unknown)
    ids = pa.array([f"report:{n // 3:x}:{n % 3}" for n in range(number)])
    columns = dict.fromkeys(OBSERVATIONS.names) | {
        "observation": ids,
        "ref": pa.array([f"{n // 3:x}" for n in range(number)]),
        "kind": _coded(rng.choice(len(KINDS), number, p=[0.25, 0.3, 0.3, 0.08, 0.05, 0.02]), KINDS),
        "low": numbers,
        "best": numbers,
        "high": numbers,
        "begins_at": pa.array(begin, pa.timestamp("us", "UTC")),
        "ends_at": pa.array(end, pa.timestamp("us", "UTC")),
        "place": _coded(places[fight], [f"place-{n}" for n in range(400)]),
        "party": _coded(rng.integers(0, 3, number), ("gna", "lna", "unknown")),
    }
    arrays = [
        pa.nulls(number, field.type) if columns[field.name] is None else columns[field.name] for field in OBSERVATIONS
    ]
    return pa.table(arrays, schema=OBSERVATIONS)


def _coded(codes: np.ndarray, words: tuple[str, ...] | list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(list(words)))


def ours(table: pa.Table, rule: str) -> int:
    """Best, by week."""
    return count(table, rule_of(load_agreement("libya-2020"), rule), by="week").whole.best


def beside(table: pa.Table, _rule: str) -> int:
    """How many items make the difference between the first two rules."""
    one, other = (rule_of(load_agreement("libya-2020"), name) for name in RULES[:2])
    return len(compare(table, one, other))


def polars(table: pa.Table, rule: str) -> int:
    """The same by expressions of Polars, on one core as ours."""
    import polars as pl

    kinds = rule_of(load_agreement("libya-2020"), rule).says.kinds
    wanted = table.select(["kind", "best", "begins_at", "place"])
    plain = {name: pc.cast(wanted[name], pa.string()) for name in ("kind", "place")}
    frame = pl.from_arrow(wanted.set_column(0, "kind", plain["kind"]).set_column(3, "place", plain["place"]))
    frame = frame.filter(pl.col("kind").is_in(list(kinds)))
    local = pl.col("begins_at").dt.convert_time_zone("Africa/Tripoli")
    week = local.dt.truncate("1w").dt.date().alias("week")
    if rule == "each-shot":
        found = frame.group_by(week).agg(pl.col("best").sum())["best"]
    elif rule == "place-and-day":
        days = frame.select("place", local.dt.date().alias("day"), week).unique(["place", "day"])
        found = days.group_by("week").len()["len"]
    else:
        ordered = frame.sort("place", "begins_at")
        apart = (pl.col("begins_at") - pl.col("begins_at").shift(1)).over("place")
        begins = ordered.with_columns(apart.alias("apart"), week).filter(
            pl.col("apart").is_null() | (pl.col("apart") > pl.duration(hours=1))
        )
        found = begins.group_by("week").len()["len"]
    return int(found.sum())


WAYS = {"ours": ours, "polars": polars, "compare": beside}


def measured(way: str, rule: str, path: Path, times: int) -> dict[str, float]:
    """Seconds (the best of some), the answer, and how much memory the process took at most."""
    command = [sys.executable, __file__, "--way", way, "--rule", rule, "--table", str(path), "--times", str(times)]
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return json.loads(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)


def child(way: str, rule: str, path: Path, times: int) -> None:
    """In the process that is measured."""
    pa.set_cpu_count(1)
    table = pq.read_table(path, read_dictionary=["kind", "place", "party"]).cast(OBSERVATIONS).combine_chunks()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    WAYS[way](table.slice(0, 1000), rule)  # compiles, imports
    took, answer = [], 0
    for _ in range(times):
        began = perf_counter()
        answer = WAYS[way](table, rule)
        took.append(perf_counter() - began)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"s": min(took), "answer": answer, "mb": (after - before) / 1024}))


def library(number: int, times: int) -> None:
    """Each rule beside Polars."""
    with tempfile.TemporaryDirectory(prefix="evenhand-counting-") as folder:
        exact, whole = Path(folder) / "exact.parquet", Path(folder) / "whole.parquet"
        pq.write_table(make(number, coarse=False), exact)
        pq.write_table(make(number), whole)
        print(f"{number:,} observations, one core; seconds, best of {times}")
        for rule in RULES:
            own = measured("ours", rule, exact, times)
            line = f"  {rule:<20} {own['s']:.2f} s  +{own['mb']:.0f} MB  = {own['answer']:,}"
            with contextlib.suppress(subprocess.CalledProcessError):
                peer = measured("polars", rule, exact, times)
                same = "same answer" if peer["answer"] == own["answer"] else f"OTHER ANSWER {peer['answer']:,}"
                line += f"   polars {peer['s']:.2f} s  +{peer['mb']:.0f} MB  ratio {own['s'] / peer['s']:.2f}, {same}"
            ranged = measured("ours", rule, whole, times)
            print(f"{line}   with ranges {ranged['s']:.2f} s")
        found = measured("compare", RULES[0], whole, times)
        print(f"  two rules side by side {found['s']:.2f} s  +{found['mb']:.0f} MB, {found['answer']:,} items differ")


def pages(number: int, times: int) -> None:
    """The totals page on SQLite, through all of the server's code."""
    with tempfile.TemporaryDirectory(prefix="evenhand-totals-") as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/totals.sqlite3",
            "EVENHAND_WORKSPACE": folder,
            "EVENHAND_INSECURE_HTTP": "true",
            "EVENHAND_CLOCK": "2020-12-29T12:00:00Z",
            "EVENHAND_LOG_LEVEL": "ERROR",
            "EVENHAND_ALLOWED_HOSTS": '["testserver"]',
            "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
        }
        import django

        django.setup()
        client = _filled(make(number))
        for name, query in (
            ("all five years", ""),
            ("one month", "?begins=2020-11-01&ends=2020-11-30"),
            ("all, one rule", "?other=none&by=place"),
        ):
            took = []
            for _ in range(times + 1):
                began = perf_counter()
                answer = client.get(f"/totals/{query}")
                took.append(perf_counter() - began)
                assert answer.status_code == 200, answer.content[:300]
            first, rest = took[0], sorted(took[1:])
            p95 = rest[min(len(rest) - 1, round(0.95 * len(rest)))]
            print(f"  page, {name}: first {first:.2f} s, then p50 {statistics.median(rest):.2f} s, p95 {p95:.2f} s")


def _filled(table: pa.Table):
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from evenhand_web.accounts.access import SYSTEM
    from evenhand_web.agreements import services as agreements
    from evenhand_web.agreements.queries import current
    from evenhand_web.incidents.bulk import insert
    from evenhand_web.totals.models import Observation
    from evenhand_web.web.management import demo_people

    call_command("migrate", verbosity=0)
    agreements.adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=NOW)
    demo_people.settle(current()[0], password="evenhand-demo-2020", now=NOW)
    table = table.sort_by("begins_at")
    for low in range(0, table.num_rows, 20_000):
        with transaction.atomic():
            insert(Observation, [_row(row) for row in table.slice(low, 20_000).to_pylist()])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(get_user_model().objects.get(username="duty"))
    return client


def _row(row: dict):
    from evenhand_web.totals.models import Observation

    origin, ref, line = row["observation"].split(":")
    at = row["begins_at"] + (row["ends_at"] - row["begins_at"]) / 2
    facts = {name: row[name] for name in ("kind", "low", "best", "high", "place", "party")}
    facts |= {f"{end}_us": round(row[f"{end}_at"].timestamp() * 1e6) for end in ("begins", "ends")}
    return Observation(origin=origin, ref=ref, line=int(line), at=at, month=at.year * 100 + at.month, **facts)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--skip-page", action="store_true")
    for name in ("way", "rule"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        child(given.way, given.rule, given.table, given.times)
        return
    library(given.number, given.times)
    if not given.skip_page:
        pages(given.number, max(given.times, 20))


if __name__ == "__main__":
    main()

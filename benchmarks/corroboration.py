"""Corroboration: quality on reports with known truth, time and memory up to a million, late reports.

    python benchmarks/corroboration.py [--n 1e6] [--seed 2] [--world world.parquet]

A world is a Parquet file with the columns of STATEMENTS and `event`; without one, this file makes its own, seeded: six
kinds of source, accuracies from a receiver to a district, towns named by their centre, dates only, delays, passes of a
satellite, wrong types at three levels, aftershocks. Learned from is another seed than the one that is asked.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.incidents.corroborate import look
from evenhand.incidents.expert import expert
from evenhand.incidents.joining import group, join
from evenhand.incidents.learning import Labels, learn, learn_from_events
from evenhand.incidents.scorecard import SURE_LEAN
from evenhand.incidents.statements import STATEMENTS

HOUR_US = 3_600_000_000
EPOCH_H = 18_000 * 24
ACCURACY_KM = np.array([0.3, 1.5, 6.0, 25.0])
# name, chance of telling, of each accuracy, how it dates, of the right type, of naming the party
SOURCES = (
    ("monitors-a", 0.62, (0.25, 0.45, 0.25, 0.05), "day", 0.78, 0.8),
    ("monitors-b", 0.45, (0.10, 0.35, 0.45, 0.10), "day", 0.70, 0.7),
    ("press", 0.40, (0.05, 0.25, 0.50, 0.20), "delay", 0.60, 0.6),
    ("mission", 0.25, (0.50, 0.40, 0.08, 0.02), "hour", 0.85, 0.85),
    ("satellite", 0.30, (0.80, 0.20, 0.0, 0.0), "pass", 0.45, 0.0),
    ("acoustic", 0.20, (0.60, 0.40, 0.0, 0.0), "minute", 0.45, 0.0),
)
GROUPS, FINE, TOWNS, PARTIES = 8, 24, 300, 10


def make(n: int, seed: int) -> pa.Table:
    """About n statements with their event."""
    rng = np.random.default_rng(seed)
    events, days = int(n / 2.3), 365.0 * n / 1e5
    shares = 1.0 / np.arange(1, TOWNS + 1) ** 0.9
    town = rng.choice(TOWNS, events, p=shares / shares.sum())
    centre = np.column_stack([rng.uniform(10, 25, TOWNS), rng.uniform(24, 33, TOWNS)])
    spread_km = rng.uniform(2, 12, TOWNS)
    where = centre[town] + rng.normal(0, 1, (events, 2)) * spread_km[town][:, None] / 105.0
    at_h = rng.uniform(0, days * 24, events)
    kind = rng.choice(FINE, events, p=_falling(FINE, 0.8))
    party = rng.choice(PARTIES, events, p=_falling(PARTIES, 0.9))
    after = np.flatnonzero(rng.random(events) < 0.35)
    first = rng.integers(0, events, after.size)
    at_h[after], town[after] = at_h[first] + rng.exponential(19.0, after.size), town[first]
    where[after] = where[first] + rng.normal(0, 2.5 / 105.0, (after.size, 2))
    kind[after] = np.where(rng.random(after.size) < 0.6, kind[first], kind[after])
    killed = rng.poisson(rng.gamma(0.6, 2.5, events))
    parts = [_told(rng, source, (where, centre[town], at_h, kind, party, killed)) for source in range(len(SOURCES))]
    found = pa.concat_tables(parts)
    found = found.take(pa.array(np.random.default_rng(seed + 1).permutation(found.num_rows)))
    return found.set_column(
        0, STATEMENTS.field("statement"), pa.array([f"r{row:08d}" for row in range(found.num_rows)])
    )


def _falling(count: int, power: float) -> np.ndarray:
    shares = 1.0 / np.arange(1, count + 1) ** power
    return shares / shares.sum()


def _told(rng, source: int, events) -> pa.Table:
    where, centre, at_h, kind, party, killed = events
    name, chance, accuracies, dating, right, names = SOURCES[source]
    hit = np.flatnonzero(rng.random(at_h.size) < chance)
    hit = np.concatenate([hit, hit[rng.random(hit.size) < 0.02]])
    level = rng.choice(4, hit.size, p=accuracies)
    radius = ACCURACY_KM[level] * rng.uniform(0.7, 1.5, hit.size)
    off = rng.normal(0, 1, (hit.size, 2)) * (radius * 0.42)[:, None] / 105.0
    seen = np.where((level >= 2)[:, None], centre[hit] + rng.normal(0, 0.003, (hit.size, 2)), where[hit] + off)
    radius = np.where(level >= 2, np.maximum(radius, 8.0), radius)
    middle, half = _dated(rng, dating, at_h[hit])
    told = np.where(rng.random(hit.size) < right, kind[hit], (kind[hit] // 3) * 3 + rng.integers(0, 3, hit.size))
    told = np.where(rng.random(hit.size) < (1 - right) * 0.3, rng.integers(0, FINE, hit.size), told)
    named = np.where(rng.random(hit.size) < 0.93, party[hit], rng.integers(0, PARTIES, hit.size))
    dead = rng.poisson(killed[hit] * rng.uniform(0.7, 1.3, hit.size))
    types = [f"class-{0 if k < 12 else 1 if k < 18 else 2}/group-{k // 3}/type-{k}" for k in range(FINE)]
    words = pa.dictionary(pa.int32(), pa.string())
    columns = {
        "statement": pa.array([""] * hit.size), "source": pa.array([name] * hit.size).cast(words),
        "origin": pa.nulls(hit.size, words), "began_at": _instants(middle - half), "ended_at": _instants(middle + half),
        "lon": seen[:, 0], "lat": seen[:, 1], "radius_m": radius * 1000.0,
        "type": pa.array([types[k] for k in told]).cast(words),
        "party": pa.array([f"party-{p}" for p in named], mask=rng.random(hit.size) >= names).cast(words),
        "killed": pa.array(dead.astype(np.int32), mask=(rng.random(hit.size) >= 0.6) | (source > 3)),
    }  # fmt: skip
    return pa.table(list(columns.values()), schema=STATEMENTS).append_column("event", pa.array(hit))


def _dated(rng, dating: str, at_h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = at_h.size
    if dating == "day":
        day = np.floor(at_h / 24) + np.where(rng.random(n) < 0.1, 1, 0) - np.where(rng.random(n) < 0.05, 1, 0)
        return day * 24 + 12, np.full(n, 12.0)
    if dating == "delay":
        return at_h + rng.exponential(8.4, n), np.full(n, 12.0)
    if dating == "hour":
        return at_h + rng.normal(0, 1.4, n), np.full(n, 1.9)
    if dating == "pass":
        return np.ceil(at_h / 6) * 6, np.full(n, 3.6)
    return at_h + rng.normal(0, 0.1, n), np.full(n, 0.24)


def _instants(hours: np.ndarray) -> pa.Array:
    return pa.array(((hours + EPOCH_H) * HOUR_US).astype(np.int64), pa.timestamp("us", tz="UTC"))


def quality(group_of: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Pairwise precision, recall and F1."""
    both = np.unique(np.stack([group_of, truth]), axis=1, return_counts=True)[1]
    sizes = [np.unique(labels, return_counts=True)[1] for labels in (group_of, truth)]
    hits, given, wanted = (float((c.astype(float) * (c - 1) / 2).sum()) for c in (both, *sizes))
    return {"P": hits / max(given, 1), "R": hits / max(wanted, 1), "F1": 2 * hits / max(given + wanted, 1)}


def main() -> int:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--n", type=float, default=1e6)
    options.add_argument("--seed", type=int, default=2)
    options.add_argument("--world", type=Path, nargs=2, metavar=("LEARN", "ASK"), help="worlds of your own")
    chosen = options.parse_args()
    if chosen.world:
        teach, ask = (pq.read_table(path) for path in chosen.world)
    else:
        teach, ask = make(50_000, chosen.seed + 1000), make(int(min(chosen.n, 1e5)), chosen.seed)
    truth = ask["event"].to_numpy()
    look(make(2_000, 7), expert(make(2_000, 7))).grouped()  # compile
    card = _qualities(teach, ask, truth)
    if not chosen.world:
        _sizes(card, int(chosen.n), chosen.seed)
    return 0


def _qualities(teach: pa.Table, ask: pa.Table, truth: np.ndarray):
    written = expert(ask)
    found = look(ask, written)
    _say("expert, no labels", quality(found.grouped(), truth[found.rows]))
    _say("2,000 labelled pairs", _few(teach, ask, truth))
    began = time.perf_counter()
    card = learn_from_events(teach, teach["event"].combine_chunks())
    took = time.perf_counter() - began
    found = look(ask, card)
    _say(f"labels ({teach.num_rows:,} reports, learned in {took:.0f} s)", quality(found.grouped(), truth[found.rows]))
    _say("the same, --sure", quality(found.grouped(SURE_LEAN), truth[found.rows]))
    late, early, score = found.pairs()
    chance, same = 1 / (1 + np.exp(-score)), truth[found.rows][late] == truth[found.rows][early]
    bins = np.minimum((chance * 10).astype(int), 9)
    error = sum(abs(chance[bins == b].mean() - same[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))
    print(f"expected calibration error of {late.size:,} pairs: {error:.4f}")
    return card


def _few(teach: pa.Table, ask: pa.Table, truth: np.ndarray) -> dict[str, float]:
    found = look(teach, expert(teach))
    late, early, _ = found.pairs()
    chosen = np.random.default_rng(0).choice(late.size, 2000, replace=False)
    ids, event = np.array(teach["statement"].to_pylist())[found.rows], teach["event"].to_numpy()[found.rows]
    same = event[late] == event[early]
    labels = Labels(one=[*ids[late[chosen]]], other=[*ids[early[chosen]]], same=[*same[chosen]])
    asked = look(ask, learn(teach, labels))
    return quality(asked.grouped(), truth[asked.rows])


def _sizes(card, largest: int, seed: int) -> None:
    size = 10_000
    while size <= largest:
        table = make(size, seed)
        wall, cpu = time.perf_counter(), time.process_time()
        grouped = group(table, card)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{table.num_rows:>10,} reports  {wall:6.2f} s  {cpu:6.2f} CPU s  peak {peak:,.0f} MB with the world itself"
        )
        if size == largest:
            chosen = np.zeros(table.num_rows, bool)
            chosen[np.random.default_rng(3).choice(table.num_rows, 1000, replace=False)] = True
            before = group(table.filter(pa.array(~chosen)), card)
            join(before, table.filter(pa.array(chosen)))
            cpu = time.process_time()
            joined = join(before, table.filter(pa.array(chosen)))
            cpu = time.process_time() - cpu
            same = np.array_equal(joined.group, grouped.group)
            print(f"1,000 late ones: {cpu:.2f} CPU s, the same answer: {same}")
        size *= 10


def _say(what: str, found: dict[str, float]) -> None:
    print(f"{what:55} F1 {found['F1']:.3f}  P {found['P']:.3f}  R {found['R']:.3f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""The ledger beside what the disk can do, beside rows in SQLite, and beside pymerkle where it is installed.

LEDGER_ENTRIES=1000000 LEDGER_RUNS=100000 python benchmarks/ledger.py

All in one run on one disk, so that the ratios hold however busy the machine is. Each row of the first table is measured
in alternation with a row of syncs alone, for a shared disk changes from second to second.
"""

import importlib
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from evenhand.ledger.checkpoints import open_checkpoint  # noqa: E402
from evenhand.ledger.log import Log  # noqa: E402
from evenhand.ledger.merkle import inclusion_proof, leaf_hash, verify_inclusion  # noqa: E402
from evenhand.ledger.notes import COSIGNATURE, sign  # noqa: E402
from evenhand.ledger.tiles import TileTree  # noqa: E402
from evenhand.ledger.witness import Trust, look  # noqa: E402
from evenhand.sources.ledger_address import Published  # noqa: E402
from evenhand.sources.ledger_files import Folder  # noqa: E402
from simulators.honest import honest_run  # noqa: E402
from simulators.logs import CLOCK_KEY, LOG_KEY, NORTH, ORIGIN, key  # noqa: E402

ENTRIES = int(os.environ.get("LEDGER_ENTRIES", "1000000"))
RUNS = int(os.environ.get("LEDGER_RUNS", "0"))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SINGLE, ROUNDS = 200, 3
BATCHES = (1, 256, 1024, 4096)


def entry(number: int) -> bytes:
    """300 bytes, as a small statement has."""
    return b'{"subject":"report-%032d","fields":"' % number + b"c" * 230 + b'"}'


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="ledger-benchmark-", dir=os.environ.get("TMPDIR")))
    try:
        durable(folder)
        large(folder)
        if RUNS:
            honest(RUNS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def durable(folder: Path) -> None:
    print(f"| entries a commit | rows | syncs/s (limit) | log/s | of the limit | SQLite/s | log : SQLite | {PEER} |")
    print("|---|---|---|---|---|---|---|---|")
    for batch in BATCHES:
        rows = SINGLE if batch == 1 else 40 * batch
        measured = [
            (
                syncs(folder, rows // batch, batch),
                appends(folder, rows, batch),
                sqlite(folder, rows, batch),
                pymerkle(folder, rows, batch),
            )
            for _ in range(ROUNDS)
        ]
        limit, ours, rows_s, peer = (statistics.median(column) for column in zip(*measured, strict=True))
        told = f"{peer:,.0f}" if peer else "-"
        print(
            f"| {batch} | {rows} | {limit:,.0f} | {ours:,.0f} | {ours / (limit * batch):.2f} "
            f"| {rows_s:,.0f} | {ours / rows_s:.2f} | {told} |"
        )


def syncs(folder: Path, count: int, batch: int) -> float:
    """Syncs a second of a file that has its length already, each after writing what a batch weighs."""
    path, content = folder / "syncs", entry(0) * batch
    path.write_bytes(bytes(len(content)))
    handle = os.open(path, os.O_RDWR)
    os.fsync(handle)
    began = time.perf_counter()
    for _ in range(count):
        os.pwrite(handle, content, 0)
        os.fdatasync(handle)
    took = time.perf_counter() - began
    os.close(handle)
    return count / took


def opened(place: Path) -> Log:
    return Log(Folder(place), origin=ORIGIN, keys=[LOG_KEY, CLOCK_KEY])


def appends(folder: Path, rows: int, batch: int) -> float:
    """Entries a second that last, in commits of `batch`."""
    place = folder / "appends"
    log, entries = opened(place), [entry(number) for number in range(rows)]
    began = time.perf_counter()
    for at in range(0, rows, batch):
        log.append(entries[at : at + batch])
    took = time.perf_counter() - began
    shutil.rmtree(place)
    return rows / took


def sqlite(folder: Path, rows: int, batch: int) -> float:
    """Rows a second that last, in transactions of `batch`."""
    path, entries = folder / "rows.sqlite", [(entry(number),) for number in range(rows)]
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, entry BLOB)")
    began = time.perf_counter()
    for at in range(0, rows, batch):
        base.execute("BEGIN")
        base.executemany("INSERT INTO entries (entry) VALUES (?)", entries[at : at + batch])
        base.execute("COMMIT")
    took = time.perf_counter() - began
    base.close()
    for file in folder.glob("rows.sqlite*"):
        file.unlink()
    return rows / took


try:
    PYMERKLE = importlib.import_module("pymerkle")
except ImportError:
    PYMERKLE = None
PEER = "pymerkle/s" if PYMERKLE else "pymerkle (not installed)"


def pymerkle(folder: Path, rows: int, batch: int) -> float:
    """Entries a second of pymerkle's tree in SQLite; 0 where it is not installed."""
    if PYMERKLE is None:
        return 0.0
    tree = PYMERKLE.SqliteTree(str(folder / "pymerkle.db"), algorithm="sha256")
    entries = [entry(number) for number in range(rows)]
    began = time.perf_counter()
    if batch == 1:
        for one in entries:
            tree.append_entry(one)
    else:
        for at in range(0, rows, batch):
            tree.append_entries(entries[at : at + batch], chunksize=batch)
    took = time.perf_counter() - began
    tree.con.close()
    (folder / "pymerkle.db").unlink()
    return rows / took


def large(folder: Path) -> None:
    place = folder / "large"
    log = opened(place)
    print(f"\n| {ENTRIES:,} entries | s | a second |\n|---|---|---|")
    began = time.perf_counter()
    for at in range(0, ENTRIES, 4096):
        log.append([entry(number) for number in range(at, min(at + 4096, ENTRIES))])
    log.publish(NOW)
    row("taken in, 4096 a commit, tiles and checkpoint written", time.perf_counter() - began, ENTRIES)
    witnesses = [key(f"w{number}.example", COSIGNATURE) for number in range(3)]
    text = log.publish(NOW).checkpoint.text()
    log.add_cosignatures([sign(text, one, at_s=1) for one in witnesses], [one.verifier for one in witnesses])
    size = sum(file.stat().st_size for file in (place / "tile").rglob("*") if file.is_file())
    log = None
    began = time.perf_counter()
    opened(place)
    row("opened again and checked", time.perf_counter() - began, None)
    audits(place, witnesses)
    proofs(place)
    print(f"\n{size / ENTRIES:.1f} bytes of tiles and bundles an entry of {len(entry(0))} bytes")


def audits(place: Path, witnesses: list) -> None:
    files, trust = Published(place), Trust(logs=(LOG_KEY.verifier,), clocks=(CLOCK_KEY.verifier,))
    at_s = int(NOW.timestamp())
    began = time.perf_counter()
    open_checkpoint(files.read("checkpoint"), logs=trust.logs, witnesses=[one.verifier for one in witnesses])
    found = look(files, None, trust=trust, key=NORTH, now_s=at_s, stalled_after_s=99)
    row("audit from scratch: all entries, tiles and signatures", time.perf_counter() - began, ENTRIES)
    assert not found.findings
    began = time.perf_counter()
    found = look(files, None, trust=trust, key=NORTH, now_s=at_s, stalled_after_s=99, depth="light")
    row("a witness catching up, consistency only", time.perf_counter() - began, None)
    assert not found.findings


def proofs(place: Path) -> None:
    files = Published(place)
    root = open_checkpoint(files.read("checkpoint"), logs=[LOG_KEY.verifier]).checkpoint.root
    indices = [number * 7919 % ENTRIES for number in range(2000)]
    cold, cached, verifying, tree = [], [], [], TileTree(files, ENTRIES)
    for index in indices:
        inclusion_proof(tree, index, ENTRIES)
    for index in indices:
        began = time.perf_counter()
        proof = inclusion_proof(TileTree(files, ENTRIES), index, ENTRIES)
        cold.append(time.perf_counter() - began)
        began = time.perf_counter()
        inclusion_proof(tree, index, ENTRIES)
        cached.append(time.perf_counter() - began)
        began = time.perf_counter()
        verify_inclusion(leaf_hash(entry(index)), proof, index=index, size=ENTRIES, root=root)
        verifying.append(time.perf_counter() - began)
    print("\n| inclusion proof | median, ms | p99, ms |\n|---|---|---|")
    for name, times in (("tiles read from files", cold), ("tiles kept", cached), ("verified", verifying)):
        print(f"| {name} | {statistics.median(times) * 1e3:.3f} | {statistics.quantiles(times, n=100)[98] * 1e3:.3f} |")


def honest(runs: int) -> None:
    began = time.perf_counter()
    alarms = sum(bool(honest_run(seed)) for seed in range(runs))
    print(f"\n{runs:,} honest lives, {alarms} false alarms, {time.perf_counter() - began:.0f} s")


def row(name: str, seconds: float, count: int | None) -> None:
    print(f"| {name} | {seconds:.2f} | {'' if count is None else f'{count / seconds:,.0f}'} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""The ledger beside what the disk can do, beside rows in SQLite, and beside pymerkle where it is installed.

LEDGER_ENTRIES=1000000 LEDGER_RUNS=100000 python benchmarks/ledger.py

All in one run on one disk, so that the ratios hold however busy the machine is. Each row of the first table is measured
in alternation with a row of syncs alone, for a shared disk changes from second to second.
"""

import hashlib
import importlib
import io
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

from evenhand.evidence.hashing import fingerprint, pieces  # noqa: E402
from evenhand.ledger.checkpoints import open_checkpoint  # noqa: E402
from evenhand.ledger.log import Log  # noqa: E402
from evenhand.ledger.merkle import inclusion_proof, leaf_hash, verify_inclusion  # noqa: E402
from evenhand.ledger.notes import COSIGNATURE, sign  # noqa: E402
from evenhand.ledger.tiles import TileTree  # noqa: E402
from evenhand.ledger.witness import Memory, Trust, look  # noqa: E402
from evenhand.sources.ledger_address import Published, together  # noqa: E402
from evenhand.sources.ledger_files import Folder  # noqa: E402
from simulators.disk_memory import MemoryDisk  # noqa: E402
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
        hashing()
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
    print(f"\n| {ENTRIES:,} entries | s | a second | s of all processors |\n|---|---|---|---|")
    with Row("taken in, 4096 a commit, tiles and checkpoint written", ENTRIES):
        for at in range(0, ENTRIES, 4096):
            log.append([entry(number) for number in range(at, min(at + 4096, ENTRIES))])
        log.publish(NOW)
    witnesses = [key(f"w{number}.example", COSIGNATURE) for number in range(3)]
    text = log.publish(NOW).checkpoint.text()
    log.add_cosignatures([sign(text, one, at_s=1) for one in witnesses], [one.verifier for one in witnesses])
    size = sum(file.stat().st_size for file in (place / "tile").rglob("*") if file.is_file())
    log = None
    with Row("opened again and checked", None):
        opened(place)
    audits(place, witnesses)
    proofs(place)
    print(f"\n{size / ENTRIES:.1f} bytes of tiles and bundles an entry of {len(entry(0))} bytes")


def audits(place: Path, witnesses: list) -> None:
    files, trust = Published(place), Trust(logs=(LOG_KEY.verifier,), clocks=(CLOCK_KEY.verifier,))
    options = {"trust": trust, "key": NORTH, "now_s": int(NOW.timestamp()), "stalled_after_s": 99}
    first = first_look(options)
    with Row("audit from scratch: all entries, tiles and signatures, one core", ENTRIES):
        open_checkpoint(files.read("checkpoint"), logs=trust.logs, witnesses=[one.verifier for one in witnesses])
        assert not look(files, None, **options).findings
    with Row(f"the same on {os.cpu_count()} cores", ENTRIES), together(files) as many:
        assert not look(many, None, **options).findings
    with Row("a witness that saw the first entry catching up, new entries read", ENTRIES), together(files) as many:
        assert not look(many, first, **options).findings
    with Row("the same, consistency alone", None):
        assert not look(files, first, **options, depth="light").findings


def first_look(options: dict) -> Memory:
    """What a witness remembers that saw the same log when it had one entry."""
    disk = MemoryDisk()
    small = Log(disk, origin=ORIGIN, keys=[LOG_KEY, CLOCK_KEY])
    small.append([entry(0)])
    small.publish(NOW)
    return look(disk, None, **options).memory


def hashing() -> None:
    """Bytes of evidence a second on one core, beside the hash function alone."""
    content = os.urandom(1 << 24)
    rates: dict[str, list[tuple[float, float]]] = {"SHA-256 alone": [], "evidence": []}
    for _ in range(5):
        for name, work in (
            ("SHA-256 alone", lambda: hashlib.sha256(content)),
            ("evidence", lambda: fingerprint(pieces(io.BytesIO(content)))),
        ):
            began, before = time.perf_counter(), time.thread_time()
            for _again in range(8):
                work()
            took = (time.perf_counter() - began, time.thread_time() - before)
            rates[name].append(tuple(8 * len(content) / part / 1e9 for part in took))
    print("\n| hashed on one core | GB/s | GB in a second of processor time |\n|---|---|---|")
    for name, found in rates.items():
        print(f"| {name} | {' | '.join(f'{statistics.median(part):.2f}' for part in zip(*found, strict=True))} |")


class Noted:
    """Files, and the paths that were read."""

    def __init__(self, files) -> None:
        self.files, self.paths = files, []

    def read(self, path: str) -> bytes | None:
        self.paths.append(path)
        return self.files.read(path)


def proofs(place: Path) -> None:
    """Each proof beside a bare read of the very files that it reads, in turn: what is left is ours."""
    files = Published(place)
    root = open_checkpoint(files.read("checkpoint"), logs=[LOG_KEY.verifier]).checkpoint.root
    indices = [number * 7919 % ENTRIES for number in range(2000)]
    took: dict[str, list[float]] = {}
    tree = TileTree(files, ENTRIES)
    for index in indices:
        inclusion_proof(tree, index, ENTRIES)
    for index in indices:
        noted = Noted(files)
        inclusion_proof(TileTree(noted, ENTRIES), index, ENTRIES)
        timed(took, "the files read, and nothing else", lambda: [bare(place / path) for path in noted.paths])  # noqa: B023
        proof = timed(took, "proof from files", lambda: inclusion_proof(TileTree(files, ENTRIES), index, ENTRIES))  # noqa: B023
        timed(took, "proof, tiles kept", lambda: inclusion_proof(tree, index, ENTRIES))  # noqa: B023
        leaf = leaf_hash(entry(index))
        timed(took, "verified", lambda: verify_inclusion(leaf, proof, index=index, size=ENTRIES, root=root))  # noqa: B023
    print(f"\n| inclusion proof ({len(noted.paths)} files) | median, ms | p99, ms | p99 of processor time, ms |")
    print("|---|---|---|---|")
    for name in ("the files read, and nothing else", "proof from files", "proof, tiles kept", "verified"):
        times, work = took[name], took[f"{name}, work"]
        ends = [statistics.quantiles(found, n=100)[98] * 1e3 for found in (times, work)]
        print(f"| {name} | {statistics.median(times) * 1e3:.3f} | {ends[0]:.3f} | {ends[1]:.3f} |")


def timed(took: dict[str, list[float]], name: str, work):
    """Run it, and note what it took by the clock and on the processor."""
    began, worked = time.perf_counter(), time.thread_time()
    made = work()
    took.setdefault(f"{name}, work", []).append(time.thread_time() - worked)
    took.setdefault(name, []).append(time.perf_counter() - began)
    return made


def bare(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    content = os.read(handle, 8192)
    os.close(handle)
    return content


def honest(runs: int) -> None:
    """Lives with the seeds 0 to `runs` - 1; a seed is all that it takes to live one again."""
    began = time.perf_counter()
    alarms = [told for seed in range(runs) if (told := honest_run(seed))]
    print(f"\n{runs:,} honest lives, {len(alarms)} false alarms, {time.perf_counter() - began:.0f} s")
    for told in alarms[:20]:
        print(f"seed {told[0]}: {told[1]}")


class Row:
    """A row of the table: how long what stands within took, by the clock and on processors."""

    def __init__(self, name: str, count: int | None) -> None:
        self.name, self.count = name, count

    def __enter__(self) -> None:
        self.began, self.worked = time.perf_counter(), worked()

    def __exit__(self, *_fault: object) -> None:
        seconds, work = time.perf_counter() - self.began, worked() - self.worked
        told = "" if self.count is None else f"{self.count / seconds:,.0f}"
        print(f"| {self.name} | {seconds:.2f} | {told} | {work:.2f} |", flush=True)


def worked() -> float:
    """Seconds that this process and those that it started and that ended were on processors."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    sys.exit(main())

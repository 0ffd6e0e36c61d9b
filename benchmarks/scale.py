"""Beyond one machine: `evenhand watch` over a store of positions by day, alone and on Spark with one core and with two.

What is measured: the whole job (read, once and in order, hold the agreement's rules against it, alerts), the start of
Spark apart; that the alerts are the same; the peak memory of the process that asked. From two sizes follow the cost a
fix and the cost a job; see docs/methods/scale.md. "local-1" is this process held to one core, as a Spark task is.

python benchmarks/scale.py [N]    N fixes in the larger store (4,000,000); the smaller has a quarter
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from workload import fixes

from evenhand.cli.engines import engine
from evenhand.detection.encodings import to_json
from evenhand.observations.disk import write_groups
from evenhand.observations.duplicates import ORDER
from evenhand.observations.ordering import in_order
from evenhand.observations.stores import open_store
from evenhand.pipeline.watching import Divided, watch
from evenhand.sources.agreement_files import load_agreement

AS_OF = datetime(2030, 1, 1, tzinfo=UTC)
ENGINES = ("local", "local-1", "local[1]", "local[2]")
ONE_CORE = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
REPEATS = 5


def main() -> int:
    if len(sys.argv) == 4:
        print(json.dumps(measure(sys.argv[2], sys.argv[3])))
        return 0
    largest = int(float(sys.argv[1])) if len(sys.argv) > 1 else 4_000_000
    with tempfile.TemporaryDirectory() as place:
        found = []
        for n in (largest // 4, largest):
            store = by_day(n, Path(place) / f"store-{n}")
            for name in ENGINES:
                found.append({"fixes": n, **alone(name, store)})
                print(line(found[-1]), flush=True)
    for a, b in zip(found[: len(ENGINES)], found[len(ENGINES) :], strict=True):
        each = (b["wall_s"] - a["wall_s"]) / (b["fixes"] - a["fixes"])
        print(f"{a['engine']}: {each * 1e9:,.0f} s for 10^9 fixes and {a['wall_s'] - each * a['fixes']:.2f} s a job")
    for measured in ("wall_s", "cpu_s"):
        tell_scaling(measured, {one["engine"]: one[measured] for one in found[len(ENGINES) :]})
    same = {(one["fixes"], one["digest"]) for one in found}
    print("the alerts are the same" if len(same) == 2 else "THE ALERTS DIFFER")
    return 0 if len(same) == 2 else 1


def tell_scaling(measured: str, spent_s: dict) -> None:
    """Strong scaling, the same fixes on one core and on two, and what Spark costs over this process."""
    for what, one, two in (("this process", "local-1", "local"), ("Spark", "local[1]", "local[2]")):
        gain = spent_s[one] / spent_s[two]
        print(f"{measured}: two cores over one, {what}: {gain:.2f} ({spent_s[one]:.2f} s to {spent_s[two]:.2f} s)")
    for cores, alone_s, spark_s in ((1, "local-1", "local[1]"), (2, "local", "local[2]")):
        over = spent_s[spark_s] / spent_s[alone_s] - 1.0
        print(f"{measured}: Spark over this process on {cores} core{'s' * (cores > 1)}: {over:+.0%}")


def by_day(n: int, folder: Path) -> str:
    """Positions in one file a day, each sorted by object, as a lake keeps them."""
    folder.mkdir()
    table = fixes(n)
    days = pc.floor_temporal(table["seen_at"], unit="day").cast(pa.int64()).to_numpy()
    for number, day in enumerate(np.unique(days)):
        rows = in_order(table.filter(pa.array(days == day)), ORDER["positions"])
        write_groups(rows, folder / f"day-{number:03}.parquet")
    return str(folder)


def alone(name: str, store: str) -> dict:
    """One engine in a process of its own."""
    ran = subprocess.run(
        [sys.executable, __file__, "measure", name, store],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(ONE_CORE if name == "local-1" else {})},
    )
    return json.loads(ran.stdout.splitlines()[-1])


def measure(name: str, address: str) -> dict:
    """The quickest of several whole jobs (on a machine with other work, the one it disturbed least), and their median,
    after one that starts workers and loads compiled code."""
    if name == "local-1":
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # the thread that reads ahead too
    agreement, store = load_agreement("libya-2020"), open_store(address)
    began = time.perf_counter()
    with engine("spark" if name.startswith("local[") else "local", master=name) as runs:
        started_s = time.perf_counter() - began
        walls, alerts, used_s = [], None, 0.0
        for number in range(REPEATS + 1):
            if number == 1:
                used_s = cpu_s()
            began = time.perf_counter()
            alerts = watch(agreement, [], as_of=AS_OF, divided=Divided(stores=(store,), engine=runs)).alerts
            walls.append(time.perf_counter() - began)
        used_s = (cpu_s() - used_s) / REPEATS
    return {
        "engine": name,
        "start_s": started_s,
        "first_s": walls[0],
        "wall_s": min(walls[1:]),
        "median_s": float(np.median(walls[1:])),
        "cpu_s": used_s,
        "alerts": alerts.num_rows,
        "digest": hashlib.sha256(to_json(alerts)).hexdigest(),
        "peak_mb": peak_mb(),
    }


def peak_mb() -> int:
    """The most memory that this process held (Linux). What getrusage tells begins with that of the process before."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def cpu_s() -> float:
    """Processor time of this process and all that came from it, Spark's Java and Python workers included (Linux).

    Other work on the machine makes a job take longer, but hardly costs it more of this.
    """
    stats = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                stats[int(entry.name)] = (int(fields[1]), sum(int(fields[k]) for k in range(11, 15)))
    mine, grown = {os.getpid()}, True
    while grown:
        found = {pid for pid, (parent, _) in stats.items() if parent in mine} - mine
        mine, grown = mine | found, bool(found)
    return sum(stats[pid][1] for pid in mine if pid in stats) / os.sysconf("SC_CLK_TCK")


def line(one: dict) -> str:
    return (
        f"{one['engine']:>9} {one['fixes']:>12,} fixes {one['wall_s']:7.2f} s (median {one['median_s']:.2f},"
        f" cpu {one['cpu_s']:.2f}, start {one['start_s']:.2f}) {one['alerts']:,} alerts, {one['peak_mb']} MB"
    )


if __name__ == "__main__":
    raise SystemExit(main())

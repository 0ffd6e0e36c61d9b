"""One million fixes against libya-2020, from Parquet, through the command line, start of the interpreter included.

    python benchmarks/first_watch.py [N]

The goal: below 3 s on two cores and 1 GiB. Beside it the Parquet scan alone (in its own interpreter too) and the
interpreter that only imports what the command needs. Kernels are compiled before, once.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL_S, GOAL_MB = 3.0, 1024
SCAN = "import sys, pyarrow.parquet as pq; pq.read_table(sys.argv[1])"
IMPORTS = "import evenhand.cli.watch"
COMMAND = "from evenhand.cli.main import main; main()"
MAKE = "import sys, pathlib; from workload import *; write(fixes(int(sys.argv[2])), pathlib.Path(sys.argv[1]))"
"""Made by a process of its own: what a child is measured by begins with the size of its parent."""


def run(command):
    """Wall seconds, CPU seconds and peak resident MB of one command."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


def main(n: int = 1_000_000) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        path, out = str(Path(folder) / "fixes.parquet"), str(Path(folder) / "alerts.parquet")
        subprocess.run([sys.executable, "-c", MAKE, path, str(n)], check=True, cwd=Path(__file__).parent)
        cli = [sys.executable, "-c", COMMAND, "watch", "libya-2020", path, "--out", out]
        cli += ["--as-of", "2021-03-01T00:00:00Z"]
        run(cli)
        tried = {
            "parquet scan alone": [run([sys.executable, "-c", SCAN, path]) for _ in range(3)],
            "imports alone": [run([sys.executable, "-c", IMPORTS]) for _ in range(3)],
            "evenhand watch, start to finish": [run(cli) for _ in range(3)],
        }
    best = {name: min(runs) for name, runs in tried.items()}
    print(f"{n:,} fixes against libya-2020; goal {GOAL_S} s and {GOAL_MB} MB")
    print(f"{'':34}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}")
    for name, (wall, cpu, peak, _) in best.items():
        print(f"{name:34}{wall:9.2f}{cpu:9.2f}{peak:9.0f}")
    print(best["evenhand watch, start to finish"][3].strip())
    return {
        "benchmark": "first_watch",
        "n": n,
        "rows": [{"name": k, "wall_s": v[0], "cpu_s": v[1], "peak_mb": v[2]} for k, v in best.items()],
    }


if __name__ == "__main__":
    answer = main(*(int(float(one)) for one in sys.argv[1:2]))
    Path(__file__).with_suffix(".json").write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")

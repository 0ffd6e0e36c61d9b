"""Runs every benchmark of this folder, one after the other, and says which failed. `make bench` calls it.

The detection benchmark, which installs peers and takes long, has a command of its own: `make bench-detection`.

python benchmarks/run.py [N]
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_BENCHMARKS = {"run.py", "workload.py"}


def main() -> int:
    failed = []
    for path in sorted(HERE.glob("*.py")):
        if path.name in NOT_BENCHMARKS:
            continue
        print(f"== {path.stem}", flush=True)
        if subprocess.run([sys.executable, str(path), *sys.argv[1:]], check=False).returncode:
            failed.append(path.stem)
    print(f"failed: {', '.join(failed)}" if failed else "all ran")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

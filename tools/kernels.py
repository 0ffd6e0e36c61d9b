"""Compiles the detection kernels once, at set-up, so that nobody waits for it at the first watch.

Numba keeps the machine code beside the sources; where nothing has changed this takes as long as an import.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from evenhand.cases.counting.chains import perhaps_linked, surely_linked, united
from evenhand.detection.cases import run_case
from evenhand.detection.kernels.streaming import presence_of_parquet
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.incidents.expert import expert
from evenhand.incidents.explain import why
from evenhand.incidents.joining import group, join
from evenhand.incidents.statements import STATEMENTS
from evenhand.sources.agreement_files import bundled, load_agreement


def main() -> int:
    """Run the first case of each kind of rule that runs: together they call every kernel."""
    waiting = set(RUNNING_KINDS)
    for name in bundled():
        agreement = load_agreement(name)
        for rule in agreement.rules:
            if rule.kind in waiting and rule.cases:
                run_case(agreement, rule, rule.cases[0])
                waiting.discard(rule.kind)
        if not waiting:
            break
    _stream()
    _corroborate()
    _count()
    return 0


def _corroborate() -> None:
    """Two statements, and a late one."""
    row = {"source": "a", "began_at": 0, "ended_at": 0, "lon": 0.5, "lat": 0.5, "radius_m": 100.0}
    tables = [
        pa.Table.from_pylist([{**row, "statement": one} for one in ids], schema=STATEMENTS) for ids in ("ab", "c")
    ]
    why(join(group(tables[0], expert(tables[0])), tables[1]).found, "a", "b")


def _count() -> None:
    """Two observations of one moment."""
    rows = np.zeros(2, np.int64)
    united(perhaps_linked(rows, rows, rows, 1), surely_linked(rows, rows, rows, 1))


def _stream() -> None:
    """Presence from a file, of objects with names and with numbers."""
    square = shapely.MultiPolygon([shapely.box(0.0, 0.0, 1.0, 1.0)])
    instants = pa.array([0, 60_000_000, 60_000_000], pa.timestamp("us", tz="UTC"))
    with tempfile.TemporaryDirectory() as folder:
        for names in (pa.array(["a", "b", "a"]), pa.array([1, 2, 1])):
            path = str(Path(folder) / "fixes.parquet")
            columns = {"object": names, "seen_at": instants, "lon": [0.5, 2.0, 3.0], "lat": [0.5, 0.5, 0.5]}
            pq.write_table(pa.table(columns), path)
            presence_of_parquet([path], [square], [10**12])


if __name__ == "__main__":
    sys.exit(main())

"""Answers held side by side: which intervals two engines both found, and how far their instants are apart."""

from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq

NEAR_MS = 1000.0
"""Intervals of the same object and area that come within a second of each other are one."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One engine's intervals against another's."""

    both: int
    only_first: int
    only_second: int
    apart_ms: float
    """99.9 % of the instants of those found by both are no further apart."""
    farthest_ms: float


def load(path: str) -> np.ndarray:
    table = pq.read_table(path)
    columns = [table[name].to_numpy().astype(float) for name in ("object", "area", "entered_ms", "left_ms")]
    rows = np.column_stack(columns)
    return rows[np.lexsort(rows.T[[2, 1, 0]])]


def compare(first: np.ndarray, second: np.ndarray) -> Compared:
    """Match by object and area, in order of time; each interval at most once."""
    i = j = both = 0
    apart: list[float] = []
    while i < len(first) and j < len(second):
        a, b = first[i], second[j]
        if (a[0], a[1]) != (b[0], b[1]):
            i, j = (i + 1, j) if (a[0], a[1]) < (b[0], b[1]) else (i, j + 1)
        elif a[3] < b[2] - NEAR_MS:
            i += 1
        elif b[3] < a[2] - NEAR_MS:
            j += 1
        else:
            both += 1
            apart += [abs(a[2] - b[2]), abs(a[3] - b[3])]
            i, j = i + 1, j + 1
    return Compared(
        both=both,
        only_first=len(first) - both,
        only_second=len(second) - both,
        apart_ms=float(np.quantile(apart, 0.999)) if apart else 0.0,
        farthest_ms=max(apart, default=0.0),
    )


def lone_fixes(rows: np.ndarray) -> int:
    """Intervals of no length: a fix inside with silence before and after, of which engines of steps know nothing."""
    return int(np.count_nonzero(rows[:, 2] == rows[:, 3]))

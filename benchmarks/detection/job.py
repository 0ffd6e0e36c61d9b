"""One measurement: what is asked of an engine, and what comes back. Shared by the runner and the measured processes.

Needs nothing but the standard library, NumPy and pyarrow, for the peers run in an environment of their own.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

INTERVALS = pa.schema([
    pa.field("object", pa.int64()),
    pa.field("area", pa.int64()),
    pa.field("entered_ms", pa.float64()),
    pa.field("left_ms", pa.float64()),
    pa.field("n_fixes", pa.int64()),  # null: the engine does not count them
])  # fmt: skip
COLUMNS = ["object", "seen_at", "lon", "lat"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is measured. Paths are text, so that it travels as JSON."""

    engine: str
    task: str
    """scan, points (how many fixes in areas), full (intervals), depth (with distances), which (fixes by area) ..."""
    fixes: str
    areas: str
    gap_ms: int = 1_800_000
    threads: int = 1
    times: int = 5
    out: str = ""
    """Where the answer is kept as Parquet; empty: nowhere."""
    sample: float = 1.0
    """The part of the objects that is measured, where an engine takes too long for all; said on the page."""

    def text(self) -> str:
        return json.dumps(asdict(self))


Prepare = Callable[[Job], Callable[[], Any]]
"""Opens what an engine needs once; what it hands back is measured: from the files to the answer."""


def read_areas(job: Job) -> list[bytes]:
    """Well-known binary of the areas, in order."""
    return list(pq.read_table(job.areas)["wkb"].to_pylist())


def row_groups(path: str, columns: list[str], *, use_threads: bool = False):
    """A file's row groups one after the other: nobody needs more in memory."""
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        yield file.read_row_group(group, columns=columns, use_threads=use_threads)

"""What it is worth to join the small files of a lake that feeds fill: one each half hour, one a day, one a month.

What is measured: the loading of the last file, and questions to the lake, each the quickest of three: what it holds, a
day, fifty objects, and the whole of `evenhand watch`; that the answers are the same; the joining itself.

python benchmarks/joining.py [N]    N fixes (2,000,000), of 100 objects over two weeks
"""

import hashlib
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from workload import fixes

from evenhand.cli.engines import engine
from evenhand.detection.encodings import to_json
from evenhand.observations.lake import Lake
from evenhand.observations.schemas import POSITIONS, QUARANTINE
from evenhand.observations.stores import open_store
from evenhand.observations.tidying import Span, join_files
from evenhand.pipeline.watching import Divided, watch
from evenhand.sources.agreement_files import load_agreement

AS_OF = datetime(2030, 1, 1, tzinfo=UTC)
ROLL_US = 1_800_000_000
OBJECTS = 100  # so that the fixes are those of weeks
REPEATS = 3


@dataclass(frozen=True)
class Rows:
    """Rows in the shape of a source file, and of its only batch."""

    table: pa.Table
    digest: str
    name: str = "half an hour"
    format: str = "table"
    kind: str = "positions"
    source: str = "benchmark"
    size_bytes: int = 1
    quarantine: pa.Table = field(default_factory=QUARANTINE.empty_table)

    @property
    def rows_read(self) -> int:
        return self.table.num_rows

    def batches(self) -> Iterator["Rows"]:
        yield self


def main() -> int:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 2_000_000
    answers = set()
    with tempfile.TemporaryDirectory() as place:
        lake = Lake(Path(place) / "lake")
        loaded_s = fill(lake, n)
        print(
            f"{n:,} fixes in {len(lake.files('positions')):,} files; the last took {loaded_s[-1] * 1e3:.0f} ms to load"
        )
        for by in (None, Span.DAY, Span.MONTH):
            if by is not None:
                began = time.perf_counter()
                join_files(lake, before=date(2100, 1, 1), by=by, clock=lambda: AS_OF)
                print(f"joined by {by.value} in {time.perf_counter() - began:.1f} s")
            spent_s, digest = ask(lake)
            answers.add(digest)
            told = ", ".join(f"{what} {spent * 1e3:,.0f} ms" for what, spent in spent_s.items())
            print(f"{len(lake.files('positions')):>6,} files: {told}", flush=True)
    print("the answers are the same" if len(answers) == 1 else "THE ANSWERS DIFFER")
    return 0 if len(answers) == 1 else 1


def fill(lake: Lake, n: int) -> list[float]:
    """Load the fixes as a feed does, a file each half hour; how long each took."""
    table = fixes(n, objects=OBJECTS)
    slots = table["seen_at"].cast(pa.int64()).to_numpy() // ROLL_US
    order = np.argsort(slots, kind="stable")
    ends = np.flatnonzero(np.diff(slots[order], append=-1)) + 1
    table, begin, spent_s = table.take(pa.array(order)), 0, []
    column = POSITIONS.get_field_index("file")
    for number, end in enumerate(ends.tolist()):
        rows = table.slice(begin, end - begin)
        digest = hashlib.sha256(str(number).encode()).hexdigest()
        named = pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows.num_rows, np.int32)), pa.array([digest]))
        rows = rows.set_column(column, POSITIONS.field("file"), named)
        began = time.perf_counter()
        lake.ingest(Rows(rows, digest), now=AS_OF + timedelta(seconds=number))
        spent_s.append(time.perf_counter() - began)
        begin = end
    return spent_s


def ask(lake: Lake) -> tuple[dict[str, float], str]:
    """How long each question took, and the digest of all answers."""
    store, agreement = open_store(str(lake.folder)), load_agreement("libya-2020")
    last = pc.max(pa.chunked_array([lake.positions(columns=["seen_at"])["seen_at"].combine_chunks()])).as_py()
    day = last.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    objects = [f"object:{k}" for k in range(0, OBJECTS, 20)]
    with engine("local", master="local") as runs:
        questions = {
            "what it holds": lambda: lake.files("positions"),
            "one day": lambda: lake.positions(begins_at=day, ends_at=day + timedelta(days=1)),
            "5 objects": lambda: lake.positions(objects=objects),
            "watch": lambda: watch(agreement, [], as_of=AS_OF, divided=Divided(stores=(store,), engine=runs)).alerts,
        }
        spent_s, digest = {}, hashlib.sha256()
        for what, question in questions.items():
            walls = []
            for _ in range(REPEATS):
                began = time.perf_counter()
                answer = question()
                walls.append(time.perf_counter() - began)
            spent_s[what] = min(walls)
            if what == "watch":
                digest.update(to_json(answer))
            elif isinstance(answer, pa.Table):
                digest.update(
                    repr([column.to_pylist() for column in answer.select(["object", "seen_at", "lon", "lat"])]).encode()
                )
    return spent_s, digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())

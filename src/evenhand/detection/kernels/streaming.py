"""Presence straight from Parquet files of any size, in memory that does not grow with them.

Batches of rows are read, put together by object and walked; what an object carries from one to the next is a few
numbers and its open intervals. Several threads each take a stretch of the row groups, and the stretches are put
together.
Source: docs/methods/presence.md, "Streams".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled
from evenhand.detection.kernels.fixes import BAD_COLUMN, Fixes, frozen
from evenhand.detection.kernels.grid import Index, build_index
from evenhand.detection.kernels.parts import STAY, Part

COLUMNS = {"object": "object", "seen_at": "seen_at", "lon": "lon", "lat": "lat"}
BATCH_ROWS = 1 << 18
"""Rows read at once: enough that little is spent by batch, few enough to stay in the processor's cache."""
WHOLE_ROWS = 3 * BATCH_ROWS
"""A row group of so many rows is read as a whole, which is a little quicker; a larger one batch by batch."""
MANY_VERTICES = 300_000
LAYOUT_PER_DEG = 10_000_000
"""Whole numbers of longitude and latitude count so many to a degree; see `evenhand.observations.layout`."""
_MICROSECONDS = {"s": 1_000_000, "ms": 1000, "us": 1, "ns": 0}

STAYS = pa.schema(
    [
        pa.field("object", pa.string(), nullable=False),
        pa.field("area", pa.int32(), nullable=False),
        pa.field("entered", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("left", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("n_fixes", pa.int64(), nullable=False),
        pa.field("max_depth_m", pa.float64()),
        pa.field("least_m", pa.float64()),
        pa.field("kind", pa.dictionary(pa.int8(), pa.string()), nullable=False),
    ]
)
"""`least_m` is for stays outside by less than the error of the fixes, of kind possible; streams do not look at errors
yet, so it is null and there are none of that kind."""
KINDS = ("observed", "crossed", "possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some row groups of one file."""

    path: str
    groups: tuple[int, ...]


def presence_of_parquet(
    paths: Sequence[str],
    areas: Sequence[shapely.MultiPolygon],
    gaps_us: Sequence[int],
    *,
    threads: int | None = None,
    distances: bool = True,
    columns: Mapping[str, str] | None = None,
) -> pa.Table:
    """Find when each object is inside each area, reading files that need not fit in memory.

    Args:
        paths: Parquet files, one after the other. Each object's rows are in order of time; objects may come one after
            the other or mixed. Objects are words or whole numbers, times timestamps of any unit, longitude and latitude
            degrees or whole numbers of 1e-7 degree.
        areas: S areas in WGS84 degrees whose straight edges follow the true ones.
        gaps_us: S limits in microseconds: over a longer silence nothing is assumed.
        threads: how many to use; None: one.
        distances: whether `max_depth_m` is worked out.
        columns: names of the columns object, seen_at, lon, lat where they are others.

    Returns:
        STAYS ordered by object, area, entered; `object` is of whole numbers where the files say so. `area` is the
        number of the area. Unknown distances are null.

    Raises:
        LATE_FIX: a fix comes after a later one of its object.
        BAD_COLUMN: a column is absent, of no such type, or holds nulls.
        BAD_COORDINATES: a fix that is nowhere on Earth.

    Source: docs/methods/presence.md, "Streams".
    """
    names = {**COLUMNS, **(columns or {})}
    stretches = _stretches(paths, threads or 1)
    if not stretches or not len(areas):
        return _told([], [], distances=distances)
    making = partial(build_index, areas, gaps_us, longest_side=grid_side(areas), distances=distances)
    stays, objects = _found(stretches, making, names)
    # What the reader keeps for more reading would stand beside the answer where that is largest.
    pa.default_memory_pool().release_unused()
    return _told(stays, objects, distances=distances)


def _found(
    stretches: Sequence[Sequence[Stretch]], making: Callable[[], Index], names: Mapping[str, str]
) -> tuple[list[NDArray[np.void]], list[str] | list[int]]:
    """The stays in all stretches, and the names of the objects; index and walks are let go."""
    with ThreadPoolExecutor(len(stretches)) as pool:
        # One thread makes the index, while the others read ahead as far as they can without it.
        index = pool.submit(making)
        walks = [pool.submit(_walked, one, index, names, first=k == 0) for k, one in enumerate(stretches)]
        whole, *others = [walk.result() for walk in walks]
    for part in others:
        whole.follow(part)
    whole.finish()
    return whole.stays, whole.names.told()


def _stretches(paths: Sequence[str], threads: int) -> list[list[Stretch]]:
    """Row groups in order, dealt to so many threads by number of rows."""
    groups: list[tuple[str, int, int]] = []
    for path in paths:
        metadata = pq.read_metadata(path)
        groups += [(path, k, metadata.row_group(k).num_rows) for k in range(metadata.num_row_groups)]
    ends = np.cumsum([rows for _, _, rows in groups]) if groups else np.zeros(0, np.int64)
    total = int(ends[-1]) if len(ends) else 0
    whose = [
        min(threads - 1, int((end - rows / 2) * threads / max(total, 1)))
        for end, (_, _, rows) in zip(ends, groups, strict=True)
    ]
    dealt: dict[int, dict[str, list[int]]] = {}
    for thread, (path, k, _) in zip(whose, groups, strict=True):
        dealt.setdefault(thread, {}).setdefault(path, []).append(k)
    return [[Stretch(path=path, groups=tuple(ks)) for path, ks in one.items()] for one in dealt.values()]


def grid_side(areas: Sequence[shapely.MultiPolygon]) -> int:
    """Cells along the longer side of the grid: more where there is more boundary. Answers do not depend on it."""
    n = int(shapely.get_num_coordinates(np.asarray(areas, object)).sum())
    return 2048 if n > MANY_VERTICES else 1024


def _walked(stretches: Sequence[Stretch], index: Future[Index], names: Mapping[str, str], *, first: bool) -> Part:
    """Walk along some row groups; the first is read before the index is waited for."""
    batches = chain.from_iterable(_batches(stretch, names) for stretch in stretches)
    ahead = next(batches, None)
    part = Part(index.result(), first=first)
    if ahead is not None:
        part.add(_fixes(ahead, names, part))
        del ahead
    for batch in batches:
        part.add(_fixes(batch, names, part))
        del batch  # so that one row group is let go before the next is read
    return part


def _batches(stretch: Stretch, names: Mapping[str, str]) -> Iterator[pa.RecordBatch]:
    schema = pq.read_schema(stretch.path)
    for column in names.values():
        if column not in schema.names:
            raise BAD_COLUMN(column=column, found="missing", expected="a column")
    columns = list(names.values())
    with pq.ParquetFile(stretch.path, read_dictionary=[names["object"]], pre_buffer=False) as file:
        # One row group at a time: asked for several, the reader holds what it has read of all of them.
        for group in stretch.groups:
            if file.metadata.row_group(group).num_rows <= WHOLE_ROWS:
                yield from file.read_row_group(group, columns, use_threads=False).to_batches(BATCH_ROWS)
            else:
                yield from file.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False)


def _fixes(batch: pa.RecordBatch, names: Mapping[str, str], part: Part) -> Fixes:
    """A batch as sorted arrays want it, objects numbered by the part's names."""
    for column in names.values():
        if batch[column].null_count:
            raise BAD_COLUMN(column=column, found=f"{batch[column].null_count} nulls", expected="a value")
    objects = batch[names["object"]]
    if pa.types.is_string(objects.type) or pa.types.is_large_string(objects.type):
        objects = objects.dictionary_encode()
    elif not (pa.types.is_dictionary(objects.type) or pa.types.is_integer(objects.type)):
        raise BAD_COLUMN(column=names["object"], found=str(objects.type), expected="words or whole numbers")
    return Fixes(
        object=frozen(part.names.places(objects)),
        t_us=frozen(_micros(batch[names["seen_at"]], names["seen_at"])),
        lon=frozen(_degrees(batch[names["lon"]], names["lon"])),
        lat=frozen(_degrees(batch[names["lat"]], names["lat"])),
        accuracy_m=frozen(np.empty(0, np.float32)),
        trusted=frozen(np.empty(0, np.uint8)),
    )


def _micros(column: pa.Array, name: str) -> NDArray[np.int64]:
    """Instants in microseconds."""
    if not pa.types.is_timestamp(column.type):
        raise BAD_COLUMN(column=name, found=str(column.type), expected="a timestamp")
    whole: NDArray[np.int64] = column.view(pa.int64()).to_numpy(zero_copy_only=False)
    factor = _MICROSECONDS[column.type.unit]
    if factor == 0:
        return whole // 1000
    return whole if factor == 1 else whole * factor


def _degrees(column: pa.Array, name: str) -> NDArray[np.float64]:
    """Degrees, from degrees or from whole numbers of 1e-7 degree."""
    numbers: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    if pa.types.is_int32(column.type):
        return _divided(frozen(numbers))
    if not pa.types.is_floating(column.type):
        raise BAD_COLUMN(column=name, found=str(column.type), expected="degrees, or whole numbers of 1e-7 degree")
    return numbers.astype(np.float64, copy=False)


@compiled
def _divided(whole: NDArray[np.int32]) -> NDArray[np.float64]:
    """Degrees of whole numbers, without a pass over them for the conversion alone."""
    degrees = np.empty(len(whole))
    for i in range(len(whole)):
        degrees[i] = whole[i] / LAYOUT_PER_DEG
    return degrees


def _order(found: NDArray[np.void], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """The order of visits by rank of the object, area and beginning, and then by whatever else tells them apart."""
    who = rank[found["object"]] * (1 + int(found["slot"].max(initial=0))) + found["slot"]
    order = np.lexsort((found["began_us"], who))
    began_us, who_sorted = found["began_us"][order], who[order]
    if ((who_sorted[1:] == who_sorted[:-1]) & (began_us[1:] == began_us[:-1])).any():
        # Visits of one instant may share all but what they hold: the order is total whatever the threads did.
        keys = [found[name] for name in ("depth_m", "n_fixes", "ended_us", "began_us")]
        order = np.lexsort((*keys, who))
    return order


def _told(stays: list[NDArray[np.void]], names: Sequence[str] | Sequence[int], *, distances: bool) -> pa.Table:
    """STAYS of what was found; `stays` is emptied, for together they may be large."""
    found = np.concatenate([np.empty(0, STAY), *stays])
    stays.clear()
    kind = pa.int64() if names and isinstance(names[0], int) else pa.string()
    rank = np.empty(len(names), np.int64)
    rank[np.argsort(np.array(names))] = np.arange(len(names))
    order = _order(found, rank)
    unknown = pa.nulls(len(found), pa.float64())
    depth_m = found["depth_m"][order]
    observed = np.where(found["n_fixes"][order] > 0, 0, 1).astype(np.int8)
    values = [
        pa.array(names, kind).take(pa.array(found["object"][order])),
        pa.array(found["slot"][order]),
        pa.array(found["began_us"][order]).view(STAYS.field("entered").type),
        pa.array(found["ended_us"][order]).view(STAYS.field("left").type),
        pa.array(found["n_fixes"][order]),
        pa.array(depth_m, mask=depth_m < 0.0) if distances else unknown,
        unknown,
        pa.DictionaryArray.from_arrays(pa.array(observed), pa.array(KINDS)),
    ]
    return pa.table(values, schema=STAYS.set(0, STAYS.field(0).with_type(kind)))

"""Presence straight from Parquet files of any size, in memory that does not grow with them.

Batches of rows are read, put together by object and walked; what an object carries from one to the next is a few
numbers and its open intervals. Several threads each take a stretch of the row groups, and the stretches are put
together.
Source: docs/methods/presence.md, "Streams".
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled
from evenhand.detection.kernels.fixes import BAD_COLUMN, BAD_COORDINATES, Fixes, frozen
from evenhand.detection.kernels.grid import Index, build_index
from evenhand.detection.kernels.grouping import by_key
from evenhand.detection.kernels.parts import STAY, Part
from evenhand.foundation.problems import Problem

COLUMNS = {"object": "object", "seen_at": "seen_at", "lon": "lon", "lat": "lat"}
BATCH_ROWS = 1 << 18
"""Rows read at once: enough that little is spent by batch, few enough to stay in the processor's cache."""
WHOLE_ROWS = 3 * BATCH_ROWS
"""A row group of so many rows is read as a whole, which is a little quicker; a larger one batch by batch."""
MOST_AHEAD = 4
"""Batches that a thread reads before it has the index."""
LONG_SHARE = 0.8
"""The part of the rows in long stretches; see `_stretches`."""
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
    try:
        stays, objects = _found(stretches, threads or 1, making, names)
    except Problem as problem:
        # Each stretch counts its own rows, and puts those of one instant in an order of its own.
        raise (_nowhere(paths, names) or problem) if problem.kind is BAD_COORDINATES else problem from None
    # What the reader keeps for more reading would stand beside the answer where that is largest.
    pa.default_memory_pool().release_unused()
    return _told(stays, objects, distances=distances)


def _found(
    stretches: Sequence[Sequence[Stretch]], threads: int, making: Callable[[], Index], names: Mapping[str, str]
) -> tuple[list[NDArray[np.void]], list[str] | list[int]]:
    """The stays in all stretches, and the names of the objects; index and walks are let go."""
    with ThreadPoolExecutor(threads) as pool:
        # One thread makes the index, while the others read ahead as far as they can without it.
        index = pool.submit(making)
        walks = deque(pool.submit(_walked, one, index, names, first=k == 0) for k, one in enumerate(stretches))
        whole = walks.popleft().result()
        while walks:
            whole.follow(walks.popleft().result())
    whole.finish()
    return whole.stays(), whole.names.told()


def _nowhere(paths: Sequence[str], names: Mapping[str, str]) -> Problem | None:
    """The first fix that is nowhere on Earth, by its row in all files one after the other."""
    before = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH_ROWS, columns=[names["lon"], names["lat"]]):
                lon, lat = (_degrees(batch[names[one]], names[one]) for one in ("lon", "lat"))
                bad = ~((np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0))
                if bad.any():
                    i = int(bad.argmax())
                    return BAD_COORDINATES(row=before + i, lon=float(lon[i]), lat=float(lat[i]))
                before += len(lon)
    return None


def _stretches(paths: Sequence[str], threads: int) -> list[list[Stretch]]:
    """Row groups in order, dealt by number of rows to stretches: a long one for each thread, then a short one for each.

    Threads are not equally quick: whoever is done first takes the next short stretch.
    """
    groups: list[tuple[str, int, int]] = []
    for path in paths:
        metadata = pq.read_metadata(path)
        groups += [(path, k, metadata.row_group(k).num_rows) for k in range(metadata.num_row_groups)]
    rows = np.array([n for _, _, n in groups], np.int64)
    shares = [LONG_SHARE / threads] * threads + [(1.0 - LONG_SHARE) / threads] * threads if threads > 1 else [1.0]
    ends = np.cumsum(shares)[:-1] * rows.sum()
    whose = np.searchsorted(ends, np.cumsum(rows) - rows / 2, side="right")
    dealt: dict[int, dict[str, list[int]]] = {}
    for stretch, (path, k, _) in zip(whose.tolist(), groups, strict=True):
        dealt.setdefault(stretch, {}).setdefault(path, []).append(k)
    return [[Stretch(path=path, groups=tuple(ks)) for path, ks in one.items()] for one in dealt.values()]


def grid_side(areas: Sequence[shapely.MultiPolygon]) -> int:
    """Cells along the longer side of the grid: more where there is more boundary. Answers do not depend on it."""
    n = int(shapely.get_num_coordinates(np.asarray(areas, object)).sum())
    return 2048 if n > MANY_VERTICES else 1024


def _walked(stretches: Sequence[Stretch], index: Future[Index], names: Mapping[str, str], *, first: bool) -> Part:
    """Walk along some row groups; the first is read before the index is waited for."""
    batches = chain.from_iterable(_batches(stretch, names) for stretch in stretches)
    ahead = deque(islice(batches, 1))
    while not index.done() and len(ahead) < MOST_AHEAD and (batch := next(batches, None)) is not None:
        ahead.append(batch)
        del batch
    part = Part(index.result(), first=first)
    while ahead:
        part.add(_fixes(ahead.popleft(), names, part))
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


def _in_columns(stays: list[NDArray[np.void]]) -> dict[str, NDArray[Any]]:
    """The visits column by column; `stays` is emptied as they are copied, so that they are never held twice."""
    n = sum(len(records) for records in stays)
    found = {name: np.empty(n, STAY[name]) for name in STAY.names or ()}
    while stays:
        records = stays.pop()
        n -= len(records)
        for name, column in found.items():
            column[n : n + len(records)] = records[name]
    return found


def _put_in_order(found: dict[str, NDArray[Any]], rank: NDArray[np.int32]) -> None:
    """Order visits by rank of the object, area and beginning, and then by whatever else tells them apart."""
    slot, who = found["slot"], rank[found["object"]]
    # Visits to one area were found in the order in which they began: they need not be compared.
    order = by_key(np.arange(len(slot)), slot, 1 + int(slot.max(initial=0)))
    _take(found, by_key(order, who, len(rank)))
    who, slot, began_us = rank[found["object"]], found["slot"], found["began_us"]
    same = (who[1:] == who[:-1]) & (slot[1:] == slot[:-1])
    if (same & (began_us[1:] <= began_us[:-1])).any():
        # Visits of one instant may share all but what they hold: the order is total whatever the threads did.
        keys = [found[name] for name in ("depth_m", "n_fixes", "ended_us", "began_us", "slot")]
        _take(found, np.lexsort((*keys, who)))


def _take(found: dict[str, NDArray[Any]], order: NDArray[np.int64]) -> None:
    """Put columns into an order, one after the other, so that no two are held twice."""
    for name in found:
        found[name] = found[name][order]


def _told(stays: list[NDArray[np.void]], names: Sequence[str] | Sequence[int], *, distances: bool) -> pa.Table:
    """STAYS of what was found; `stays` is emptied, for together they may be large."""
    found = _in_columns(stays)
    kind = pa.int64() if names and isinstance(names[0], int) else pa.string()
    rank = np.empty(len(names), np.int32)
    rank[np.argsort(np.array(names))] = np.arange(len(names))
    _put_in_order(found, rank)
    crossed = pa.array((found["n_fixes"] == 0).astype(np.int8))
    unknown = pa.nulls(len(found["slot"]), pa.float64())
    depth_m = found.pop("depth_m")
    values = [
        pa.array(names, kind).take(pa.array(found.pop("object"))),
        pa.array(found.pop("slot")),
        pa.array(found.pop("began_us")).view(STAYS.field("entered").type),
        pa.array(found.pop("ended_us")).view(STAYS.field("left").type),
        pa.array(found.pop("n_fixes")),
        pa.array(depth_m, mask=depth_m < 0.0) if distances else unknown,
        unknown,
        pa.DictionaryArray.from_arrays(crossed, pa.array(KINDS)),
    ]
    return pa.table(values, schema=STAYS.set(0, STAYS.field(0).with_type(kind)))

"""Positions as sorted arrays: by object, time, then place, so that the order of the rows changes nothing."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.foundation.problems import ProblemKind
from evenhand.observations.schemas import INSTANT, WORD

BAD_COORDINATES = ProblemKind(
    code="detection.bad-coordinates",
    blame="caller",
    message="Row {row} of the positions lies at longitude {lon}, latitude {lat}, which is no place on Earth. "
    "Give degrees within 180 and 90, or leave the row out.",
)
BAD_COLUMN = ProblemKind(
    code="detection.bad-column",
    blame="caller",
    message="Column {column!r} of the positions is {found} where {expected} without nulls is needed. Convert it first.",
)

UNTRUSTED = frozenset({"jammed", "implausible"})
"""Values of `integrity` that cannot make a presence certain."""
UNVOUCHED = "degraded"
"""A value that cannot either where the accuracy is unknown too: the sender does not vouch for its position at all
(NIC and NACp 0, which is what jamming looks like from outside), so its fix may lie anywhere."""

_NEEDED = {"object": WORD, "seen_at": INSTANT, "lon": pa.float64(), "lat": pa.float64()}


class Fixes(NamedTuple):
    """N fixes ordered by object, time, longitude, latitude; read-only. Empty optional arrays: nothing is known."""

    object: NDArray[np.int32]
    t_us: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    accuracy_m: NDArray[np.float32]
    """N or 0; NaN: the source says nothing."""
    trusted: NDArray[np.uint8]
    """N or 0; 0: jammed or implausible."""


class Runs(NamedTuple):
    """The fixes of one object after the other; read-only."""

    start: NDArray[np.int64]
    """Fixes of run r are start[r] to start[r + 1]."""
    who: NDArray[np.int32]
    """By run, its object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """Fixes with the names behind their numbers and the rows they came from."""

    fixes: Fixes
    objects: tuple[str, ...]
    rows: NDArray[np.int64] | None
    """By fix the row of the table; None where the order is the same."""


def arrange(positions: pa.Table) -> Arranged:
    """Sort a POSITIONS table, only where it is not sorted already. Other columns than those needed may be absent.

    Raises:
        BAD_COLUMN: a needed column is absent, of another type or holds nulls.
        BAD_COORDINATES: a fix that is nowhere on Earth.
    """
    for column, expected in _NEEDED.items():
        if column not in positions.column_names:
            raise BAD_COLUMN(column=column, found="missing", expected=str(expected))
        found = positions[column]
        if found.type != expected or found.null_count:
            raise BAD_COLUMN(column=column, found=f"{found.type} with {found.null_count} nulls", expected=str(expected))
    codes, objects = coded(positions["object"])
    t_us = _numbers(positions["seen_at"].cast(pa.int64()))
    lon, lat = _numbers(positions["lon"]), _numbers(positions["lat"])
    verdict = _verdict(frozen(codes), frozen(t_us), frozen(lon), frozen(lat), len(objects))
    if len(verdict) == 2:
        row = int(verdict[1])
        raise BAD_COORDINATES(row=row, lon=float(lon[row]), lat=float(lat[row]))
    rows = None if len(verdict) else np.lexsort((lat, lon, t_us, codes))
    columns: list[NDArray[Any]] = [codes, t_us, lon, lat, _accuracy(positions), _trusted(positions)]
    if rows is not None:
        columns = [column[rows] if len(column) else column for column in columns]
    return Arranged(fixes=Fixes(*(frozen(column) for column in columns)), objects=objects, rows=rows)


def runs_of(objects: NDArray[np.int32], first: int, last: int) -> Runs:
    """The runs of fixes `first` to `last` of one object each."""
    here = objects[first:last]
    if first == last:
        return Runs(frozen(np.array([first])), frozen(here))
    start = np.concatenate([[first], np.flatnonzero(here[1:] != here[:-1]) + first + 1, [last]])
    return Runs(frozen(start.astype(np.int64)), frozen(objects[start[:-1]]))


def coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Codes and distinct words of a dictionary column; a null is -1."""
    if column.num_chunks > 1:
        column = column.unify_dictionaries()
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], WORD)
    words = whole.dictionary.to_pylist()
    indices = whole.indices
    codes: NDArray[np.int32] = (indices.fill_null(-1) if indices.null_count else indices).to_numpy(zero_copy_only=False)
    if len(set(words)) < len(words):
        distinct = {word: k for k, word in enumerate(dict.fromkeys(words))}
        table = np.array([*(distinct[word] for word in words), -1], np.int32)
        codes, words = table[codes], list(distinct)
    return codes, tuple(words)


def _numbers(column: pa.ChunkedArray) -> NDArray[Any]:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], column.type)
    numbers: NDArray[Any] = whole.to_numpy(zero_copy_only=False)
    return numbers


def frozen(array: NDArray[Any]) -> NDArray[Any]:
    """A view that cannot be written to, so that compiled code sees one type whatever Arrow handed out."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _accuracy(positions: pa.Table) -> NDArray[np.float32]:
    if "accuracy_m" not in positions.column_names or positions["accuracy_m"].null_count == positions.num_rows:
        return np.empty(0, np.float32)
    return _numbers(positions["accuracy_m"]).astype(np.float32, copy=False)


def _accuracies(positions: pa.Table) -> NDArray[np.float32]:
    known = _accuracy(positions)
    return known if len(known) else np.full(positions.num_rows, np.nan, np.float32)


def _trusted(positions: pa.Table) -> NDArray[np.uint8]:
    if "integrity" not in positions.column_names or positions["integrity"].null_count == positions.num_rows:
        return np.empty(0, np.uint8)
    column = pc.cast(positions["integrity"], pa.string()) if positions["integrity"].type != WORD else None
    codes, words = coded(positions["integrity"] if column is None else column.dictionary_encode())
    good = np.array([*(word not in UNTRUSTED for word in words), True], np.uint8)[codes]
    if UNVOUCHED in words:
        good[(codes == list(words).index(UNVOUCHED)) & ~np.isfinite(_accuracies(positions))] = 0
    return good


@compiled
def _verdict(
    codes: NDArray[np.int32],
    t_us: NDArray[np.int64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    n_objects: int,
) -> NDArray[np.int64]:
    """Empty: to be sorted; [-1]: in order already; [-2, row]: that row is nowhere on Earth."""
    n = len(codes)
    seen = np.zeros(n_objects, np.uint8)
    sorted_already = True
    for i in range(n):
        if not (abs(lon[i]) <= 180.0 and abs(lat[i]) <= 90.0):
            return np.array([-2, i])
        if i == 0 or codes[i] != codes[i - 1]:
            sorted_already &= seen[codes[i]] == 0
            seen[codes[i]] = 1
        elif sorted_already:
            sorted_already = _in_order(i - 1, i, t_us, lon, lat)
    if sorted_already:
        return np.array([-1])
    return np.empty(0, np.int64)


@pure
def _in_order(i: int, j: int, t_us: NDArray[np.int64], lon: NDArray[np.float64], lat: NDArray[np.float64]) -> bool:
    """Whether fix i may stand before fix j of the same object."""
    if t_us[i] != t_us[j]:
        return bool(t_us[i] < t_us[j])
    if lon[i] != lon[j]:
        return bool(lon[i] < lon[j])
    return bool(lat[i] <= lat[j])

"""Columns of text or numbers, as they came, into numbers, words and instants; what cannot be read is marked by row.

Everything works on whole columns; single values are looked at only where a column holds a fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.foundation.problems import Problem
from evenhand.sources.faults import BAD_NUMBER, Fault, fault, shown

MISSING_WORDS = ("", "null", "nan", "na", "n/a", "none", "nil", "\\n", "-", "--")
"""Words for "unknown", in lower case."""

# No underscores, no hexadecimal, no infinity: what float() of a language takes is not what a feed means.
_NUMBER = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$"

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(slots=True)
class Chunk:
    """Some rows of a file as columns, with the rows that never became columns beside them.

    `columns` hold N values each; `rows` their N line or record numbers; `raw(i)` the text that value i came from.
    """

    columns: dict[str, pa.Array]
    rows: Integers
    raw: Callable[[int], str | bytes]
    faults: list[Fault] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Number of rows that became columns."""
        return len(self.rows)


class Marks:
    """Which rows of a chunk are set aside, and the first fault of each."""

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self.bad: Bools = np.zeros(chunk.length, dtype=np.bool_)
        self.faults: list[Fault] = list(chunk.faults)

    def mark(self, where: Bools, problem: Callable[[int], Problem]) -> None:
        """Set aside the rows where `where` holds; `problem(i)` says why row i of the chunk is."""
        fresh = where & ~self.bad
        if not fresh.any():
            return
        self.bad |= fresh
        for index in np.flatnonzero(fresh):
            place = int(index)
            self.faults.append(fault(int(self._chunk.rows[place]), problem(place), self._chunk.raw(place)))


def as_array(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    """One contiguous array."""
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def plain(values: pa.Array) -> pa.Array:
    """The array without dictionary encoding; large strings become strings."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return plain(values.dictionary_decode())
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return values.cast(pa.string())
    return values


def is_text(values: pa.Array) -> bool:
    """Whether the values are strings."""
    return bool(pa.types.is_string(values.type))


def trimmed(values: pa.Array, *, missing: Sequence[str] = ()) -> pa.Array:
    """Text without white space round it; null where it is one of the words for "unknown" (or of `missing`)."""
    text = pc.utf8_trim_whitespace(values)
    unknown = pc.is_in(pc.utf8_lower(text), value_set=pa.array(MISSING_WORDS))
    if missing:
        unknown = pc.or_(unknown, pc.is_in(text, value_set=pa.array(list(missing), pa.string())))
    return pc.if_else(unknown, pa.scalar(None, pa.string()), text) if pc.any(unknown).as_py() else text


def words(values: pa.Array, *, missing: Sequence[str] = ()) -> pa.Array:
    """Text of any column: numbers without a fraction lose their ".0"; unknown is null."""
    source = plain(values)
    if pa.types.is_floating(source.type):
        whole = pc.and_(pc.equal(pc.floor(source), source), pc.less(pc.abs(source), 2.0**53))
        if pc.all(pc.fill_null(whole, True)).as_py():  # noqa: FBT003 - Arrow's signature
            source = source.cast(pa.int64())
    if pa.types.is_nested(source.type):
        source = pa.array([None if value is None else str(value) for value in source.to_pylist()], pa.string())
    if pa.types.is_binary(source.type) or pa.types.is_large_binary(source.type):
        source = pa.array([_decoded(value) for value in source.to_pylist()], pa.string())
    return trimmed(source if is_text(source) else source.cast(pa.string()), missing=missing)


def numbers(values: pa.Array, *, name: str, marks: Marks, decimal: str = ".", missing: Sequence[str] = ()) -> Floats:
    """Float64 of any column, NaN where unknown; marks rows whose value is no finite number."""
    source = plain(values)
    if pa.types.is_null(source.type):
        return np.full(len(source), np.nan)
    if not is_text(source):
        return _cast_numbers(source, name=name, marks=marks)
    text = trimmed(source, missing=missing)
    if decimal != ".":
        text = pc.replace_substring(text, decimal, ".")
    good = pc.fill_null(pc.match_substring_regex(text, _NUMBER), True)  # noqa: FBT003
    if not pc.all(good).as_py():
        wrong = ~np.asarray(good)
        marks.mark(wrong, lambda i: BAD_NUMBER(field=name, value=shown(values[i])))
        text = pc.if_else(good, text, pa.scalar(None, pa.string()))
    return _finite(_with_nan(text.cast(pa.float64())), values, name=name, marks=marks)


def _cast_numbers(source: pa.Array, *, name: str, marks: Marks) -> Floats:
    if pa.types.is_boolean(source.type) or pa.types.is_nested(source.type) or pa.types.is_temporal(source.type):
        present = np.asarray(source.is_valid())
        marks.mark(present, lambda i: BAD_NUMBER(field=name, value=shown(source[i])))
        return np.full(len(source), np.nan)
    return _finite(_with_nan(source.cast(pa.float64(), safe=False)), source, name=name, marks=marks)


def _finite(found: Floats, values: pa.Array, *, name: str, marks: Marks) -> Floats:
    endless = np.isinf(found)
    if endless.any():
        marks.mark(endless, lambda i: BAD_NUMBER(field=name, value=shown(values[i])))
        return np.where(endless, np.nan, found)
    return found


def _with_nan(values: pa.Array) -> Floats:
    filled: Floats = values.to_numpy(zero_copy_only=False)
    return filled


def _decoded(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", errors="backslashreplace")


def truth(values: pa.Array) -> pa.Array:
    """Booleans of any column: true, t, yes, y, 1 and their opposites in any case; anything else is unknown."""
    source = plain(values)
    if pa.types.is_boolean(source.type):
        return source
    text = pc.utf8_lower(words(source))
    yes = pc.is_in(text, value_set=pa.array(["true", "t", "yes", "y", "1", "ground"]))
    no = pc.is_in(text, value_set=pa.array(["false", "f", "no", "n", "0", "air"]))
    return pc.if_else(yes, pa.scalar(value=True), pc.if_else(no, pa.scalar(value=False), pa.scalar(None, pa.bool_())))

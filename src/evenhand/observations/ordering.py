"""Order of rows by columns of words, instants and numbers; Arrow does not sort by dictionary columns."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Ranks = NDArray[np.int64]


def ranks(column: pa.ChunkedArray, *, word: Callable[[str], str] = str) -> Ranks:
    """Whole numbers in the order of the values, equal for equal values; words are compared after `word`."""
    values = column.combine_chunks()
    if pa.types.is_string(values.type):
        values = values.dictionary_encode()
    if not pa.types.is_dictionary(values.type):
        return whole_numbers(values)
    words = [word(one) for one in values.dictionary.to_pylist()]
    places = {one: place for place, one in enumerate(sorted(set(words)))}
    table = np.array([places[one] for one in words], dtype=np.int64)
    found: Ranks = table[values.indices.to_numpy()] if len(table) else np.zeros(len(values), np.int64)
    return found


def whole_numbers(values: pa.Array) -> Ranks:
    """Instants as microseconds; floats as their bits, where -0.0 and 0.0 are one number (no order: for equality)."""
    if pa.types.is_timestamp(values.type):
        moments: Ranks = values.cast(pa.int64()).to_numpy()
        return moments
    plain = np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64) + 0.0
    bits: Ranks = plain.view(np.int64)
    return bits


def order_of(keys: Sequence[Ranks]) -> Ranks:
    """The places of the rows in the order of two or more keys, the first the most important; ties as they were.

    Two keys that fit into one number are sorted as one, which is quick where the rows are several sorted runs.
    """
    if len(keys) == 2 and len(keys[0]):
        (low, high), (first, last) = ((int(key.min()), int(key.max())) for key in keys)
        if (high - low + 1) * (last - first + 1) < 2**63:
            both = (keys[0] - low) * (last - first + 1) + (keys[1] - first)
            order: Ranks = np.argsort(both, kind="stable")
            return order
    return np.lexsort(list(reversed(list(keys))))


def in_order(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The rows by the columns `names` (words or instants, without nulls), rows that tie as they were."""
    if table.num_rows < 2:
        return table
    order = order_of([ranks(table[name]) for name in names])
    if np.array_equal(order, np.arange(len(order))):
        return table
    return taken(table, order)


def taken(table: pa.Table, order: Ranks) -> pa.Table:
    """The rows at those places, none of them twice. A column that says the same everywhere is cut, not gathered."""
    rows = pa.array(order)
    columns = [one.slice(0, len(rows)) if _says_one_thing(one) else one.take(rows) for one in table.columns]
    return pa.table(columns, schema=table.schema)


def _says_one_thing(column: pa.ChunkedArray) -> bool:
    """Whether it is seen at once that all rows of a column are equal."""
    if column.null_count == len(column):
        return True
    if column.null_count or column.num_chunks != 1 or not pa.types.is_dictionary(column.type):
        return False
    span = pc.min_max(column.chunk(0).indices)
    return bool(span["min"] == span["max"])

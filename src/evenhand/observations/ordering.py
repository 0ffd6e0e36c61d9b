"""Order of rows by columns of words, instants and numbers; Arrow does not sort by dictionary columns."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
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


def in_order(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """The rows by the columns `names` (words or instants, without nulls), rows that tie as they were."""
    if table.num_rows < 2:
        return table
    keys = [ranks(table[name]) for name in names]
    order = np.lexsort(list(reversed(keys)))
    if np.array_equal(order, np.arange(len(order))):
        return table
    return table.take(pa.array(order))

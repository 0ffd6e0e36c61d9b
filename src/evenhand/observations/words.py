"""Columns of words: each row says which word of a list is meant, and the list may be longer than the rows need."""

import numpy as np
import pyarrow as pa


def only_used(table: pa.Table) -> pa.Table:
    """The same rows, the lists of their columns of words (Arrow dictionaries) freed of words that no row says.

    A part of a table keeps the list of the whole. Written so, each of a thousand row groups would say the names of all
    objects again, and whoever reads one would have to look at them all.
    """
    if not any(pa.types.is_dictionary(column.type) for column in table.columns):
        return table
    table = table.unify_dictionaries().combine_chunks()
    return pa.table([_freed(column) for column in table.columns], schema=table.schema)


def _freed(column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    if not pa.types.is_dictionary(column.type) or column.num_chunks != 1:
        return column
    values = column.chunk(0)
    said = np.zeros(len(values.dictionary), np.bool_)
    said[values.indices.drop_null().to_numpy()] = True
    if said.all():
        return column
    places = pa.array(np.maximum(np.cumsum(said) - 1, 0), values.indices.type)
    return pa.DictionaryArray.from_arrays(places.take(values.indices), values.dictionary.filter(pa.array(said)))

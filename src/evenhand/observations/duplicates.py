"""Rows that say the same thing: same kind of source, object, instant and place.

Two receivers of one feed often hand over the same report; two feeds that agree are corroboration and stay two.
"""

import hashlib
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.observations.ordering import Ranks, order_of, ranks, taken, whole_numbers

Fingerprints = NDArray[np.uint64]

KEYS = {
    "positions": ("source", "object", "seen_at", "lon", "lat"),
    "events": ("source", "kind", "event", "began_at", "lon", "lat"),
}
"""Columns that make two rows the same, by kind of table."""

ORDER = {"positions": ("object", "seen_at"), "events": ("began_at", "event")}
"""Columns by which rows are kept and read, by kind of table; all of them are among its KEYS."""

BASIS = ("received_at", "file", "row")
"""Columns that decide which of several such rows stays."""

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def fingerprints(table: pa.Table, kind: str) -> Fingerprints:
    """64 bits for each row, equal for rows that say the same: good enough to count by, not to drop rows by."""
    mixed: Fingerprints = np.zeros(table.num_rows, dtype=np.uint64)
    for name in KEYS[kind]:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MULTIPLIER + _bits(table[name], name)
    return mixed ^ (mixed >> np.uint64(32))


def repeated(table: pa.Table, kind: str) -> NDArray[np.bool_]:
    """Which rows say again what another row of the table says. Exact: compared value by value.

    Of rows that say the same, the one received last stays, for it may know more of accuracy or integrity; of several
    such, the one of the first file and row in order of their names. So what stays does not depend on the order of rows.
    """
    if table.num_rows < 2:
        return np.zeros(table.num_rows, dtype=np.bool_)
    columns = [ranks(table[name], word=_source_kind_or(name)) for name in KEYS[kind]]
    order = np.lexsort(list(reversed(columns)))
    again = _as_the_row_before(columns, order)
    if again.any():
        order = np.lexsort((*_less_wanted(table), *reversed(columns)))
        again = _as_the_row_before(columns, order)
    found = np.zeros(table.num_rows, dtype=np.bool_)
    found[order[again]] = True
    return found


def once_in_order(table: pa.Table, kind: str) -> pa.Table:
    """The rows by ORDER, those that say the same once; see `repeated` for which one stays.

    Only rows that tie in the order can say the same, so only those are compared column by column.
    """
    if table.num_rows < 2:
        return table
    keys = [ranks(table[name]) for name in ORDER[kind]]
    order = order_of(keys)
    ties = _as_the_row_before(keys, order)
    if ties.any():
        ties[:-1] |= ties[1:]
        rows = np.sort(order[ties])
        gone = np.zeros(table.num_rows, dtype=np.bool_)
        gone[rows[repeated(table.take(pa.array(rows)), kind)]] = True
        order = order[~gone[order]]
    if len(order) == table.num_rows and bool((order[1:] > order[:-1]).all()):
        return table
    return taken(table, order)


def _as_the_row_before(columns: list[Ranks], order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """By place in the order, whether all columns are those of the place before."""
    same = np.ones(len(order), dtype=np.bool_)
    same[0] = False
    for column in columns:
        ordered = column[order]
        same[1:] &= ordered[1:] == ordered[:-1]
    return same


def _less_wanted(table: pa.Table) -> tuple[Ranks, ...]:
    """Keys, the last the most important, by which rows that say the same are ordered: the one to keep first."""
    received = pc.fill_null(table["received_at"].cast(pa.int64()), np.iinfo(np.int64).min).to_numpy()
    return table["row"].to_numpy(), ranks(table["file"]), ~received


def source_kind(source: str) -> str:
    """The kind of a feed: "gpx" of "gpx:patrol-3"."""
    return source.partition(":")[0]


def _source_kind_or(name: str) -> Callable[[str], str]:
    return source_kind if name == "source" else str


def _bits(column: pa.ChunkedArray, name: str) -> Fingerprints:
    values = column.combine_chunks()
    if pa.types.is_string(values.type):
        values = values.dictionary_encode()
    if not pa.types.is_dictionary(values.type):
        return whole_numbers(values).view(np.uint64)
    word = _source_kind_or(name)
    hashes = np.array([_hashed(word(one)) for one in values.dictionary.to_pylist()], dtype=np.uint64)
    found: Fingerprints = hashes[values.indices.to_numpy()] if len(hashes) else np.zeros(len(values), np.uint64)
    return found


def _hashed(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8"), digest_size=8).digest(), "little")

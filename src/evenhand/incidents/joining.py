"""Late statements: join them to what is grouped, with the answer that grouping everything anew would give.

What people decided is above this: a decision of theirs is never overturned here, for groups are proposals.
"""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.incidents.corroborate import LEAST, Found, look, settings_of
from evenhand.incidents.kernels.bins import Binned, binned, crowd_bins
from evenhand.incidents.kernels.clustering import Links, by_component, group_members
from evenhand.incidents.kernels.joining import (
    components_among,
    count_late,
    links_again,
    merged,
    reached,
    turned,
)
from evenhand.incidents.kernels.statements import Statements, places_among, rows_with
from evenhand.incidents.scorecard import Scorecard, packed
from evenhand.incidents.statements import TWICE, arrays_of, in_order, keys_in, own_origins


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grouped:
    """Statements and their groups, ready for late ones."""

    found: Found
    group: NDArray[np.int32]
    """By statement of `found`, the first one of its group."""
    changed: NDArray[np.int32]
    """Statements whose group was looked at again in the last step."""


def group(table: pa.Table, card: Scorecard) -> Grouped:
    """Group statements, to be joined by late ones.

    Raises:
        SCHEMA_MISMATCH, BAD_STATEMENT, TWICE.
    """
    found = look(table, card)
    return Grouped(found=found, group=found.grouped(), changed=np.arange(found.crowd.size, dtype=np.int32))


def join(before: Grouped, late: pa.Table) -> Grouped:
    """Join late statements. `before` is not modified.

    Args:
        before: what is grouped.
        late: STATEMENTS, in any order; their origins name each other or words, not statements before.

    Raises:
        SCHEMA_MISMATCH, BAD_STATEMENT.
        TWICE: an id that is there already, or comes twice.
    """
    found, place_of, late_at = _with(before.found, late)
    is_late = np.zeros(found.crowd.size, bool)
    is_late[late_at] = True
    named = np.flatnonzero(found.of.origin[place_of] != before.found.of.origin)
    again = _counted(found, late_at, is_late)
    again = np.union1d(again, place_of[named]).astype(np.int32)
    own = np.full(found.crowd.size, -1, np.int32)
    own[again] = np.arange(again.size)
    skip = own >= 0
    longest = float(found.of.half_h.max())
    fresh = links_again(found.of, found.by, again, longest, found.card.layout, packed(found.card), LEAST)
    links = merged(found.links, place_of, own, fresh, turned(fresh, again, skip, own.size), skip)
    members = _touched(found.links, links, place_of, again, found.card.lean)
    moved = np.arange(own.size, dtype=np.int32)
    moved[place_of] = place_of[before.group]
    now = replace(found, links=links)
    start, member = by_component(components_among(links, found.card.lean, members))
    group_members(links, found.of, settings_of(found.card), start, members[member], moved)
    return Grouped(found=now, group=moved, changed=members)


def _with(found: Found, late: pa.Table) -> tuple[Found, NDArray[np.int32], NDArray[np.int32]]:
    """The statements with the late ones among them, links still as they were; by number before the one now; and the
    numbers of the late ones.
    """
    ordered, rows = in_order(late)
    of, books = arrays_of(ordered, found.card, found.books)
    at = places_among(found.of.at_h, found.of.key, of.at_h, of.key)
    late_at = (at + np.arange(at.size)).astype(np.int32)
    table = pa.concat_tables([found.table, late.select(found.table.schema.names)], promote_options="none")
    _once(found, late)
    count, rows_now = found.crowd.size, np.insert(found.rows, at, rows + found.table.num_rows)
    place_of = np.delete(np.arange(count + at.size, dtype=np.int32), late_at)
    columns = {name: np.insert(getattr(found.of, name), at, getattr(of, name), axis=-1) for name in Statements._fields}
    if books.origin != found.books.origin:  # statements from before may be named now
        columns["origin"] = own_origins(table["statement"].take(pa.array(rows_now)), columns["origin"], books.origin)
    own = binned(of)
    bins = {
        name: np.insert(getattr(found.by, name), at, getattr(own, name)) for name in Binned._fields if name != "dt_at"
    }
    joined = replace(
        found, table=table, rows=rows_now, of=Statements(**columns), books=books,
        by=Binned(dt_at=found.by.dt_at, **bins), crowd=np.insert(found.crowd, at, 0),
    )  # fmt: skip
    return joined, place_of, late_at


def _once(found: Found, late: pa.Table) -> None:
    like = rows_with(found.of.key, np.sort(keys_in(late)))
    if like.size:
        ids = found.table["statement"].take(pa.array(found.rows[like]))
        known = pc.is_in(late["statement"], value_set=ids.combine_chunks())
        if pc.any(known).as_py():
            raise TWICE(statement=late["statement"].filter(known)[0].as_py())


def _counted(found: Found, late_at: NDArray[np.int32], is_late: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Count the late ones in; gives, ascending, the late ones and those whose crowd came into another bin."""
    count_late(found.of, found.by, late_at, is_late, float(found.of.half_h.max()), found.crowd)
    bins = crowd_bins(found.crowd)
    again = np.flatnonzero((found.by.crowd_at != bins) | is_late).astype(np.int32)
    found.by.crowd_at[:] = bins
    return again


def _touched(
    old: Links, links: Links, place_of: NDArray[np.int32], again: NDArray[np.int32], lean: float
) -> NDArray[np.int32]:
    """All statements, ascending, of components that hold one looked at again, now or before; others are as before."""
    touched = np.zeros(links.start.size - 1, bool)
    now = reached(links, lean, again, touched)
    number = np.full(touched.size, -1, np.int32)
    number[place_of] = np.arange(place_of.size)
    known = number[now]
    was = np.zeros(place_of.size, bool)
    before = reached(old, lean, known[known >= 0], was)
    # What fell away from an old component is whole now: links between two others are as they were.
    return np.sort(reached(links, lean, np.concatenate([now, place_of[before]]), np.zeros(touched.size, bool)))

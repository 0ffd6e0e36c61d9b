"""Late statements among those that are grouped already: only what they touch is looked at again.

A late statement touches those it might go with; and of these, the pairs of those whose crowd it moved into another bin.
Everything else keeps its score, so the links are those that looking at everything anew would give.
Source: docs/methods/corroboration.md, "Late statements".
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.incidents.kernels.bins import (
    LEAST_REACH_KM,
    REACH,
    WINDOW_H,
    Binned,
    Layout,
    apart2_km2,
    score_of,
    spread2_km2,
)
from evenhand.incidents.kernels.clustering import Links, root_of
from evenhand.incidents.kernels.statements import Statements

NOBODY = 2**31 - 1


@inlined
def may_meet(of: Statements, by: Binned, one: int, other: int) -> bool:
    """Whether two statements lie near enough in time and place to be looked at."""
    if abs(of.at_h[one] - of.at_h[other]) > WINDOW_H + of.half_h[one] + of.half_h[other]:
        return False
    reach2 = max(REACH * REACH * spread2_km2(of, one, other), LEAST_REACH_KM * LEAST_REACH_KM)
    return apart2_km2(of, by, one, other) <= reach2


@compiled
def span_of(of: Statements, one: int, longest_half_h: float) -> tuple[int, int]:
    """The stretch of statements whose times could be near enough to one's."""
    within_h = WINDOW_H + of.half_h[one] + longest_half_h
    low = np.searchsorted(of.at_h, of.at_h[one] - within_h)
    return low, np.searchsorted(of.at_h, of.at_h[one] + within_h, side="right")


@compiled
def count_late(
    of: Statements,
    by: Binned,
    late: NDArray[np.int32],
    is_late: NDArray[np.bool_],
    longest_half_h: float,
    crowd: NDArray[np.int32],
) -> None:
    """Add late statements to the counts of those they may go with, and count their own."""
    for one in late:
        low, high = span_of(of, one, longest_half_h)
        for other in range(low, high):
            if other != one and may_meet(of, by, one, other):
                crowd[one] += 1
                if not is_late[other]:
                    crowd[other] += 1


@compiled
def links_again(
    of: Statements, by: Binned, again: NDArray[np.int32], longest_half_h: float, where: Layout,
    weights: NDArray[np.float32], least: float,
) -> Links:  # fmt: skip
    """All links of some statements, scored anew; by their number among `again`, the others in order."""
    start = np.zeros(again.size + 1, np.int64)
    other_of = np.empty(1024, np.int32)
    weight_of = np.empty(1024, np.float32)
    count = 0
    for number in range(again.size):
        one = again[number]
        low, high = span_of(of, one, longest_half_h)
        for other in range(low, high):
            if other == one or not may_meet(of, by, one, other):
                continue
            score = score_of(of, by, max(one, other), min(one, other), where, weights, least)
            if score >= least:
                if count == other_of.size:
                    other_of = np.concatenate((other_of, np.empty_like(other_of)))
                    weight_of = np.concatenate((weight_of, np.empty_like(weight_of)))
                other_of[count] = other
                weight_of[count] = score
                count += 1
        start[number + 1] = count
    return Links(start, other_of[:count], weight_of[:count])


@compiled
def turned(links: Links, again: NDArray[np.int32], skip: NDArray[np.bool_], count: int) -> Links:
    """The fresh links seen from their other ends, where these are not looked at again themselves."""
    start = np.zeros(count + 1, np.int64)
    for place in range(links.other.size):
        if not skip[links.other[place]]:
            start[links.other[place] + 1] += 1
    for one in range(count):
        start[one + 1] += start[one]
    free = start[:-1].copy()
    other, weight = np.empty(start[count], np.int32), np.empty(start[count], np.float32)
    for number in range(again.size):
        for place in range(links.start[number], links.start[number + 1]):
            end = links.other[place]
            if not skip[end]:
                other[free[end]] = again[number]
                weight[free[end]] = links.weight[place]
                free[end] += 1
    return Links(start, other, weight)


@inlined
def copy_row(into: Links, at: int, links: Links, row: int) -> int:
    """Copy a row of links; gives the place after it."""
    for place in range(links.start[row], links.start[row + 1]):
        into.other[at] = links.other[place]
        into.weight[at] = links.weight[place]
        at += 1
    return at


class Stays(NamedTuple):
    """What stays of the links before, in the numbers of now."""

    links: Links
    place_of: NDArray[np.int32]
    """By statement before, its number now."""
    skip: NDArray[np.bool_]
    """By statement now, whether it was looked at again: links to it are fresh."""


@inlined
def merge_row(into: Links, at: int, old: tuple[int, int], stays: Stays, fresh: Links, one: int) -> int:
    """Merge what stays of an old row with what is fresh, in order; gives the place after it."""
    place, new = old[0], fresh.start[one]
    while place < old[1] or new < fresh.start[one + 1]:
        other = stays.place_of[stays.links.other[place]] if place < old[1] else NOBODY
        if other != NOBODY and stays.skip[other]:
            place += 1
            continue
        if other < NOBODY and (new >= fresh.start[one + 1] or other < fresh.other[new]):
            into.other[at] = other
            into.weight[at] = stays.links.weight[place]
            place += 1
        else:
            into.other[at] = fresh.other[new]
            into.weight[at] = fresh.weight[new]
            new += 1
        at += 1
    return at


@compiled
def merged(
    old: Links, place_of: NDArray[np.int32], own: NDArray[np.int32], fresh: Links, back: Links, skip: NDArray[np.bool_]
) -> Links:
    """The links after late statements came.

    Args:
        old: the links before.
        place_of: by statement before, its number now; ascending.
        own: by statement now, its number in `fresh`; -1: not looked at again.
        fresh: the links that were scored anew.
        back: the same seen from their other ends.
        skip: by statement now, whether it was looked at again.
    """
    count = own.size
    start = np.empty(count + 1, np.int64)
    room = old.other.size + fresh.other.size + back.other.size
    into = Links(start, np.empty(room, np.int32), np.empty(room, np.float32))
    at, before = 0, 0
    for one in range(count):
        start[one] = at
        known = before < place_of.size and place_of[before] == one
        if own[one] >= 0:
            at = copy_row(into, at, fresh, own[one])
        else:
            span = (old.start[before], old.start[before + 1])
            at = merge_row(into, at, span, Stays(old, place_of, skip), back, one)
        if known:
            before += 1
    start[count] = at
    return Links(start, into.other[:at], into.weight[:at])


@compiled
def reached(links: Links, lean: float, seeds: NDArray[np.int32], seen: NDArray[np.bool_]) -> NDArray[np.int32]:
    """All statements that chains of likely links join to the seeds, the seeds among them; `seen` is marked."""
    found = np.empty(seen.size, np.int32)
    count = 0
    for seed in seeds:
        if not seen[seed]:
            seen[seed] = True
            found[count] = seed
            count += 1
    done = 0
    while done < count:
        one = found[done]
        done += 1
        for place in range(links.start[one], links.start[one + 1]):
            other = links.other[place]
            if links.weight[place] + lean > 0.0 and not seen[other]:
                seen[other] = True
                found[count] = other
                count += 1
    return found[:count].copy()


@compiled
def components_among(links: Links, lean: float, members: NDArray[np.int32]) -> NDArray[np.int32]:
    """By member (ascending) the number among them of the first one of its component; their links stay among them."""
    above = np.arange(members.size).astype(np.int32)
    for number in range(members.size):
        one = members[number]
        for place in range(links.start[one], links.start[one + 1]):
            if links.other[place] < one and links.weight[place] + lean > 0.0:
                a = root_of(above, number)
                b = root_of(above, np.searchsorted(members, links.other[place]))
                if a != b:
                    above[max(a, b)] = min(a, b)
    for number in range(members.size):
        above[number] = root_of(above, number)
    return above

"""From scored pairs to groups: agglomeration by summed log-odds, then moving single statements while it helps.

Statements that no chain of likely links joins cannot come together, so every such component is grouped by itself, in an
order that depends on nothing outside it. That is why late statements change only their neighbourhood, and why the
answer is that of grouping everything anew. Sources: docs/methods/corroboration.md, "Groups"; Bansal, Blum and Chawla,
Correlation clustering, Machine Learning 56 (2004).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined
from evenhand.incidents.kernels.bins import one_origin
from evenhand.incidents.kernels.statements import Statements


class Links(NamedTuple):
    """Kept pairs by statement: those of statement i stand from start[i] to start[i + 1], the neighbours in order."""

    start: NDArray[np.int64]
    other: NDArray[np.int32]
    weight: NDArray[np.float32]


class Settings(NamedTuple):
    """How groups are made."""

    lean: float
    """Added to every link: above 0, finding more is worth more than being sure."""
    unlinked: float
    """Log-odds of two statements whose pair was not worth keeping."""
    again: float
    """Added where one source would tell twice of one event."""
    sweeps: int
    """How often every statement may move."""


@compiled
def links_of(count: int, late: NDArray[np.int32], early: NDArray[np.int32], score: NDArray[np.float32]) -> Links:
    """Kept pairs by statement.

    Args:
        count: of statements.
        late: of each pair, which comes once, the later one.
        early: the earlier one.
        score: log-odds.
    """
    start = np.zeros(count + 1, np.int64)
    for pair in range(late.size):
        start[late[pair] + 1] += 1
        start[early[pair] + 1] += 1
    for one in range(count):
        start[one + 1] += start[one]
    free = start[:-1].copy()
    other = np.empty(2 * late.size, np.int32)
    weight = np.empty(2 * late.size, np.float32)
    for pair in range(late.size):
        for one, two in ((late[pair], early[pair]), (early[pair], late[pair])):
            other[free[one]] = two
            weight[free[one]] = score[pair]
            free[one] += 1
    for one in range(count):
        row = slice(start[one], start[one + 1])
        order = np.argsort(other[row])
        other[row] = other[row][order]
        weight[row] = weight[row][order]
    return Links(start, other, weight)


@inlined
def root_of(above: NDArray[np.int32], one: int) -> int:
    """The statement that stands for a component."""
    while above[one] != one:
        above[one] = above[above[one]]
        one = above[one]
    return one


@compiled
def components(links: Links, lean: float) -> NDArray[np.int32]:
    """By statement the first one of its component: those that chains of links above nought join."""
    count = links.start.size - 1
    above = np.arange(count).astype(np.int32)
    for one in range(count):
        for place in range(links.start[one], links.start[one + 1]):
            if links.other[place] < one and links.weight[place] + lean > 0.0:
                a, b = root_of(above, one), root_of(above, links.other[place])
                if a != b:
                    above[max(a, b)] = min(a, b)
    for one in range(count):
        above[one] = root_of(above, one)
    return above


@compiled
def by_component(component: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Where the statements of each component stand, and the statements, in order."""
    count = component.size
    start = np.zeros(count + 1, np.int64)
    for one in range(count):
        start[component[one] + 1] += 1
    for one in range(count):
        start[one + 1] += start[one]
    free = start[:-1].copy()
    member = np.empty(count, np.int32)
    for one in range(count):
        member[free[component[one]]] = one
        free[component[one]] += 1
    return start, member


@inlined
def weight_between(links: Links, one: int, other: int, absent: float) -> float:
    """Weight of the link of two statements, found by halving; `absent` where there is none."""
    low, high = links.start[one], links.start[one + 1]
    while low < high:
        middle = (low + high) // 2
        if links.other[middle] < other:
            low = middle + 1
        else:
            high = middle
    if low < links.start[one + 1] and links.other[low] == other:
        return links.weight[low]
    return absent


@inlined
def gain(links: Links, of: Statements, how: Settings, one: int, other: int) -> float:
    """What it is worth that two statements stand in one group."""
    worth = weight_between(links, one, other, how.unlinked) + how.lean
    if of.source[one] == of.source[other] and not one_origin(of, one, other):
        return worth + how.again
    return worth


@compiled
def likely_links(
    links: Links, lean: float, members: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """The links above nought within a component, and their order: the heaviest first, then by their statements."""
    room = 0
    for one in members:
        room += links.start[one + 1] - links.start[one]
    first, second, weight = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float32)
    count = 0
    for one in members:
        for place in range(links.start[one], links.start[one + 1]):
            if links.other[place] < one and links.weight[place] + lean > 0.0:
                first[count], second[count], weight[count] = one, links.other[place], -links.weight[place]
                count += 1
    return first[:count], second[:count], np.argsort(weight[:count], kind="mergesort")


@compiled
def agglomerate(
    links: Links, of: Statements, how: Settings, members: NDArray[np.int32], group: NDArray[np.int32]
) -> None:
    """Join the statements of one component into groups along their links, the heaviest first, where the sum over all
    pairs of both groups is above nought.

    Args:
        links: of all statements.
        of: the statements.
        how: how to group.
        members: the statements of the component, ascending.
        group: by statement the first one of its group; those of `members` are written.
    """
    first, second, order = likely_links(links, how.lean, members)
    size = members.size
    head, last, following = np.arange(size), np.arange(size), np.full(size, -1)
    for place in order:
        a = head[np.searchsorted(members, first[place])]
        b = head[np.searchsorted(members, second[place])]
        if a == b:
            continue
        total = 0.0
        one = a
        while one >= 0:
            other = b
            while other >= 0:
                total += gain(links, of, how, members[one], members[other])
                other = following[other]
            one = following[one]
        if total > 0.0:
            low, high = min(a, b), max(a, b)
            following[last[low]] = high
            last[low] = last[high]
            one = high
            while one >= 0:
                head[one] = low
                one = following[one]
    for one in range(size):
        group[members[one]] = members[head[one]]


@compiled
def move(links: Links, of: Statements, how: Settings, members: NDArray[np.int32], group: NDArray[np.int32]) -> int:
    """Let each statement of a component go to the group where it fits best, or stand alone; gives how many moved.

    A group's worth to a statement is the sum over its members by the root of their number, for what several say is not
    independent. Groups are told by any number here; `tell` names them by their first statement afterwards.
    """
    moved = 0
    size = members.size
    for at in range(size):
        one = members[at]
        best, best_worth = -1, 0.0
        for place in range(links.start[one], links.start[one + 1]):
            there = group[links.other[place]]
            if links.weight[place] + how.lean <= 0.0 or there == best:
                continue
            worth, others = 0.0, 0
            for other_at in range(size):
                other = members[other_at]
                if group[other] == there and other != one:
                    worth += gain(links, of, how, one, other)
                    others += 1
            if others > 0 and worth / np.sqrt(others) > best_worth:
                best, best_worth = there, worth / np.sqrt(others)
        if best == group[one]:
            continue
        if best == -1:
            best = alone(members, group, one)
        if best != group[one]:
            group[one] = best
            moved += 1
    return moved


@inlined
def alone(members: NDArray[np.int32], group: NDArray[np.int32], one: int) -> int:
    """A group in which a statement stands alone: its present one if nobody else is in it, else one that is free."""
    shared = False
    for other in members:
        if other != one and group[other] == group[one]:
            shared = True
            break
    if not shared:
        return group[one]
    for free in members:
        taken = False
        for other in members:
            if group[other] == free:
                taken = True
                break
        if not taken:
            return free
    return group[one]


@compiled
def tell(members: NDArray[np.int32], group: NDArray[np.int32]) -> None:
    """Name each group of a component by its first statement."""
    named = np.empty(members.size, np.int32)
    for at in range(members.size):
        first = members[at]
        for before in range(at):
            if group[members[before]] == group[members[at]]:
                first = named[before]
                break
        named[at] = first
    for at in range(members.size):
        group[members[at]] = named[at]


@compiled
def group_members(
    links: Links,
    of: Statements,
    how: Settings,
    start: NDArray[np.int64],
    member: NDArray[np.int32],
    group: NDArray[np.int32],
) -> None:
    """Group components, each by itself.

    Args:
        links: of all statements.
        of: the statements.
        how: how to group.
        start: where the statements of each component stand; see `by_component`.
        member: the statements.
        group: by statement the first one of its group; those of the members are written.
    """
    for number in range(start.size - 1):
        members = member[start[number] : start[number + 1]]
        if members.size == 0:
            continue
        agglomerate(links, of, how, members, group)
        for _ in range(how.sweeps if members.size > 1 else 0):
            if move(links, of, how, members, group) == 0:
                break
        tell(members, group)

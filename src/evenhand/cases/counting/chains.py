"""Which observations hang together, if the gap between one and the next is no longer than `gap`: surely, or perhaps.

A time is known as an interval in which it lies. Two are perhaps linked if some instants of their intervals are no
further apart than the gap, and surely linked if any two are. Chains are the connected parts of either.
Source: docs/methods/counting.md, "Engagements"; tests hold it against all timings of small examples.
"""

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled

Longs = NDArray[np.int64]


@compiled
def perhaps_linked(key: Longs, begin: Longs, end: Longs, gap: int) -> Longs:
    """The number of the chain of each row, from 0.

    Args:
        key: what keeps chains apart.
        begin: rows are ordered by key, then by this.
        end: not before `begin`; the same for instants.
        gap: of exactly this length still links.
    """
    chain = np.empty(key.size, np.int64)
    number, reach = np.int64(-1), np.int64(0)
    for row in range(key.size):
        if row == 0 or key[row] != key[row - 1] or begin[row] - reach > gap:
            number += 1
            reach = end[row]
        reach = max(reach, end[row])
        chain[row] = number
    return chain


@compiled
def surely_linked(key: Longs, begin: Longs, end: Longs, gap: int) -> Longs:
    """The same for sure links; every row is no wider than the gap.

    Rows p and p + 1 belong together if and only if any later row of the key ends within `gap` of the beginning of p:
    if i and k are linked, so is every row between them in order of beginning to k.
    """
    chain = np.empty(key.size, np.int64)
    joined = np.zeros(key.size, np.bool_)
    earliest = np.int64(0)
    for row in range(key.size - 2, -1, -1):
        if key[row] != key[row + 1]:
            continue
        last_of_key = row + 2 == key.size or key[row + 2] != key[row]
        earliest = end[row + 1] if last_of_key else min(earliest, end[row + 1])
        joined[row + 1] = earliest <= begin[row] + gap
    number = np.int64(-1)
    for row in range(key.size):
        number += 0 if joined[row] else 1
        chain[row] = number
    return chain


@compiled
def united(one: Longs, other: Longs) -> Longs:
    """Row numbers of the parts that two partitions make together: rows of one group in either are in one part.

    Args:
        one: the row that stands for the group of each row.
        other: the same for the other partition.
    """
    root = np.arange(one.size)
    for row in range(one.size):
        for near in (one[row], other[row]):
            a, b = row, near
            while root[a] != a:
                root[a] = root[root[a]]
                a = root[a]
            while root[b] != b:
                root[b] = root[root[b]]
                b = root[b]
            if a < b:
                root[b] = a
            else:
                root[a] = b
    for row in range(one.size):  # a root is never after its rows
        root[row] = root[root[row]]
    return root

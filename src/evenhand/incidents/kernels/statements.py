"""Statements as arrays: what every kernel of corroboration works on.

Source: docs/methods/corroboration.md.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled


class Statements(NamedTuple):
    """N statements, ordered by the middle of their time and then by the key of their id."""

    key: NDArray[np.uint64]
    """Hash of the id: puts statements of one time into an order that does not depend on which others there are."""

    at_h: NDArray[np.float64]
    """Middle of the stated time, hours."""
    half_h: NDArray[np.float32]
    """Half of its length; never 0 (a stated instant is known to a second)."""
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    radius_km: NDArray[np.float32]
    """How far the truth may lie from the point; never 0."""
    source: NDArray[np.int32]
    """Its number in the scorecard, or those after it for sources that the scorecard does not know."""
    origin: NDArray[np.int32]
    """Number of the origin that it shares with its echoes; -1: none that is known."""
    fine: NDArray[np.int32]
    middle: NDArray[np.int32]
    coarse: NDArray[np.int32]
    """The type at three levels of the taxonomy; -1: not known so finely."""
    party: NDArray[np.int32]
    """-1: not known."""
    hurt: NDArray[np.int32]
    """Killed, by the best estimate; -1: not known."""
    type_share: NDArray[np.float32]
    """[3, N]: how common the type is at each level, 0 to 1."""
    party_share: NDArray[np.float32]
    """How common the party is among those that are named."""


@compiled
def keys_of(offsets: NDArray[np.int32], letters: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Hashes of texts as Arrow keeps them: text i is letters[offsets[i]:offsets[i + 1]] (FNV-1a, 64 bits)."""
    found = np.empty(offsets.size - 1, np.uint64)
    for row in range(found.size):
        key = np.uint64(0xCBF29CE484222325)
        for place in range(offsets[row], offsets[row + 1]):
            key = (key ^ np.uint64(letters[place])) * np.uint64(0x100000001B3)
        found[row] = key
    return found


@compiled
def rows_with(key: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The rows whose key is one of those wanted (ascending)."""
    found = np.empty(key.size, np.int64)
    count = 0
    slots = 1
    while slots < 8 * wanted.size:
        slots *= 2
    maybe = np.zeros(slots, np.bool_)
    for one in wanted:
        maybe[one & np.uint64(slots - 1)] = True
    for row in range(key.size):
        if maybe[key[row] & np.uint64(slots - 1)]:
            at = np.searchsorted(wanted, key[row])
            if at < wanted.size and wanted[at] == key[row]:
                found[count] = row
                count += 1
    return found[:count].copy()


@compiled
def places_among(
    at_h: NDArray[np.float64], key: NDArray[np.uint64], late_h: NDArray[np.float64], late_key: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """Before which statement, in order of time and key, each late one (in that order too) belongs."""
    found = np.empty(late_h.size, np.int64)
    for one in range(late_h.size):
        low = np.searchsorted(at_h, late_h[one])
        high = np.searchsorted(at_h, late_h[one], side="right")
        found[one] = low + np.searchsorted(key[low:high], late_key[one])
    return found

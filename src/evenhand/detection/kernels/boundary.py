"""How far a point is from the boundary of an area, on the ellipsoid.

Each boundary is cut into pieces short enough that the chord through the Earth stays within centimetres of the surface.
Eight pieces stand in a block and eight blocks in a stretch; of each it is known how far its pieces stray from the
straight line between its ends, so that only the few that can be nearest are looked at.
Source: docs/methods/presence.md, "Depth".
"""

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, inlined, pure
from evenhand.detection.kernels.geodesic import earth_centred, inverse

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

PIECE_M = 1000.0
"""A chord of this length sinks 2 cm below the surface (s^2 / 8R)."""
FAN = 8
"""Pieces in a block, and blocks in a stretch."""


class Boundaries(NamedTuple):
    """The boundaries of all slots: stretches over blocks over pieces, all read-only.

    A row of `stretch`, `block` and `piece` is a straight line in earth-centred metres: where it begins (3), where it
    goes (3), one over the square of its length, and how far what it stands for strays from it.
    """

    slot_stretch: Ints
    """Stretches of slot k are slot_stretch[k] to slot_stretch[k + 1]; so for blocks and pieces."""
    slot_block: Ints
    slot_piece: Ints
    stretch: Floats
    block: Floats
    piece: Floats
    ends_deg: Floats
    """By piece lon1, lat1, lon2, lat2."""


def build_boundaries(pieces: Floats, piece_slot: Ints, n_slots: int) -> Boundaries:
    """Blocks and stretches over straight lon/lat pieces.

    Args:
        pieces: N x 4 degrees (lon1, lat1, lon2, lat2), ordered by slot.
        piece_slot: N slots, ascending.
        n_slots: how many slots there are.
    """
    fine, slot = _cut(pieces, piece_slot)
    n_pieces = np.bincount(slot, minlength=n_slots)
    n_blocks = -(-n_pieces // FAN)
    n_stretches = -(-n_blocks // FAN)
    slot_piece, slot_block, slot_stretch = (_starts(n) for n in (n_pieces, n_blocks, n_stretches))
    piece = _lines(fine)
    block = _over(piece, slot_piece, slot_block, FAN)
    stretch = _over(piece, slot_piece, slot_stretch, FAN * FAN)
    return Boundaries(slot_stretch, slot_block, slot_piece, stretch, block, piece, fine)


def _starts(counts: NDArray[np.int64]) -> Ints:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


def _cut(pieces: Floats, piece_slot: Ints) -> tuple[Floats, Ints]:
    """Pieces no longer than PIECE_M, straight in longitude and latitude between the given ends."""
    mid_lat = np.radians((pieces[:, 1] + pieces[:, 3]) / 2.0)
    length_m = 111700.0 * np.hypot((pieces[:, 2] - pieces[:, 0]) * np.cos(mid_lat), pieces[:, 3] - pieces[:, 1])
    n = np.maximum(1, np.ceil(length_m / PIECE_M)).astype(np.int64)
    if (n == 1).all():
        return pieces, piece_slot
    which = np.repeat(np.arange(len(pieces)), n)
    step = np.arange(len(which)) - np.repeat(np.cumsum(n) - n, n)
    low, high = (step / n[which])[:, None], ((step + 1) / n[which])[:, None]
    one, two = pieces[which, :2], pieces[which, 2:]
    fine = np.hstack([one + (two - one) * low, np.where(high >= 1.0, two, one + (two - one) * high)])
    return np.ascontiguousarray(fine), piece_slot[which].astype(np.int32)


@inlined
def _set_line(line: Floats, begin: Floats, end: Floats) -> None:
    """Write a straight line from where row `begin` begins to where row `end` ends."""
    length2 = 0.0
    for axis in range(3):
        first, last = begin[axis], end[axis] + end[axis + 3]
        line[axis], line[axis + 3] = first, last - first
        length2 += (last - first) ** 2
    line[6] = 1.0 / length2 if length2 > 0.0 else 0.0
    line[7] = 0.0


@compiled
def _lines(ends_deg: Floats) -> Floats:
    """The chords of pieces given in degrees."""
    lines = np.zeros((len(ends_deg), 8))
    x2, y2, z2 = 0.0, 0.0, 0.0
    for k in range(len(ends_deg)):
        lon1, lat1, lon2, lat2 = ends_deg[k, 0], ends_deg[k, 1], ends_deg[k, 2], ends_deg[k, 3]
        if k > 0 and ends_deg[k - 1, 2] == lon1 and ends_deg[k - 1, 3] == lat1:
            x1, y1, z1 = x2, y2, z2
        else:
            x1, y1, z1 = earth_centred(lon1, lat1)
        x2, y2, z2 = earth_centred(lon2, lat2)
        lines[k, 0], lines[k, 1], lines[k, 2] = x1, y1, z1
        lines[k, 3], lines[k, 4], lines[k, 5] = x2 - x1, y2 - y1, z2 - z1
        length2 = (x2 - x1) ** 2 + (y2 - y1) ** 2 + (z2 - z1) ** 2
        lines[k, 6] = 1.0 / length2 if length2 > 0.0 else 0.0
    return lines


@compiled
def _over(piece: Floats, slot_piece: Ints, slot_line: Ints, fan: int) -> Floats:
    """By `fan` pieces of a slot the line from the first to the last, and how far the pieces stray from it."""
    lines = np.zeros((slot_line[-1], 8))
    for slot in range(len(slot_piece) - 1):
        for b in range(slot_line[slot], slot_line[slot + 1]):
            first = slot_piece[slot] + (b - slot_line[slot]) * fan
            last = min(first + fan, slot_piece[slot + 1]) - 1
            line = lines[b]
            _set_line(line, piece[first], piece[last])
            for k in range(first, last + 1):
                x, y, z = piece[k, 0], piece[k, 1], piece[k, 2]
                line[7] = max(line[7], _away2(lines, b, x, y, z)[0])
                line[7] = max(line[7], _away2(lines, b, x + piece[k, 3], y + piece[k, 4], z + piece[k, 5])[0])
            line[7] = sqrt(line[7])
    return lines


@inlined
def _away2(lines: Floats, k: int, x: float, y: float, z: float) -> tuple[float, float]:
    """Squared chord from a point to a straight line, and the fraction along it of the nearest point."""
    dx, dy, dz = x - lines[k, 0], y - lines[k, 1], z - lines[k, 2]
    ux, uy, uz = lines[k, 3], lines[k, 4], lines[k, 5]
    fraction = (dx * ux + dy * uy + dz * uz) * lines[k, 6]
    if fraction > 0.0:
        fraction = min(fraction, 1.0)
        dx, dy, dz = dx - fraction * ux, dy - fraction * uy, dz - fraction * uz
        return dx * dx + dy * dy + dz * dz, fraction
    return dx * dx + dy * dy + dz * dz, 0.0


@pure
def nearest(
    boundaries: Boundaries, slot: int, lon: float, lat: float, hint: int, enough_m: float = -1.0
) -> tuple[float, int, float]:
    """Chord in metres to the nearest boundary piece of `slot`, the piece, and the fraction along it.

    Args:
        boundaries: of all slots.
        slot: whose boundary.
        lon: degrees.
        lat: degrees.
        hint: a piece of the same slot that may be near, or -1.
        enough_m: the first piece found as near as this will do; for asking whether the boundary is farther.
    """
    x, y, z = earth_centred(lon, lat)
    best2, piece, fraction = 1e30, -1, 0.0
    if hint >= 0:
        best2, fraction = _away2(boundaries.piece, hint, x, y, z)
        piece = hint
    best = sqrt(best2)
    if best <= enough_m:
        return best, piece, fraction
    first_block, end_block = boundaries.slot_block[slot], boundaries.slot_block[slot + 1]
    found = (best2, piece, fraction)
    if hint < 0 and first_block < end_block:
        found = _try_block(boundaries, slot, _likely_block(boundaries, slot, x, y, z), (x, y, z), found)
    first_stretch, best = boundaries.slot_stretch[slot], sqrt(found[0])
    for s in range(first_stretch, boundaries.slot_stretch[slot + 1]):
        reach = best + boundaries.stretch[s, 7]
        if _away2(boundaries.stretch, s, x, y, z)[0] >= reach * reach:
            continue
        begin = first_block + (s - first_stretch) * FAN
        for b in range(begin, min(begin + FAN, end_block)):
            reach = best + boundaries.block[b, 7]
            if _away2(boundaries.block, b, x, y, z)[0] < reach * reach:
                found = _try_block(boundaries, slot, b, (x, y, z), found)
                best = sqrt(found[0])
        if best <= enough_m:
            break
    return best, found[1], found[2]


@inlined
def _try_block(
    boundaries: Boundaries, slot: int, b: int, at: tuple[float, float, float], found: tuple[float, int, float]
) -> tuple[float, int, float]:
    """The nearest of the pieces of a block, or what was nearer before: squared chord, piece, fraction."""
    best2, piece, fraction = found
    start = boundaries.slot_piece[slot] + (b - boundaries.slot_block[slot]) * FAN
    for k in range(start, min(start + FAN, boundaries.slot_piece[slot + 1])):
        d2, f = _away2(boundaries.piece, k, at[0], at[1], at[2])
        if d2 < best2:
            best2, piece, fraction = d2, k, f
    return best2, piece, fraction


@inlined
def _likely_block(boundaries: Boundaries, slot: int, x: float, y: float, z: float) -> int:
    """A block in which the nearest piece may well be: the nearest one of the nearest stretch."""
    best, near = 1e30, boundaries.slot_stretch[slot]
    for s in range(near, boundaries.slot_stretch[slot + 1]):
        least = sqrt(_away2(boundaries.stretch, s, x, y, z)[0]) - boundaries.stretch[s, 7]
        if least < best:
            best, near = least, s
    first = boundaries.slot_block[slot] + (near - boundaries.slot_stretch[slot]) * FAN
    best, likely = 1e30, first
    for b in range(first, min(first + FAN, boundaries.slot_block[slot + 1])):
        least = sqrt(_away2(boundaries.block, b, x, y, z)[0]) - boundaries.block[b, 7]
        if least < best:
            best, likely = least, b
    return int(likely)


@pure
def exact_m(boundaries: Boundaries, piece: int, fraction: float, lon: float, lat: float) -> float:
    """Geodesic metres from a point to the foot that `nearest` found."""
    ends = boundaries.ends_deg
    foot_lon = ends[piece, 0] + fraction * (ends[piece, 2] - ends[piece, 0])
    foot_lat = ends[piece, 1] + fraction * (ends[piece, 3] - ends[piece, 1])
    length_m, _ = inverse(lon, lat, foot_lon, foot_lat)
    return abs(length_m)

"""How far a point is from the boundary of an area, on the ellipsoid.

Each boundary is cut into pieces short enough that the chord through the Earth stays within centimetres of the surface;
pieces stand in blocks with a bounding ball, so that only the few that can be nearest are looked at.
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
PIECES_PER_BLOCK = 16


class Boundaries(NamedTuple):
    """The boundaries of all slots: pieces by slot, blocks over pieces, all read-only."""

    slot_block: Ints
    """Blocks of slot k are slot_block[k] to slot_block[k + 1]."""
    block_piece: Ints
    block_x: Floats
    block_y: Floats
    block_z: Floats
    block_r: Floats
    start: Floats
    """N x 3, earth-centred metres of the first end."""
    along: Floats
    """N x 3, from the first end to the second."""
    ends_deg: Floats
    """N x 4: lon1, lat1, lon2, lat2."""


def build_boundaries(pieces: Floats, piece_slot: Ints, n_slots: int) -> Boundaries:
    """Blocks over straight lon/lat pieces.

    Args:
        pieces: N x 4 degrees (lon1, lat1, lon2, lat2), ordered by slot.
        piece_slot: N slots, ascending.
        n_slots: how many slots there are.
    """
    fine, slot = _cut(pieces, piece_slot)
    lon1, lat1, lon2, lat2 = (np.ascontiguousarray(column) for column in fine.T)
    first, second = _earth_centred(lon1, lat1), _earth_centred(lon2, lat2)
    middle, half = (first + second) / 2.0, np.linalg.norm(second - first, axis=1) / 2.0
    per_slot = np.bincount(slot, minlength=n_slots)
    blocks_per_slot = -(-per_slot // PIECES_PER_BLOCK)
    slot_block = np.concatenate([[0], np.cumsum(blocks_per_slot)]).astype(np.int32)
    slot_piece = np.concatenate([[0], np.cumsum(per_slot)])
    starts = [np.arange(slot_piece[k], slot_piece[k + 1], PIECES_PER_BLOCK, dtype=np.int32) for k in range(n_slots)]
    block_piece = np.concatenate([*starts, [len(fine)]]).astype(np.int32)
    centre, radius = _balls(middle, half, block_piece)
    x, y, z = (np.ascontiguousarray(centre[:, axis]) for axis in range(3))
    return Boundaries(slot_block, block_piece, x, y, z, radius, first, second - first, fine)


def _cut(pieces: Floats, piece_slot: Ints) -> tuple[Floats, Ints]:
    """Pieces no longer than PIECE_M, straight in longitude and latitude between the given ends."""
    mid_lat = np.radians((pieces[:, 1] + pieces[:, 3]) / 2.0)
    length_m = 111700.0 * np.hypot((pieces[:, 2] - pieces[:, 0]) * np.cos(mid_lat), pieces[:, 3] - pieces[:, 1])
    n = np.maximum(1, np.ceil(length_m / PIECE_M)).astype(np.int64)
    which = np.repeat(np.arange(len(pieces)), n)
    step = np.arange(len(which)) - np.repeat(np.cumsum(n) - n, n)
    low, high = (step / n[which])[:, None], ((step + 1) / n[which])[:, None]
    one, two = pieces[which, :2], pieces[which, 2:]
    fine = np.hstack([one + (two - one) * low, np.where(high >= 1.0, two, one + (two - one) * high)])
    return np.ascontiguousarray(fine), piece_slot[which].astype(np.int32)


@compiled
def _earth_centred(lon: Floats, lat: Floats) -> Floats:
    """N x 3 metres."""
    centred = np.empty((len(lon), 3))
    for k in range(len(lon)):
        centred[k, 0], centred[k, 1], centred[k, 2] = earth_centred(lon[k], lat[k])
    return centred


@compiled
def _balls(middle: Floats, half: Floats, block_piece: Ints) -> tuple[Floats, Floats]:
    """The centre (N x 3) and radius of a ball around the pieces of each block."""
    n_blocks = len(block_piece) - 1
    centre, radius = np.zeros((n_blocks, 3)), np.zeros(n_blocks)
    for b in range(n_blocks):
        first, last = block_piece[b], block_piece[b + 1]
        for axis in range(3):
            centre[b, axis] = middle[first:last, axis].mean()
        for p in range(first, last):
            dx, dy, dz = middle[p, 0] - centre[b, 0], middle[p, 1] - centre[b, 1], middle[p, 2] - centre[b, 2]
            radius[b] = max(radius[b], sqrt(dx * dx + dy * dy + dz * dz) + half[p])
    return centre, radius


@inlined
def _piece_distance2(start: Floats, along: Floats, p: int, x: float, y: float, z: float) -> tuple[float, float]:
    """Squared chord to piece `p` and the fraction along it of the nearest point."""
    dx, dy, dz = x - start[p, 0], y - start[p, 1], z - start[p, 2]
    ux, uy, uz = along[p, 0], along[p, 1], along[p, 2]
    length2 = ux * ux + uy * uy + uz * uz
    fraction = 0.0
    if length2 > 0.0:
        fraction = min(1.0, max(0.0, (dx * ux + dy * uy + dz * uz) / length2))
    dx, dy, dz = dx - fraction * ux, dy - fraction * uy, dz - fraction * uz
    return dx * dx + dy * dy + dz * dz, fraction


@pure
def nearest(boundaries: Boundaries, slot: int, lon: float, lat: float, hint: int) -> tuple[float, int, float]:
    """Chord in metres to the nearest boundary piece of `slot`, the piece, and the fraction along it.

    Args:
        boundaries: of all slots.
        slot: whose boundary.
        lon: degrees.
        lat: degrees.
        hint: a piece of the same slot that may be near, or -1.
    """
    x, y, z = earth_centred(lon, lat)
    best2, piece, fraction = 1e30, -1, 0.0
    if hint >= 0:
        best2, fraction = _piece_distance2(boundaries.start, boundaries.along, hint, x, y, z)
        piece = hint
    best = sqrt(best2)
    for b in range(boundaries.slot_block[slot], boundaries.slot_block[slot + 1]):
        dx, dy, dz = x - boundaries.block_x[b], y - boundaries.block_y[b], z - boundaries.block_z[b]
        reach = best + boundaries.block_r[b]
        if dx * dx + dy * dy + dz * dz >= reach * reach:
            continue
        for p in range(boundaries.block_piece[b], boundaries.block_piece[b + 1]):
            d2, f = _piece_distance2(boundaries.start, boundaries.along, p, x, y, z)
            if d2 < best2:
                best2, piece, fraction = d2, p, f
        best = sqrt(best2)
    return best, piece, fraction


@pure
def exact_m(boundaries: Boundaries, piece: int, fraction: float, lon: float, lat: float) -> float:
    """Geodesic metres from a point to the foot that `nearest` found."""
    ends = boundaries.ends_deg
    foot_lon = ends[piece, 0] + fraction * (ends[piece, 2] - ends[piece, 0])
    foot_lat = ends[piece, 1] + fraction * (ends[piece, 3] - ends[piece, 1])
    length_m, _ = inverse(lon, lat, foot_lon, foot_lat)
    return abs(length_m)

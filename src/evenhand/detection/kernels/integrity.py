"""How far each fix can be believed: a mask of reasons, a score, and whether a presence may rest on it.

Source: docs/methods/integrity.md (definitions, bounds, known false alarms).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.detection.kernels import chains, signs
from evenhand.detection.kernels.fixes import Arranged, Fixes, arrange, coded
from evenhand.detection.kernels.interference import DEGRADED, DISPLACED, Interference, tally
from evenhand.observations.schemas import INSTANT, WORD

CODES = (
    "reported-jammed",
    "reported-implausible",
    "low-integrity",
    "low-accuracy",
    "impossible-speed",
    "unresolved-jump",
    "duplicate-identity",
    "speed-mismatch",
    "mock-location",
    "clock-ahead",
    "out-of-order",
    "jamming",
    "spoofing",
)
"""Reasons, by bit of the mask."""
BIT = {code: 1 << number for number, code in enumerate(CODES)}

WEIGHTS = (0.9, 0.9, 0.5, 0.2, 0.95, 0.6, 0.6, 0.7, 0.9, 0.7, 0.05, 0.4, 0.8)
"""How much of the belief in a fix each reason takes away; the score is the product of what they leave."""

NO_SUPPORT = sum(
    BIT[code] for code in CODES if code not in ("low-integrity", "low-accuracy", "out-of-order", "jamming")
)
"""Reasons for which a fix makes no presence certain; one of low integrity does where its accuracy is given."""
DISPLACING = BIT["impossible-speed"] | BIT["unresolved-jump"] | BIT["speed-mismatch"]
"""Reasons that say that a fix is not where its object was."""
DEGRADING = BIT["reported-jammed"] | BIT["low-integrity"] | BIT["low-accuracy"]

LOW_ACCURACY_M = 185.0
"""NACp 7 and less: 0.1 NM and worse. Source: RTCA DO-260B, 2.2.3.2.7.1.3.8; an aircraft of good GPS gives 8 to 11."""

_SAID = {"jammed": BIT["reported-jammed"], "implausible": BIT["reported-implausible"], "degraded": BIT["low-integrity"]}

_KNOT = signs.KNOT_M_S
LIMITS: dict[str, tuple[float, float]] = {
    "vessel": (70 * _KNOT, 10.0),
    "vehicle": (160 * _KNOT, 10.0),
    "drone": (500 * _KNOT, 2.0),
    "aircraft": (1500 * _KNOT, 2.0),
}
"""By what a source calls an object: the greatest speed in metres a second, and the seconds by which its times are off.

Faster than any of its kind: patrol boats make 60 kn, cars 150, Mach 2.5 is 1,430 at height. AIS times are whole seconds
and often the receiver's; a position by ADS-B is dated to a tenth."""
_UNKNOWN = (1500 * _KNOT, 10.0)
_PREFIXES = {"icao24:": "aircraft", "non-icao:": "aircraft", "mmsi:111": "aircraft", "mmsi:": "vessel"}
"""Search and rescue aircraft have MMSI that begin with 111 (ITU-R M.585)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What is known against N fixes, in the order of `arranged`."""

    arranged: Arranged
    reasons: NDArray[np.uint16]
    """Bits of CODES."""
    track: NDArray[np.int32]
    """Which of the tracks told apart under one name a fix belongs to; 0 for nearly all."""

    @property
    def score(self) -> NDArray[np.float32]:
        """From 1, nothing is known against it, down to 0."""
        table = np.ones(1 << len(CODES), np.float32)
        for number, weight in enumerate(WEIGHTS):
            table.reshape(-1, 2, 1 << number)[:, 1, :] *= 1.0 - weight
        return table[self.reasons]

    @property
    def trusted(self) -> NDArray[np.uint8]:
        """0: no presence is certain by this fix."""
        supports = (self.reasons & NO_SUPPORT) == 0
        accuracy = self.arranged.fixes.accuracy_m
        unknown = ~np.isfinite(accuracy) if len(accuracy) else np.ones(len(supports), bool)
        vouched = ((self.reasons & BIT["low-integrity"]) == 0) | ~unknown
        trusted: NDArray[np.uint8] = (supports & vouched).astype(np.uint8)
        return trusted

    def tally(self) -> pa.Table:
        """What these objects tell of interference: a TALLY."""
        masks = [((self.reasons & mask) > 0).astype(np.uint8) for mask in (DEGRADING, DISPLACING)]
        return tally(self.arranged.fixes, self.arranged.objects, *masks)

    def amid(self, interference: Interference) -> NDArray[np.uint16]:
        """The reasons with those of the surroundings: what is degraded in jamming, what is displaced by spoofing."""
        return amid(self.arranged.fixes, self.reasons, interference)


def amid(fixes: Fixes, reasons: NDArray[np.uint16], interference: Interference) -> NDArray[np.uint16]:
    """What is known against fixes, with what their surroundings add: see `Scored.amid`."""
    found = reasons.copy()
    for mask, kind, code in ((DEGRADING, DEGRADED, "jamming"), (DISPLACING, DISPLACED, "spoofing")):
        which = np.flatnonzero(reasons & mask)
        hit = interference.over(fixes.lon[which], fixes.lat[which], fixes.t_us[which], kind)
        found[which[hit]] |= BIT[code]
    return found


SEPARATOR = "\x1f"
"""Between the name of an object and the number of a track; no identity holds a control character."""


def told_apart(positions: pa.Table, scored: Scored) -> pa.Table:
    """The same rows, each chain of an object under a name of its own, and what supports no certainty marked so.

    Rows stand as they stood. Where nothing is known against any fix it is the table itself.
    """
    rows = scored.arranged.rows
    order = np.arange(positions.num_rows) if rows is None else rows
    apart, doubted = order[np.flatnonzero(scored.track)], order[np.flatnonzero(scored.trusted == 0)]
    if len(apart):
        codes, names = coded(positions["object"])
        codes, words = codes.copy(), list(names)
        pairs = np.stack([codes[apart], scored.track[np.flatnonzero(scored.track)]], axis=1)
        found, which = np.unique(pairs, axis=0, return_inverse=True)
        words += [f"{names[one]}{SEPARATOR}{number}" for one, number in found.tolist()]
        codes[apart] = len(names) + which.ravel()
        positions = _with(positions, "object", codes, words)
    if len(doubted):
        column = _column(positions, "integrity", WORD)
        codes, words = np.full(positions.num_rows, -1, np.int32), ["implausible"]
        if column is not None:
            codes, known = coded(column)
            codes, words = codes.copy(), [*known, "implausible"]
        codes[doubted] = len(words) - 1
        positions = _with(positions, "integrity", codes, words)
    return positions


def base_name(name: str) -> str:
    """The object that a track of it belongs to.

    >>> base_name("mmsi:235070716" + SEPARATOR + "1")
    'mmsi:235070716'
    """
    return name.split(SEPARATOR, 1)[0]


def _with(table: pa.Table, name: str, codes: NDArray[np.int32], words: Sequence[str]) -> pa.Table:
    """A table with one column of words made anew; a negative code is null."""
    column = pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), pa.array(words, pa.string()))
    if name not in table.column_names:
        return table.append_column(name, column)
    return table.set_column(table.column_names.index(name), table.schema.field(name), column)


def codes_of(mask: int) -> list[str]:
    """The reasons of a mask in words.

    >>> codes_of(BIT["jamming"] | BIT["low-integrity"])
    ['low-integrity', 'jamming']
    """
    return [code for number, code in enumerate(CODES) if mask >> number & 1]


def score(positions: pa.Table, arranged: Arranged | None = None) -> Scored:
    """Score every fix of complete objects.

    Args:
        positions: POSITIONS in any order; columns beside object, instant and place may be absent.
        arranged: the same fixes in order, if they are at hand.

    Returns:
        Reasons by fix, those of the surroundings apart: they need the tally of everybody (`Scored.amid`).

    Raises:
        BAD_COLUMN, BAD_COORDINATES: see `arrange`.

    Source: docs/methods/integrity.md.
    """
    arranged = arrange(positions) if arranged is None else arranged
    fixes, rows = arranged.fixes, arranged.rows
    if not len(fixes.t_us):
        return Scored(arranged=arranged, reasons=np.zeros(0, np.uint16), track=np.zeros(0, np.int32))
    limits, flies = _kinds(positions, arranged.objects)
    once = _Once(fixes)
    columns = _Columns(positions, rows, once)
    obj, t_us, lon, lat = (once.first(column) for column in (fixes.object, fixes.t_us, fixes.lon, fixes.lat))
    chained = chains.chain(obj, t_us, lon, lat, columns.accuracy_m, limits)
    said = (columns.speed_kn, columns.course_deg, columns.accuracy_m)
    slack = np.ascontiguousarray(limits[:, 1])
    told = signs.against_reported(obj, chained.track, t_us, lon, lat, said, slack)
    told |= signs.made_up_places((obj, lon, lat), t_us, columns.altitude_m, columns.accuracy_m)
    told |= signs.wrong_clocks(obj, t_us, columns.received_us, columns.source)
    reasons = chained.verdict.astype(np.uint16) * np.uint16(BIT["impossible-speed"])
    reasons |= told.astype(np.uint16) * np.uint16(BIT["speed-mismatch"])
    reasons = once.spread(reasons) | _said(positions, rows)
    if len(fixes.accuracy_m):
        low = (fixes.accuracy_m >= LOW_ACCURACY_M) & (flies[fixes.object] == 1)
        reasons |= low.astype(np.uint16) * np.uint16(BIT["low-accuracy"])
    return Scored(arranged=arranged, reasons=reasons, track=once.spread(chained.track))


class _Once:
    """Each fix once, however often it was heard: so neither repeats nor the order of their rows change an answer."""

    def __init__(self, fixes: Fixes) -> None:
        new = np.ones(len(fixes.t_us), bool)
        for column in (fixes.lon, fixes.t_us, fixes.lat, fixes.object):
            repeats = np.flatnonzero(~new) if column is not fixes.lon else None
            if repeats is None:
                new[1:] = column[1:] != column[:-1]
            else:
                new[repeats] = column[repeats] != column[repeats - 1]
        self._starts = None if new.all() else np.flatnonzero(new)
        self._group = None if new.all() else np.cumsum(new) - 1

    def first(self, column: NDArray[Any]) -> NDArray[Any]:
        """The value of each first."""
        return column if self._starts is None else _frozen(column, self._starts)

    def most(self, column: NDArray[Any]) -> NDArray[Any]:
        """The greatest value of each; unknown where all are."""
        if self._starts is None or not len(column):
            return column
        return _frozen(np.fmax.reduceat(column, self._starts), None)

    def agreed(self, column: NDArray[Any], unknown: Any) -> NDArray[Any]:
        """The value of each where all that know one agree, else unknown."""
        if self._starts is None or not len(column):
            return column
        most, least = np.fmax.reduceat(column, self._starts), np.fmin.reduceat(column, self._starts)
        return _frozen(np.where(most == least, most, unknown).astype(column.dtype), None)

    def spread(self, values: NDArray[Any]) -> NDArray[Any]:
        """The value of each for all of its repeats."""
        return values if self._group is None else values[self._group]


class _Columns:
    """What sources say of fixes beside object, time and place; empty where they say nothing."""

    def __init__(self, positions: pa.Table, rows: NDArray[np.int64] | None, once: _Once) -> None:
        nan = np.nan
        self.speed_kn = once.agreed(_numbers(positions, "speed_kn", rows), nan)
        self.course_deg = once.agreed(_numbers(positions, "course_deg", rows), nan)
        self.altitude_m = once.agreed(_numbers(positions, "altitude_m", rows), nan)
        self.accuracy_m = once.most(_numbers(positions, "accuracy_m", rows))
        self.received_us = once.agreed(_instants(positions, rows), -1)
        self.source = once.agreed(_sources(positions, rows), -1)


def _kinds(positions: pa.Table, objects: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """By object its limits, and whether it flies."""
    words: dict[str, set[str]] = {}
    if "category" in positions.column_names and positions["category"].null_count < positions.num_rows:
        pairs = positions.select(["object", "category"]).combine_chunks()
        plain = pa.table({name: pairs[name].cast(pa.string()) for name in pairs.column_names})
        for row in plain.group_by(["object", "category"]).aggregate([]).to_pylist():
            words.setdefault(row["object"], set()).add(row["category"])
    limits, kinds = np.empty((len(objects), 2)), np.zeros(len(objects), np.uint8)
    for number, name in enumerate(objects):
        said = {word for word in words.get(name, ()) if word in LIMITS} or set(_by_prefix(name))
        found = [LIMITS[word] for word in said] or [_UNKNOWN]
        limits[number] = [max(limit[k] for limit in found) for k in (0, 1)]
        kinds[number] = bool(said & {"aircraft", "drone"})
    return limits, kinds


def _by_prefix(name: str) -> Iterable[str]:
    return next(([kind] for prefix, kind in _PREFIXES.items() if name.startswith(prefix)), [])


def _column(positions: pa.Table, name: str, kind: pa.DataType) -> pa.ChunkedArray | None:
    """A column that holds something."""
    if name not in positions.column_names or positions[name].null_count == positions.num_rows:
        return None
    column = positions[name]
    return column if column.type == kind else column.cast(kind)


def _numbers(positions: pa.Table, name: str, rows: NDArray[np.int64] | None) -> NDArray[np.float32]:
    column = _column(positions, name, pa.float32())
    if column is None:
        return np.empty(0, np.float32)
    return _frozen(column.to_numpy(), rows)


def _instants(positions: pa.Table, rows: NDArray[np.int64] | None) -> NDArray[np.int64]:
    column = _column(positions, "received_at", INSTANT)
    if column is None:
        return np.empty(0, np.int64)
    return _frozen(pc.fill_null(column.cast(pa.int64()), -1).to_numpy(), rows)


def _sources(positions: pa.Table, rows: NDArray[np.int64] | None) -> NDArray[np.int32]:
    column = _column(positions, "source", WORD)
    if column is None:
        return _frozen(np.zeros(positions.num_rows, np.int32), None)
    return _frozen(coded(column)[0], rows)


def _said(positions: pa.Table, rows: NDArray[np.int64] | None) -> NDArray[np.uint16]:
    """What the source itself says of its fixes."""
    column = _column(positions, "integrity", WORD)
    if column is None:
        return np.zeros(positions.num_rows, np.uint16)
    codes, words = coded(column)
    return _frozen(np.array([*(_SAID.get(word, 0) for word in words), 0], np.uint16)[codes], rows)


def _frozen(array: NDArray[Any], rows: NDArray[np.int64] | None) -> NDArray[Any]:
    """In the order of the fixes, and as compiled code sees all arrays: contiguous and read-only."""
    view = np.ascontiguousarray(array if rows is None else array[rows]).view()
    view.flags.writeable = False
    return view

"""What was announced and may be why something was seen: demining, detonations, exercises, scheduled flights.

Source: docs/methods/nuisances.md, "Announced".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.model import Agreement, RuleKind
from evenhand.detection.binding import Subject, micros, notice_fits
from evenhand.detection.kernels.announced import chords, farthest
from evenhand.detection.kernels.events import OUTSIDE, place_events
from evenhand.detection.sightings import Row
from evenhand.foundation.activities import NUISANCES, SCHEDULED_FLIGHT
from evenhand.foundation.routes import parse_route

BLASTS = frozenset({"blast", "detonation", "explosion", "fire"})
SHOTS = BLASTS | {"burst", "shelling", "shot", "small-arms"}
KINDS: Mapping[str, frozenset[str]] = {"controlled-detonation": BLASTS, "demining": BLASTS, "live-fire": SHOTS}
"""By announced activity, the kinds of event that it brings about."""
ALONE = frozenset({RuleKind.EXCLUSION, RuleKind.STOP, RuleKind.WITHDRAWAL_LINE})
"""Kinds of rule whose alerts are about one movement, to which an announcement is no answer but may be a reason."""
AROUND_M = {SCHEDULED_FLIGHT: 10_000.0}
"""How far from its point or way an activity reaches where its notice does not say: half an airway for flights."""
AROUND_ELSE_M = 1_000.0

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def of_movements(notices: pa.Table) -> pa.Table:
    """The notices that announce a movement: all but those of other activities than scheduled flights."""
    other = pc.and_(pc.is_valid(notices["activity"]), pc.not_equal(notices["activity"], SCHEDULED_FLIGHT))
    return notices.filter(pc.invert(pc.fill_null(other, fill_value=False)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a notice says may be seen."""

    row: Mapping[str, Any]
    """The row of NOTICES."""
    nuisance: str
    begins_us: int
    ends_us: int
    given_us: int

    def holds(self, began_us: int, ended_us: int) -> bool:
        """Whether a time lies within the announced one, and it was announced before it began."""
        return self.given_us <= began_us and self.begins_us <= began_us and ended_us <= self.ends_us


class Announcements:
    """The announcements of some notices, held against events and movements."""

    def __init__(self, agreement: Agreement, notices: Sequence[Mapping[str, Any]]) -> None:
        """`notices` are rows of NOTICES; those without an activity announce nothing here."""
        self._agreement = agreement
        self._areas = {area.id for area in agreement.areas}
        told = [one for one in notices if one["activity"] in NUISANCES]
        told.sort(key=lambda one: (one["notice"], one["given_at"], one["party"] or ""))
        self._all = [
            Announcement(
                row=one,
                nuisance=NUISANCES[one["activity"]],
                begins_us=micros(one["begins_at"]),
                ends_us=micros(one["ends_at"]),
                given_us=micros(one["given_at"]),
            )
            for one in told
        ]

    def of_events(self, events: Sequence[Mapping[str, Any]]) -> dict[int, Announcement]:
        """By number of an event, what announces it; of several the first in order of their ids.

        An event fits if it is of a kind that the activity brings about, lies in its place or perhaps does, within its
        time, and no other party is named for the one than for the other.
        """
        found: dict[int, Announcement] = {}
        began_us, ended_us = (
            np.array([micros(one[end]) for one in events], np.int64) for end in ("began_at", "ended_at")
        )
        lon, lat, error_m = (
            np.array([one[name] for one in events], np.float64) for name in ("lon", "lat", "accuracy_m")
        )
        for one in self._all:
            kinds, party = KINDS.get(one.row["activity"], frozenset()), one.row["party"]
            fits = np.array(
                [event["kind"] in kinds and (not party or event["party"] in (None, party)) for event in events], bool
            )
            fits &= (began_us >= max(one.begins_us, one.given_us)) & (ended_us <= one.ends_us)
            which = np.flatnonzero(fits)
            if len(which):
                there = self._is_there(one, lon[which], lat[which], error_m[which])
                for number in which[there].tolist():
                    found.setdefault(number, one)
        return found

    def mark(self, row: Row) -> Row:
        """An alert about one movement, marked where one announces it; marked, not hidden.

        It fits if it is surely about the object (a scheduled flight: named by object or call sign), within its time,
        and lies in its place where it was first and last seen there.
        """
        if not self._all or row["object"] is None or RuleKind(row["rule_kind"]) not in ALONE:
            return row
        subject = Subject(name=row["object"], category=row["category"], party=row["party"])
        began_us, ended_us = micros(row["began_at"]), micros(row["ended_at"])
        for one in self._all:
            if one.holds(began_us, ended_us) and self._is_about(one, subject, row.get("label")):
                ends = [
                    (row[f"{end}_lon"], row[f"{end}_lat"])
                    for end in ("entry", "exit")
                    if row.get(f"{end}_lon") is not None
                ]
                lon, lat = (np.array([end[k] for end in ends], np.float64) for k in (0, 1))
                if self._is_there(one, lon, lat, np.zeros(len(ends))).all():
                    known = {"certainty": "possible", "doubts": sorted({*row["doubts"], "nuisance"})}
                    related = [*row["related"], one.row["notice"]]
                    return {**row, **known, "nuisance": one.nuisance, "related": related}
        return row

    def _is_about(self, one: Announcement, subject: Subject, label: str | None) -> bool:
        """Whether an announcement is surely about an object."""
        notice = one.row
        named = notice["object"] is not None or notice["label"] is not None
        if one.row["activity"] == SCHEDULED_FLIGHT and not named:
            return False
        if notice["object"] is None and notice["label"] is not None and _plain(notice["label"]) != _plain(label or ""):
            return False
        return notice_fits(self._agreement, {**notice, "area": None}, subject, None) == "yes"

    def _is_there(self, one: Announcement, lon: Floats, lat: Floats, error_m: Floats) -> Flags:
        """Whether places lie, or with their errors may lie, where something was announced.

        The place is the area of the notice, or what lies around its point or way; a scheduled flight that names
        neither may go anywhere, another activity is nowhere.
        """
        area, way = one.row["area"], one.row["route"]
        if area is not None:
            if area not in self._areas:
                return np.zeros(len(lon), bool)
            placed = place_events(lon, lat, error_m, [area_geometry(self._agreement, area)])
            inside: Flags = placed.answer[:, 0] != OUTSIDE
            return inside
        if way is None:
            return np.full(len(lon), one.row["activity"] == SCHEDULED_FLIGHT)
        told_m = one.row["radius_m"]
        around_m = AROUND_M.get(one.row["activity"], AROUND_ELSE_M) if told_m is None else told_m
        points, errors = chords(_way(way)), np.nan_to_num(error_m).astype(np.float32)
        away = [farthest(points, lon[k : k + 1], lat[k : k + 1], errors[k : k + 1]).low_m for k in range(len(lon))]
        return np.array(away) <= around_m


def marked(announcements: Announcements, rows: Iterable[Row]) -> list[Row]:
    """Alerts, those marked that an announcement fits."""
    return [announcements.mark(row) for row in rows]


def _way(text: str) -> tuple[tuple[float, float], ...]:
    """A route, or a point as one that leads nowhere."""
    points = parse_route(text, least=1)
    return points if len(points) > 1 else (points[0], points[0])


def _plain(text: str) -> str:
    """A call sign as it is compared: without case and spaces."""
    return "".join(text.split()).casefold()

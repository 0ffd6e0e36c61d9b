"""Prior notification: presences that no notice covers.

Source: docs/methods/prior-notification.md.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.agreements.model import Agreement, Rule
from evenhand.detection.binding import Answer, micros, notice_fits
from evenhand.detection.kernels.announced import chords, farthest
from evenhand.detection.kernels.notices import NEAR_US, Movement, Notice, Numbers, match_notices
from evenhand.detection.rows import row_of_part
from evenhand.detection.sightings import Part, Row
from evenhand.detection.stages import Finding, Looking, RuleWork
from evenhand.foundation.routes import parse_route
from evenhand.observations.schemas import INSTANT

STRAYED = pa.schema(
    [
        pa.field("object", pa.string(), nullable=False),
        pa.field("area", pa.string(), nullable=False),
        pa.field("began_at", INSTANT, nullable=False),
        pa.field("entry_lon", pa.float64(), nullable=False),
        pa.field("entry_lat", pa.float64(), nullable=False),
        pa.field("notice", pa.string(), nullable=False),
        pa.field("high_m", pa.float64(), nullable=False),
        pa.field("low_m", pa.float64(), nullable=False),
    ]
)
"""How far each presence left the route of each notice for about its time: see kernels/announced.py."""

Key = tuple[Any, ...]


def look(looking: Looking, rule: Rule) -> pa.Table:
    """The distances of presences from notified routes; none where the rule does not ask for them.

    Raises:
        BAD_ROUTE: a notice whose route cannot be read.
    """
    if rule.route_tolerance_m is None:
        return STRAYED.empty_table()
    routes = [
        (one["notice"], micros(one["begins_at"]), micros(one["ends_at"]), chords(parse_route(one["route"])))
        for one in looking.movements.notices
        if one["route"]
    ]
    fixes, found = looking.movements.presence.fixes, list[Row]()
    trusted = fixes.trusted if len(fixes.trusted) else np.ones(len(fixes.t_us), np.uint8)
    for interval, row in looking.movements.found(rule) if routes else ():
        which = np.arange(interval["first"], interval["last"] + 1) if interval["first"] >= 0 else np.empty(0, int)
        which = which[trusted[which] == 1]
        errors = fixes.accuracy_m[which] if len(fixes.accuracy_m) else np.empty(0, np.float32)
        for notice, begins_us, ends_us, points in routes:
            if begins_us - NEAR_US <= interval["ended_us"] and interval["began_us"] <= ends_us + NEAR_US:
                strayed = farthest(points, fixes.lon[which], fixes.lat[which], errors)
                about = {name: row[name] for name in STRAYED.names[:5]}
                found.append({**about, "notice": notice, **strayed._asdict()})
    return pa.Table.from_pylist(found, schema=STRAYED)


def find(finding: Finding, rule: Rule) -> Iterable[Row]:
    """Match twice: once with the notices that are surely about the object, once with those that may be.

    What only the second covers stays a possible breach.
    """
    parts = finding.parts(rule)
    notices = [
        Notice(
            given_us=micros(one["given_at"]),
            begins_us=micros(one["begins_at"]),
            ends_us=micros(one["ends_at"]),
            max_count=one["max_count"],
        )
        for one in finding.notice_rows
    ]
    about = _About(finding, rule)
    lead_us = (rule.notice or timedelta(0)) // timedelta(microseconds=1)
    tolerance_us = rule.notice_tolerance // timedelta(microseconds=1)
    strict, lenient = (
        match_notices(
            [about.movement(part, sure=sure) for part in parts], notices, lead_us=lead_us, tolerance_us=tolerance_us
        )
        for sure in (True, False)
    )
    for part, surely, perhaps in zip(parts, strict, lenient, strict=True):
        if surely.reason is None:
            continue
        doubts = ("notice-unclear",) if perhaps.reason is None else ()
        shown = surely if surely.notice is not None else perhaps
        named = [] if shown.notice is None else [finding.notice_rows[shown.notice]["notice"]]
        row = row_of_part(finding.agreement, rule, part, doubts=doubts)
        yield {**row, "reason": surely.reason, "related": [part.subject.name, *named]}


class _About:
    """Which notices are about whom: asked once for all that share party, category, label and area."""

    def __init__(self, finding: Finding, rule: Rule) -> None:
        self._agreement: Agreement = finding.agreement
        self._rows = finding.notice_rows
        self._by_name: dict[str, list[int]] = {}
        self._general: list[int] = []
        for number, one in enumerate(self._rows):
            if one["object"] is None:
                self._general.append(number)
            else:
                self._by_name.setdefault(one["object"], []).append(number)
        self._labels = {_label(one["label"]) for one in self._rows if one["label"]}
        self._kept: dict[Key, tuple[Numbers, Numbers, Numbers]] = {}
        self._tolerance_m = rule.route_tolerance_m
        self._numbers = {one["notice"]: number for number, one in enumerate(self._rows)}
        self._strayed: dict[Key, list[Mapping[str, Any]]] = {}
        table = finding.look(rule)
        for row in [] if table is None else table.to_pylist():
            self._strayed.setdefault(tuple(row[name] for name in STRAYED.names[:5]), []).append(row)

    def movement(self, part: Part, *, sure: bool) -> Movement:
        """A presence with the notices that are (surely, or perhaps) about it."""
        yes, maybe, place = self._sets(part)
        own_yes, own_maybe = self._named(part)
        off, off_perhaps, along = self._routes(part)
        surely = (yes, own_yes)
        perhaps = (*surely, maybe, own_maybe)
        return Movement(
            object=part.subject.name,
            began_us=part.began_us,
            ended_us=part.ended_us,
            notices=surely if sure else perhaps,
            off_route=off | off_perhaps if sure else off,
            place=(place, along),
            perhaps=perhaps,
        )

    def _sets(self, part: Part) -> tuple[Numbers, Numbers, Numbers]:
        """Of the notices that name no object: those about it, those perhaps, and all for the very area."""
        label = _label(part.row["label"])
        known = label if label in self._labels else label and ""
        key = (part.subject.category, part.subject.party, part.area, known)
        if key not in self._kept:
            answers = {number: self._fits(number, part) for number in self._general}
            self._kept[key] = (
                frozenset(number for number, answer in answers.items() if answer == "yes"),
                frozenset(number for number, answer in answers.items() if answer == "unknown"),
                frozenset(number for number, one in enumerate(self._rows) if one["area"] == part.area),
            )
        return self._kept[key]

    def _named(self, part: Part) -> tuple[Numbers, Numbers]:
        answers = {number: self._fits(number, part) for number in self._by_name.get(part.subject.name, ())}
        return (
            frozenset(number for number, answer in answers.items() if answer == "yes"),
            frozenset(number for number, answer in answers.items() if answer == "unknown"),
        )

    def _fits(self, number: int, part: Part) -> Answer:
        """Whether a notice is about an object, its call sign included."""
        answer = notice_fits(self._agreement, self._rows[number], part.subject, part.area)
        told, known = _label(self._rows[number]["label"]), _label(part.row["label"])
        if answer == "no" or not told or self._rows[number]["object"] is not None:
            return answer
        if not known:
            return "unknown"
        return answer if told == known else "no"

    def _routes(self, part: Part) -> tuple[Numbers, Numbers, Numbers]:
        """Notices whose route it surely left, those whose it perhaps left, and those along whose route it went."""
        if self._tolerance_m is None:
            return frozenset(), frozenset(), frozenset()
        off, perhaps, along = set[int](), set[int](), set[int]()
        for row in self._strayed.get(tuple(part.row[name] for name in STRAYED.names[:5]), ()):
            number = self._numbers.get(row["notice"], -1)
            which = off if row["low_m"] > self._tolerance_m else perhaps if row["high_m"] > self._tolerance_m else along
            if row["high_m"] >= 0.0:
                which.add(number)
        return frozenset(off), frozenset(perhaps), frozenset(along)


def _label(text: str | None) -> str:
    """A call sign or name as it is compared: without case and spaces."""
    return "".join((text or "").split()).casefold()


WORK = RuleWork(find=find, presence=True, look=look)

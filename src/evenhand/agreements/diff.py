"""What changed between two versions of an agreement, in plain words and with figures.

One mechanism: entries are matched by noun and id, then compared field by field. Only outlines of areas and positions of
places are told in their own way: by the surface gained and lost, and by the distance moved.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import shapely

from evenhand.agreements.areas import area_geometry
from evenhand.agreements.case_lines import DIRECTIONS
from evenhand.agreements.gazetteer import say_distance
from evenhand.agreements.model import Agreement, Area, DeadlineReading, Place, RuleCase
from evenhand.agreements.procedure import WorkingWeek
from evenhand.agreements.procedure_layout import DAYS, procedure_of
from evenhand.agreements.wording import say
from evenhand.foundation.geodesy import WGS84
from evenhand.foundation.instants import Interval, format_instant
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import Text

NOUNS = (
    "sources", "parties", "bodies", "places", "areas", "phases", "categories", "rules", "exemptions", "commitments",
    "clocks", "states", "steps", "counting_rules", "contradictions",
)  # fmt: skip
"""The collections of an agreement, in the order in which changes are told."""
HEAD = ("title", "summary", "signed_at", "in_force", "time_zone", "supersedes", "working_week")

_DRAWING_M = 0.1
_SMALLEST_MOVE_M = 0.05
_DISTANCES = frozenset({"distance_m", "accuracy_m", "route_tolerance_m"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: which entry (`noun` and `id`; noun "agreement" for its head), what about it, and in words."""

    noun: str
    id: str
    code: str
    """added, removed, set, cleared, value, text, list-added, list-removed, outline, moved, cases"""
    field: str
    sentence: str


def describe_changes(old: Agreement, new: Agreement, *, language: str = "en") -> tuple[Change, ...]:
    """Every difference between two versions; none if they say the same. Order of entries does not count.

    >>> from datetime import UTC
    >>> lists = {noun: () for noun in NOUNS if noun not in ("states", "steps")}
    >>> signed_at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> first = Agreement(
    ...     id="a", version="1", title=Text(), signed_at=signed_at, in_force=Interval(), supersedes=None,
    ...     time_zone="UTC", summary=Text(), digest="", **lists,
    ... )
    >>> describe_changes(first, first)
    ()
    """
    teller = _Teller(old=old, new=new, language=language)
    return (*teller.head(), *(change for noun in NOUNS for change in teller.collection(noun)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Teller:
    old: Agreement
    new: Agreement
    language: str

    def head(self) -> Iterator[Change]:
        for name in HEAD:
            yield from self._field("agreement", self.new.id, self.new.title, name, _both(self.old, self.new, name))

    def collection(self, noun: str) -> Iterator[Change]:
        before = {entry.id: entry for entry in _entries(self.old, noun)}
        after = {entry.id: entry for entry in _entries(self.new, noun)}
        for identity, entry in before.items():
            if identity not in after:
                yield self._change("removed", noun, identity, _name(entry))
        for identity, entry in after.items():
            if identity not in before:
                yield self._change("added", noun, identity, _name(entry))
            elif entry != before[identity]:
                yield from self._entry(noun, before[identity], entry)
            elif isinstance(entry, Area):  # the same words may draw another outline: an area it refers to changed
                yield from self._outline(entry, entry)

    def _entry(self, noun: str, before: Any, after: Any) -> Iterator[Change]:
        own = {"lon", "lat"} if isinstance(after, Place) else {"shape"} if isinstance(after, Area) else set[str]()
        if isinstance(after, Place):
            yield from self._moved(before, after)
        if isinstance(after, Area):
            yield from self._outline(before, after)
        for field in fields(after):
            if field.name not in own:
                yield from self._field(noun, after.id, _name(after), field.name, _both(before, after, field.name))

    def _field(self, noun: str, identity: str, name: Text, field: str, both: tuple[Any, Any]) -> Iterator[Change]:
        before, after = both
        if before == after:
            return
        if isinstance(after, Text) and isinstance(before, Text):
            tags = sorted({*before.by_language, *after.by_language})
            changed = ", ".join(tag for tag in tags if before.by_language.get(tag) != after.by_language.get(tag))
            yield self._change("text", noun, identity, name, field=field, languages=changed)
        elif isinstance(after, tuple) and isinstance(before, tuple):
            yield from self._list(noun, identity, name, field, before, after)
        elif before is None:
            yield self._change("set", noun, identity, name, field=field, new=self._said(after, field))
        elif after is None:
            yield self._change("cleared", noun, identity, name, field=field, old=self._said(before, field))
        else:
            old, new = self._said(before, field), self._said(after, field)
            yield self._change("value", noun, identity, name, field=field, old=old, new=new)

    def _list(
        self, noun: str, identity: str, name: Text, field: str, before: Sequence[Any], after: Sequence[Any]
    ) -> Iterator[Change]:
        gained = [item for item in after if item not in before]
        lost = [item for item in before if item not in after]
        if any(isinstance(item, RuleCase) for item in (*before, *after)):
            yield self._change("cases", noun, identity, name, field=field, gained=len(gained), lost=len(lost))
            return
        for code, items in (("list-removed", lost), ("list-added", gained)):
            if items:
                said = "; ".join(self._said(item, field) for item in items)
                yield self._change(code, noun, identity, name, field=field, items=said)

    def _moved(self, before: Place, after: Place) -> Iterator[Change]:
        azimuth_deg, _, length_m = WGS84.inv(before.lon, before.lat, after.lon, after.lat)
        if length_m < _SMALLEST_MOVE_M:
            return
        wind = DIRECTIONS[round(azimuth_deg % 360.0 / 22.5) % 16]
        yield self._change(
            "moved",
            "places",
            after.id,
            after.name,
            distance=say_distance(length_m, language=self.language),
            direction=say(f"heading.{wind}", language=self.language),
        )

    def _outline(self, before: Area, after: Area) -> Iterator[Change]:
        try:
            was = area_geometry(self.old, before.id, tolerance_m=_DRAWING_M)
            now = area_geometry(self.new, after.id, tolerance_m=_DRAWING_M)
        except Problem:  # an area that cannot be drawn has no surface to compare; drawing it says why
            if before.shape != after.shape:
                yield self._change("outline-unknown", "areas", after.id, after.name)
            return
        if was.equals_exact(now, 0.0):
            return
        gained, lost = surface_km2(now.difference(was)), surface_km2(was.difference(now))
        figures = {"gained": gained, "lost": lost, "before": surface_km2(was), "after": surface_km2(now)}
        said = {key: _figure(value) for key, value in figures.items()}
        yield self._change("outline", "areas", after.id, after.name, **said)

    def _change(self, code: str, noun: str, identity: str, name: Text, *, field: str = "", **details: Any) -> Change:
        named = name.in_language(self.language) or identity
        if field:
            details["field"] = say(f"field.{field}", language=self.language)
        kind = say(f"noun.{noun}", language=self.language)
        sentence = say(f"change.{code}", language=self.language, noun=kind, name=named, **details)
        return Change(noun=noun, id=identity, code=code, field=field, sentence=sentence)

    def _said(self, value: Any, field: str) -> str:
        """A value as readers of the language would write it."""
        match value:
            case Text():
                said = value.in_language(self.language)
            case bool():
                said = say("value.yes" if value else "value.no", language=self.language)
            case Interval(begins_at=begins_at, ends_at=ends_at):
                open_end = say("value.open", language=self.language)
                ends = [open_end if end is None else format_instant(end) for end in (begins_at, ends_at)]
                said = say("value.interval", language=self.language, begins=ends[0], ends=ends[1])
            case WorkingWeek(weekend=weekend, holidays=holidays):
                days = [say(f"day.{DAYS[day]}", language=self.language) for day in weekend]
                said = ", ".join([*days, *(day.isoformat() for day in holidays)]) or "–"
            case DeadlineReading():
                said = f"{value.id} ({format_instant(value.due_at)})"
            case float() | int() if field in _DISTANCES:
                said = say_distance(float(value), language=self.language)
            case _:
                said = _plain(value)
        return said


def surface_km2(geometry: Any) -> float:
    """The surface of polygons in degrees on the ellipsoid, km2; 0.0 for what is empty or has no surface.

    >>> surface_km2(shapely.Polygon())
    0.0
    """
    polygons = [part for part in shapely.get_parts(geometry) if isinstance(part, shapely.Polygon) and not part.is_empty]
    return float(sum(abs(WGS84.geometry_area_perimeter(shapely.orient_polygons(part))[0]) for part in polygons) / 1e6)


def _entries(agreement: Agreement, noun: str) -> Sequence[Any]:
    """The entries of a noun; states and steps are those of the procedure that holds, the standard one if need be."""
    found: Sequence[Any] = getattr(procedure_of(agreement) if noun in ("states", "steps") else agreement, noun)
    return found


def _both(old: object, new: object, name: str) -> tuple[Any, Any]:
    return getattr(old, name), getattr(new, name)


def _name(entry: Any) -> Text:
    named: Text = entry.title if hasattr(entry, "title") else entry.name
    return named


def _figure(value: float) -> str:
    """Three figures or so: 0, 0.0031, 0.42, 12.5, 1257."""
    return f"{value:.2g}" if value < 1.0 else f"{value:.1f}" if value < 1000.0 else f"{value:.0f}"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, timedelta):
        return say_duration(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {item}" for key, item in value.items())
    return str(value)


def say_duration(length: timedelta) -> str:
    """A length of time in the largest unit that divides it, with the international symbols d, h, min, s.

    >>> say_duration(timedelta(minutes=90)), say_duration(timedelta(days=2)), say_duration(timedelta(0))
    ('90 min', '2 d', '0 s')
    """
    seconds = length.total_seconds()
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:g} s"

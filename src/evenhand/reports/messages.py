"""Text messages: the short notation of a patrol, "IR 1430 5EXPL N 3-5KM 31.2,16.5", as a proposed report.

A person decides what becomes of it. What is not understood stays in the text; a message in which nothing is understood
is free text, and that is an answer too.

Source: docs/methods/doors.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from evenhand.foundation.codec import LONGEST_TEXT
from evenhand.foundation.problems import Problem
from evenhand.reports.bearings import parse_bearing
from evenhand.reports.codes import Means, Observed, Phase, Qualifier, ReportKind, Weapon
from evenhand.reports.record import Count, Item, Record, When
from evenhand.reports.tables.cells import plain

KINDS = {
    "IR": ReportKind.INCIDENT_REPORT,
    "CO": ReportKind.COMPLAINT,
    "OO": ReportKind.OWN_OBSERVATION,
    "PR": ReportKind.PATROL_REPORT,
    "FM": ReportKind.MOVEMENT_RESTRICTION,
    "CQ": ReportKind.COMPLIANCE_QUERY,
    "CL": ReportKind.CLARIFICATION,
}
"""The first word of a message in the short notation."""

OBSERVED = {
    "EXPL": Observed.EXPLOSION, "BURST": Observed.BURST, "SHOT": Observed.SHOT, "PROJ": Observed.PROJECTILE_IN_FLIGHT,
    "FLASH": Observed.MUZZLE_FLASH, "FLARE": Observed.ILLUMINATION_FLARE, "AIRB": Observed.AIRBURST,
    "IMP": Observed.IMPACT, "TRACER": Observed.TRACER, "SALVO": Observed.ROCKET_SALVO, "ACFT": Observed.AIRCRAFT,
    "UAV": Observed.UAV, "WPN": Observed.WEAPON_PRESENT, "FORCE": Observed.FORCES_PRESENT,
    "FORT": Observed.FORTIFICATION, "MINE": Observed.MINE, "DMG": Observed.DAMAGE,
}  # fmt: skip
WEAPONS = {
    "SA": Weapon.SMALL_ARMS, "HMG": Weapon.HEAVY_MACHINE_GUN, "AGL": Weapon.GRENADE_LAUNCHER, "RPG": Weapon.RPG,
    "ATGM": Weapon.ATGM, "AAA": Weapon.ANTI_AIRCRAFT, "MOR": Weapon.MORTAR, "ART": Weapon.ARTILLERY,
    "MLRS": Weapon.MLRS, "TANK": Weapon.TANK, "IFV": Weapon.INFANTRY_FIGHTING_VEHICLE, "MSL": Weapon.MISSILE,
    "AIR": Weapon.AIR_STRIKE, "IED": Weapon.IED,
}  # fmt: skip
MEANS = {"HRD": Means.HEARD, "SAW": Means.SAW, "SAH": Means.SAW_AND_HEARD, "CAM": Means.CAMERA, "TOLD": Means.TOLD}
PHASES = {"OUT": Phase.OUTGOING, "INC": Phase.INCOMING}

_CLOCK = re.compile(r"(\d{2}):?(\d{2})(Z?)")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ITEM = re.compile(r"(~|>)?(\d{1,6})(?:-(\d{1,6}))?(\+)?([A-Z]+?)S?")
_RANGE = re.compile(r"(\d{1,3}(?:\.\d+)?|\d{1,6})(?:-(\d{1,6}(?:\.\d+)?))?(KM|M)")
_SPOT = re.compile(r"(-?\d{1,2}\.\d{1,7}),(-?\d{1,3}\.\d{1,7})")
_BEARING = re.compile(r"[NESW]{1,3}|\d{3}(?:DEG|°)")
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a message may mean."""

    record: Record
    understood: tuple[str, ...] = ()
    """The words of the short notation that were understood; none: it is free text."""


@dataclass(slots=True)
class _Found:
    """What was gathered of a message so far."""

    facts: dict[str, Any] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)


def proposal(text: str, *, received_at: datetime, zone: tzinfo = UTC, language: str = "en") -> Proposal:
    """The report that a message proposes.

    Args:
        text: the whole message.
        received_at: when it came; an hour without a day is the last such hour before it.
        zone: of hours without a Z.
        language: of the words in it.

    >>> found = proposal("IR 1430Z 5EXPL N 3-5KM 31.2,16.5 near the ridge",
    ...                  received_at=datetime(2020, 12, 6, 15, tzinfo=UTC))
    >>> found.record.items[0].count.low, found.record.place["range_high_m"], found.record.text
    (5, 5000.0, 'near the ridge')
    """
    text = text.replace("\0", "").strip()[:LONGEST_TEXT]
    whole = Record(kind=ReportKind.INCIDENT_REPORT, text=text or None, language=language)
    first, *rest = plain(text).split(maxsplit=_MOST_WORDS) or [""]
    kind = KINDS.get(first.upper().rstrip(":"))
    if kind is None:
        return Proposal(record=whole)
    found = _Found(understood=[first])
    left = 0
    for left, word in enumerate(rest, start=1):  # noqa: B007 - how far the notation goes
        if not any(reader(word.upper().rstrip(",;"), found) for reader in _READERS):
            break
        found.understood.append(word)
    else:
        left = len(rest) + 1
    words = " ".join(rest[left - 1 :]) if rest else ""
    try:
        record = Record(
            kind=kind,
            text=words or None,
            language=language,
            when=_when(found.facts, received_at, zone),
            place=_place(found.facts),
            items=tuple(Item(**item) for item in found.items),
        )
    except Problem:  # two distances the wrong way round, a place off the Earth: people read it as it stands
        return Proposal(record=whole)
    return Proposal(record=record, understood=tuple(found.understood))


def _read_item(word: str, found: _Found) -> bool:
    match = _ITEM.fullmatch(word)
    observed = OBSERVED.get(match[5]) or OBSERVED.get(f"{match[5]}S") if match else None
    if match is None or observed is None:
        if word not in OBSERVED:
            return False
        found.items.append({"observed": OBSERVED[word], "count": Count(qualifier=Qualifier.MULTIPLE)})
        return True
    low, high = int(match[2]), int(match[3]) if match[3] else None
    if high is not None and high < low:
        return False
    if match[4] or match[1] == ">":
        count = Count(low=low, high=high, qualifier=Qualifier.AT_LEAST)
    else:
        about = match[1] == "~" or high is not None
        count = Count(low=low, high=high or low, qualifier=Qualifier.ABOUT if about else Qualifier.EXACT)
    found.items.append({"observed": observed, "count": count})
    return True


def _read_of_item(name: str, table: Mapping[str, Any]) -> Callable[[str, _Found], bool]:
    """A reader of what is said of the item before it, once each."""

    def read(word: str, found: _Found) -> bool:
        if word not in table or not found.items or name in found.items[-1]:
            return False
        found.items[-1][name] = table[word]
        return True

    return read


def _read_clock(word: str, found: _Found) -> bool:
    match = _CLOCK.fullmatch(word)
    if match is None or "clock" in found.facts or int(match[1]) > 23 or int(match[2]) > 59:
        return False
    found.facts["clock"] = (time(int(match[1]), int(match[2])), match[3] == "Z")
    return True


def _read_day(word: str, found: _Found) -> bool:
    match = _DAY.fullmatch(word)
    if match is None or "day" in found.facts:
        return False
    try:
        found.facts["day"] = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC).date()
    except ValueError:
        return False
    return True


def _read_range(word: str, found: _Found) -> bool:
    match = _RANGE.fullmatch(word)
    if match is None or "range" in found.facts:
        return False
    metres = 1000.0 if match[3] == "KM" else 1.0
    low = float(match[1]) * metres
    found.facts["range"] = (low, float(match[2]) * metres) if match[2] else (low * 0.9, low * 1.1)
    return True


def _read_spot(word: str, found: _Found) -> bool:
    match = _SPOT.fullmatch(word)
    if match is None or "spot" in found.facts:
        return False
    found.facts["spot"] = (float(match[1]), float(match[2]))
    return True


def _read_bearing(word: str, found: _Found) -> bool:
    if not _BEARING.fullmatch(word) or "bearing" in found.facts:
        return False
    try:
        found.facts["bearing"] = parse_bearing(word.removesuffix("DEG").removesuffix("°"))
    except Problem:
        return False
    return True


_READERS: tuple[Callable[[str, _Found], bool], ...] = (
    _read_clock, _read_day, _read_item, _read_range, _read_spot,
    _read_of_item("weapon", WEAPONS), _read_of_item("means", MEANS), _read_of_item("phase", PHASES), _read_bearing,
)  # fmt: skip


def _when(facts: Mapping[str, Any], received_at: datetime, zone: tzinfo) -> When | None:
    if "clock" not in facts:
        return None
    clock, is_utc = facts["clock"]
    place = UTC if is_utc else zone
    local = received_at.astimezone(place)
    moment = datetime.combine(facts.get("day", local.date()), clock, place)
    if "day" not in facts and moment > local:
        moment -= timedelta(days=1)
    instant = moment.astimezone(UTC)
    return When(begins_at=instant, ends_at=instant, stated=f"{clock:%H%M}{'Z' if is_utc else ''}")


def _place(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """The sender's own position is where he looked from, once he gives a direction or a distance."""
    if "spot" not in facts:
        return None
    lat, lon = facts["spot"]
    if "bearing" not in facts and "range" not in facts:
        return {"format": 1, "kind": "point", "lon": lon, "lat": lat, "method": "report-only"}
    low, high = facts.get("range", (None, None))
    place = {"format": 1, "kind": "sector", "observer_lon": lon, "observer_lat": lat, "range_low_m": low,
             "range_high_m": high}  # fmt: skip
    bearing = facts.get("bearing")
    if bearing is not None:
        place |= {"bearing_deg": bearing.bearing_deg, "bearing_error_deg": bearing.error_deg, "said": bearing.said}
    return place

"""What a report says, as its reporter says it: a frozen value that forms, tables, letters and bundles all fill in.

Three things are kept apart and never share a field: what the reporter says (here), what the desk assesses, and to whom
it is attributed. From whom it comes is apart again, in `Source`, which is cut off before a record is shown to anybody.

Sources: standards, sections 1.2 to 1.5; design, section 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from evenhand.foundation import codec
from evenhand.foundation.problems import ProblemKind
from evenhand.reports import places
from evenhand.reports.codes import (
    Cause,
    Interference,
    Means,
    Observed,
    Outcome,
    Phase,
    Post,
    Protection,
    Qualifier,
    ReporterType,
    ReportKind,
    RestrictionType,
    StatedReason,
    Violation,
    Weapon,
)

SCHEMA = "evenhand.report/1"

COUNT_BACKWARDS = ProblemKind(
    code="reports.count-backwards",
    blame="caller",
    message="The number goes from {low} to {high}. Put the smaller one first.",
)
NEGATIVE_COUNT = ProblemKind(
    code="reports.negative-count", blame="caller", message="The number is {value}. Write nought or more."
)
TIME_BACKWARDS = ProblemKind(
    code="reports.time-backwards",
    blame="caller",
    message="It begins at {begins_at} and ends at {ends_at}. Put the earlier instant first.",
)


class Fidelity(StrEnum):
    """How finely a time is known (as in the STIX 2.1 incident extension)."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A stretch of time, UTC, half-open: it happened somewhere in it, as finely as `fidelity` says.

    Both ends the same is an instant.
    """

    begins_at: datetime
    ends_at: datetime
    fidelity: Fidelity = Fidelity.MINUTE
    stated: str | None = None
    """How the reporter put it."""

    def __post_init__(self) -> None:
        if self.ends_at < self.begins_at:
            raise TIME_BACKWARDS(begins_at=self.begins_at, ends_at=self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many, as a range; null is unknown and never nought."""

    low: int | None = None
    high: int | None = None
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        for value in (self.low, self.high):
            if value is not None and value < 0:
                raise NEGATIVE_COUNT(value=value)
        if self.low is not None and self.high is not None and self.high < self.low:
            raise COUNT_BACKWARDS(low=self.low, high=self.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """Killed and injured, each as a range; null where nobody said."""

    civilians_killed: Count | None = None
    civilians_injured: Count | None = None
    military_killed: Count | None = None
    military_injured: Count | None = None
    unknown: Count | None = None
    """People hurt of whom it is not known to which of these they belong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of what was counted: so many explosions, heard, from there, with that weapon."""

    observed: Observed
    count: Count | None = None
    means: Means | None = None
    post: Post | None = None
    phase: Phase | None = None
    weapon: Weapon | None = None
    calibre_mm: float | None = None
    cause: Cause | None = None
    direction_from: str | None = None
    direction_to: str | None = None
    when: When | None = None
    """Null: the time of the report."""
    place: Mapping[str, Any] | None = None
    """`evenhand.reports.places`; null: the place of the report."""
    text: str | None = None

    def __post_init__(self) -> None:
        _check_place(self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """How monitors were kept from moving or seeing."""

    type: RestrictionType
    actor: str | None = None
    """Who did it, in the reporter's words."""
    checkpoint: str | None = None
    duration_min: float | None = None
    people: int | None = None
    vehicles: int | None = None
    reason: StatedReason | None = None
    reason_text: str | None = None
    interference: Interference | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """Where a patrol went and who was with it."""

    route: Mapping[str, Any] | None = None
    """`evenhand.reports.places`."""
    people: int | None = None
    vehicles: int | None = None
    posts_visited: tuple[str, ...] = ()
    contacts: str | None = None
    """Whom it met, in its own words."""

    def __post_init__(self) -> None:
        _check_place(self.route)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """What it is said to breach."""

    instrument: str
    article: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """From whom it comes. Kept apart from the content, with its own permission and its own log."""

    name: str | None = None
    contact: str | None = None
    relation: str | None = None
    """Why they know: resident, soldier, passer-by ..."""
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What a device says of itself and of the moment. Recorded, weighed, never trusted."""

    device: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    mock_location: bool | None = None
    serial: int | None = None
    """The how manieth report of this form on this device."""
    app: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file that belongs to the report, as the reporter names it."""

    name: str
    sha256: str | None = None
    """As the client computed it, hex; null where it does not."""
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A report."""

    kind: ReportKind
    text: str | None = None
    """What happened, in the reporter's own words."""
    language: str = "en"
    """Of the reporter's words."""
    reporter_type: ReporterType = ReporterType.MONITOR
    protection: Protection = Protection.OPEN
    source: Source | None = None
    when: When | None = None
    place: Mapping[str, Any] | None = None
    """Where it happened: `evenhand.reports.places`."""
    place_text: str | None = None
    """Where it happened, in the reporter's own words."""
    alleged_party: str | None = None
    """Id of a party of the agreement; "unknown" where the reporter does not know."""
    alleged_unit: str | None = None
    violations: tuple[Violation, ...] = ()
    provisions: tuple[Provision, ...] = ()
    items: tuple[Item, ...] = ()
    casualties: Casualties | None = None
    restriction: Restriction | None = None
    patrol: Patrol | None = None
    about: str | None = None
    """Number of the report that this one asks about or makes clear."""
    attached: tuple[Attached, ...] = ()
    claimed: Claimed | None = None

    def __post_init__(self) -> None:
        _check_place(self.place)


def _check_place(place: Mapping[str, Any] | None) -> None:
    if place is not None:
        places.from_json(place)


def record_from(data: Any) -> Record:
    """A record from JSON.

    Raises:
        MALFORMED: with every fault, its place and its value.
    """
    if isinstance(data, Mapping):
        data = {name: value for name, value in data.items() if name != "schema"}
    return codec.from_json(Record, data, what="report")


def record_to(record: Record) -> dict[str, Any]:
    """The JSON of a record; `record_from` gives the record back.

    >>> record_to(Record(kind=ReportKind.COMPLAINT, text="Two shots"))["text"]
    'Two shots'
    """
    found: dict[str, Any] = codec.to_json(record)
    return {"schema": SCHEMA, **found}


def without_source(record: Record) -> Record:
    """The record as it may be shown: nothing in it says from whom it comes unless they are open about it."""
    if record.protection is Protection.OPEN:
        return record
    claimed = None if record.claimed is None else replace(record.claimed, device=None, lon=None, lat=None)
    return replace(record, source=None, claimed=claimed)

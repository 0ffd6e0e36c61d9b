"""What an agreement is, as frozen values. `reading.py` makes them from YAML; nothing here does I/O.

Terms follow docs/reference/agreement-format.md, which the JSON Schema mirrors.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from evenhand.agreements.procedure import Procedure, WorkingWeek
from evenhand.foundation.instants import Interval
from evenhand.foundation.texts import Text

Confidence = Literal["text", "secondary", "memory"]
"""Where a figure comes from: the text itself, somebody's account of it, or memory (to be verified)."""


class RuleKind(StrEnum):
    """The kinds of rule, by their field's standard name."""

    EXCLUSION = "exclusion"
    SEPARATION_DISTANCE = "separation-distance"
    LIMITATION_OF_FORCES = "limitation-of-forces"
    WITHDRAWAL_LINE = "withdrawal-line"
    PRIOR_NOTIFICATION = "prior-notification"
    CESSATION = "cessation"
    FREEDOM_OF_MOVEMENT = "freedom-of-movement"
    SILENCE = "silence"
    RENDEZVOUS = "rendezvous"
    STOP = "stop"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Anything that stands in the agreement: its id, its name, and where the text says so."""

    id: str
    name: Text
    article: str
    confidence: Confidence = "text"
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that the encoding rests on."""

    id: str
    title: Text
    symbol: str | None = None
    dated: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Cited):
    """A party that rules bind; `forces` are names under which its forces appear."""

    forces: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Cited):
    """A commission, sub-committee, team or other organ, its members and to whom it reports."""

    kind: str
    members: tuple[str, ...] = ()
    reports_to: str | None = None
    tasks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A gazetteer entry: names by language, other spellings, WGS84 degrees, and who says it is there."""

    id: str
    name: Text
    variants: tuple[str, ...]
    lon: float
    lat: float
    accuracy_m: float
    kind: str
    source: str
    confidence: Confidence = "secondary"


@dataclass(frozen=True, slots=True)
class Ring:
    """A closed line of (lon, lat) vertices, first not repeated; edges are geodesics unless along the parallel."""

    vertices: tuple[tuple[float, float], ...]
    along_parallel: bool = False


@dataclass(frozen=True, slots=True)
class PolygonShape:
    """An outer ring less its holes."""

    outer: Ring
    holes: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class CircleShape:
    """All points within `radius_m` of a point."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class CorridorShape:
    """All points between `from_m` and `to_m` of a line; `side` as seen walking along the line."""

    line: tuple[tuple[float, float], ...]
    to_m: float
    from_m: float = 0.0
    side: Literal["both", "left", "right"] = "both"


@dataclass(frozen=True, slots=True)
class UnionShape:
    """Every point of any part."""

    parts: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class DifferenceShape:
    """Every point of `base` that is in none of `less`."""

    base: "Shape"
    less: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class AreaShape:
    """The shape of another area of the same agreement."""

    area: str


Shape = PolygonShape | CircleShape | CorridorShape | UnionShape | DifferenceShape | AreaShape


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Cited):
    """A place on the ellipsoid with a validity; `phase` is the phase from which it counts, if phased."""

    shape: Shape
    valid: Interval = field(default_factory=Interval)
    phase: str | None = None
    status: Literal["agreed", "derived", "illustrative"] = "agreed"
    """agreed: the text draws it; derived: built from what the text names; illustrative: our drawing, to be replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Cited):
    """A stage of implementation and the gates that must hold before it begins. Never automatic."""

    gates: tuple[Text, ...] = ()
    in_force: Interval | None = None
    """None: not begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Cited):
    """A kind of object in a tree; calibre and range bounds make it exact where the text does."""

    parent: str | None = None
    calibre_min_mm: float | None = None
    calibre_max_mm: float | None = None
    range_min_km: float | None = None
    range_max_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Cited):
    """What a rule does not forbid: some parties, categories, areas or times, with or without a notice."""

    rules: tuple[str, ...] = ()
    """Empty: every rule."""
    parties: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    in_force: Interval = field(default_factory=Interval)
    needs_notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """One case of a rule, in words a lawyer can read: what moved, and which breaches follow."""

    it: str
    identities: Mapping[str, Mapping[str, Any]]
    tracks: Mapping[str, tuple[str, ...]]
    events: tuple[str, ...] = ()
    notices: tuple[Mapping[str, Any], ...] = ()
    as_of: datetime | None = None
    done: Mapping[str, datetime] = field(default_factory=dict)
    """For deadlines: what was done and when."""
    expect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Cited):
    """Who may not (or must) do what, where, when."""

    kind: RuleKind
    text: Text
    binds: tuple[str, ...]
    """Party ids; empty: everybody."""
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    in_force: Interval = field(default_factory=Interval)
    phase: str | None = None
    exemptions: tuple[str, ...] = ()
    violation_code: str | None = None
    max_gap: timedelta = timedelta(minutes=30)
    """Between two fixes further apart than this, nothing is assumed."""
    min_dwell: timedelta = timedelta(0)
    """A shorter stay is no breach."""
    max_count: int | None = None
    """limitation-of-forces: most that may be there at once."""
    count_of: Literal["objects", "personnel"] = "objects"
    distance_m: float | None = None
    """separation-distance, withdrawal-line, rendezvous: how far apart; stop: how far a stay may wander;
    freedom-of-movement: how far out and back makes a patrol turned back (None: not looked for)."""
    max_speed_kn: float | None = None
    """rendezvous and stop: what moves faster is under way."""
    max_silence: timedelta | None = None
    """silence: how long nothing may be heard where transmission is due; freedom-of-movement: how long a road may be
    without anybody who passes (None: not looked for)."""
    notice: timedelta | None = None
    """prior-notification: how long before."""
    notice_tolerance: timedelta = timedelta(0)
    """prior-notification: how far a movement may lie outside the notified time."""
    route_tolerance_m: float | None = None
    """prior-notification: how far from the notified route; None: routes are not asked about."""
    event_kinds: tuple[str, ...] = ()
    """cessation: which events are fire."""
    commitment: str | None = None
    """deadline: which commitment."""
    cases: tuple[RuleCase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReading:
    """One way to read when something is due, with what it rests on."""

    id: str
    due_at: datetime
    """The first instant that is too late."""
    basis: Text
    article: str
    confidence: Confidence = "text"
    derived: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Cited):
    """Who must do what by when; several readings of one deadline stand side by side."""

    kind: str
    text: Text
    owed_by: tuple[str, ...]
    readings: tuple[DeadlineReading, ...] = ()
    status: str = "agreed"
    status_basis: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Cited):
    """A time limit of the procedure."""

    starts: str
    stops: str
    limit: timedelta
    working_days: bool = False
    owed_by: tuple[str, ...] = ()
    """Functions (`procedure.Function`) that have to act before it runs out."""
    applies: Literal["always", "urgent", "not-urgent"] = "always"
    runs_on: bool = False
    """Whether it runs on while a case is suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingRule(Cited):
    """How single observations become a number of violations."""

    text: Text
    unit: str
    """What is counted, in a word."""
    gap: timedelta | None = None
    per: tuple[str, ...] = ()
    counts: Literal["each", "engagement", "place-and-day", "incident", "report"] | None = None
    """How observations are counted (docs/methods/counting.md); None: the rule is words only, as of a ceiling."""
    kinds: tuple[str, ...] = ()
    """Which observations count; empty: every kind."""
    leave_out: tuple[str, ...] = ()
    """Stated causes that do not count; they are listed, never hidden."""
    figure: Literal["low", "best", "high"] = "best"
    """Which figure of the range the rule quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction(Cited):
    """Where the source says two things; both are kept."""

    readings: tuple[Text, ...]
    chosen: Text
    """What the encoding does about it, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A whole agreement in one version of its encoding."""

    id: str
    version: str
    title: Text
    signed_at: datetime
    in_force: Interval
    supersedes: str | None
    """Version that this one replaces from `in_force.begins_at`."""
    time_zone: str
    sources: tuple[Source, ...]
    summary: Text
    parties: tuple[Party, ...]
    bodies: tuple[Body, ...]
    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    phases: tuple[Phase, ...]
    categories: tuple[Category, ...]
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    commitments: tuple[Commitment, ...]
    clocks: tuple[Clock, ...]
    counting_rules: tuple[CountingRule, ...]
    contradictions: tuple[Contradiction, ...]
    digest: str
    """SHA-256 over the files of the agreement, hex."""
    procedure: Procedure | None = None
    """None: the standard one holds (`procedure_layout.procedure_of`)."""
    working_week: WorkingWeek = field(default_factory=WorkingWeek)

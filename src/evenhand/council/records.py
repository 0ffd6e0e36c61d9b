"""What a council's desk keeps: pure data, each value with the paragraph that it comes from.

Unknown is None, "" or an empty tuple, never zero. A correction is a new value, kept beside the old one.
Source: requirements, 001-A, 002-A to 002-C, 003-A, 003-G.
"""

from dataclasses import dataclass, field
from datetime import date

from evenhand.council.codes import (
    BodyKind,
    Choice,
    CycleKind,
    EntryStatus,
    Format,
    Gender,
    Group,
    HowMany,
    MeasureKind,
    MemberKind,
    Outcome,
    Part,
    PointKind,
    ProductKind,
    Region,
    Stage,
    StepKind,
    Wording,
)
from evenhand.council.votes import Ballot, Vote
from evenhand.foundation.texts import Text

__all__ = ["Ballot", "Choice", "Vote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where it stands."""

    symbol: str = ""
    paragraph: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What one paragraph says, in our words."""

    paragraph: str = ""
    kind: PointKind = PointKind.REPORTS
    how_many: HowMany = HowMany.NOT_SAID
    wording: Wording = Wording.STATED
    by: str = ""
    """Who says it, or who contributed it."""
    text: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of the agenda, or a country or theme under one."""

    name: Text = field(default_factory=Text)
    region: Region = Region.THEMATIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A member of the council for one term."""

    member: str
    name: Text = field(default_factory=Text)
    permanent: bool = False
    begins: date | None = None
    ends: date | None = None
    """Last day of the term; None: permanent, or not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Who sat when, and from which presidency the rotation is counted."""

    seats: tuple[Seat, ...] = ()
    counted_from: str = ""
    """A month, 2020-02."""
    president_then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefer:
    """Who informed the council."""

    name: str
    role: Text = field(default_factory=Text)
    organisation: str = ""
    group: Group = Group.OTHER
    gender: Gender = Gender.UNKNOWN
    by_video: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One sitting. A briefing that consultations follow is two."""

    day: date
    format: Format
    item: str = ""
    title: Text = field(default_factory=Text)
    number: str = ""
    follows: str = ""
    """Id of the meeting that it followed on the same day."""
    other_business: bool = False
    """Under "any other business"."""
    presidency: str = ""
    chaired_by: str = ""
    requested_by: tuple[str, ...] = ()
    briefers: tuple[Briefer, ...] = ()
    invited: tuple[str, ...] = ()
    """Who took part without being a member (rules 37 and 39)."""
    speakers: int | None = None
    speakers_about: bool = False
    first_of_its_kind: bool = False
    outcome: tuple[Outcome, ...] = ()
    documents: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What was brought out."""

    symbol: str
    kind: ProductKind
    day: date | None = None
    item: str = ""
    title: Text = field(default_factory=Text)
    body: str = ""
    """Id of the body; "": the council."""
    meeting: str = ""
    vote: Vote | None = None
    original_language: str = ""
    contributors: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one paragraph did to a measure."""

    kind: StepKind
    on: date | None = None
    """Day of the decision."""
    until: date | None = None
    """The last day; None: open, or only a length is stated."""
    months: int | None = None
    """The length, where it is stated."""
    symbol: str = ""
    paragraph: str = ""
    text: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A mandate, a sanction measure, an authorisation or a panel, and all that was done to it."""

    name: Text
    kind: MeasureKind
    item: str = ""
    text: Text = field(default_factory=Text)
    steps: tuple[Step, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """When reports are due."""

    kind: CycleKind
    number: int | None = None
    """Of days or months."""
    counted_from: date | None = None
    """None: not stated; then no day can be given."""
    dates: tuple[date, ...] = ()
    """For fixed dates; for an interim and a final report: the two, in that order."""
    ends: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A report that came."""

    on: date
    symbol: str = ""
    covers_from: date | None = None
    covers_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A report that somebody owes to a council."""

    name: Text
    cycle: Cycle
    owed_by: str = ""
    owed_to: str = ""
    item: str = ""
    helped_by: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """What was asked for, part by part."""
    text: Text = field(default_factory=Text)
    deliveries: tuple[Delivery, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionEvent:
    """A step in the life of a mission."""

    stage: Stage
    on: date | None = None
    until: date | None = None
    symbol: str = ""
    paragraph: str = ""
    text: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """A mission from its establishment to its closure."""

    name: Text
    short_name: str = ""
    item: str = ""
    head: str = ""
    successor: Text = field(default_factory=Text)
    events: tuple[MissionEvent, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a programme of work."""

    day: date | None = None
    """None: to be confirmed."""
    format: Format = Format.BRIEFING
    item: str = ""
    status: EntryStatus = EntryStatus.PLANNED
    moved_to: date | None = None
    text: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What a council planned for a month, with the changes."""

    month: str
    presidency: str = ""
    representative: str = ""
    agreed_on: date | None = None
    agreed_in: Format = Format.CONSULTATIONS
    entries: tuple[Entry, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A number that a text states about a month."""

    counts: str
    """What it counts: a key of `counting.KEYS`."""
    number: int
    part_of: str = ""
    """The key of the number of which the text says that this is a part."""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A single meeting or product that a text tells of."""

    counts: str
    day: date | None = None
    words: str = ""
    """Its symbol or subject."""
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a text says of a month, to be held against the records."""

    month: str
    title: Text = field(default_factory=Text)
    claims: tuple[Claim, ...] = ()
    mentions: tuple[Mention, ...] = ()
    prepared_by: str = ""
    letter_on: date | None = None
    issued_on: date | None = None
    original_language: str = ""
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who belongs to a body."""

    name: Text
    kind: MemberKind = MemberKind.STATE
    part: Part = Part.PARTICIPANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting of a body."""

    place: Text = field(default_factory=Text)
    on: date | None = None
    """None: not fixed."""
    text: Text = field(default_factory=Text)
    paragraph: str = ""
    to_come: bool = False
    """Announced, and not known to have been held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A contact group, a committee, a working group, a task force."""

    name: Text
    kind: BodyKind
    within: str = ""
    """Id of the body of which it is a part."""
    functions: tuple[Text, ...] = ()
    members: tuple[Member, ...] = ()
    states_stated: int | None = None
    """How many States took part, where the text gives the number and not the names."""
    sittings: tuple[Sitting, ...] = ()
    basis: Basis = field(default_factory=Basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an assessment as it was issued."""

    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An assessment as a presidency issued it, in one language. A correction is a new version of it."""

    month: str
    language: str = "en"
    presidency: str = ""
    title: str = ""
    disclaimer: str = ""
    lines: tuple[Line, ...] = ()

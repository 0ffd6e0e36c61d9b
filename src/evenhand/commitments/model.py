"""What a commitment is, as frozen values: who must do what by when, from which paragraph, and when it is reached.

A commitment never changes; an amended one is a new version (`versions.py`). What is said of it stands in `acts.py`.
Terms: docs/methods/commitments.md. Sources: requirements, 000-C, 000-F, 001-B, 004-A, 004-J; design, section 1.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from evenhand.foundation.texts import Text


class Verb(StrEnum):
    """The operative verb, as `evenhand.documents` names it; how strongly it binds, `Strength` says."""

    DECIDES = "decides"
    DEMANDS = "demands"
    MUST = "must"
    AGREES = "agrees"
    REQUESTS = "requests"
    URGES = "urges"
    RECOMMENDS = "recommends"
    ENCOURAGES = "encourages"
    SHOULD = "should"
    PROPOSES = "proposes"
    AUTHORIZES = "authorizes"
    MAY = "may"
    PLANS = "plans"
    IDENTIFIES = "identifies"
    CONDEMNS = "condemns"
    WELCOMES = "welcomes"
    RECALLS = "recalls"


class Strength(StrEnum):
    """How strongly a commitment binds, strongest first; kept apart because the text keeps them apart (004-J)."""

    BINDING = "binding"
    """Decided, demanded, agreed, or a duty: shall, must."""
    ASKED = "asked"
    """Requested, urged, called for."""
    ADVISED = "advised"
    """Should, recommended, encouraged, proposed."""
    PLANNED = "planned"
    """Announced: somebody will do it."""
    OPEN = "open"
    """May, is authorized to."""
    CONSIDER = "consider"
    """Only to be considered, explored or looked into."""
    STUDY = "study"
    """Only whether it can be done is to be studied."""
    NONE = "none"
    """No duty: a threat, a cause, a difficulty, what is recalled, welcomed or condemned."""


class Term(StrEnum):
    """When, by the heading under which it stands; NONE where no heading says so (004-J: never guessed)."""

    NEAR = "near"
    MEDIUM_LONG = "medium-long"
    NONE = "none"


class Status(StrEnum):
    """Where a commitment stands in the eyes of one body; which may follow which: `tables/statuses.yaml`."""

    AGREED = "agreed"
    UNDER_WAY = "under-way"
    DELAYED = "delayed"
    PARTLY_MET = "partly-met"
    MET = "met"
    MISSED = "missed"
    LAPSED = "lapsed"
    """It holds no longer, and nothing took its place."""
    SUPERSEDED = "superseded"
    """Another text or version took its place."""


class Held(StrEnum):
    """Three-valued: unknown is neither yes nor no, and is not held."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Qualifier(StrEnum):
    """How sure a number is, as its source says."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    RANGE = "range"
    UNKNOWN = "unknown"


class Unit(StrEnum):
    """In what a time limit or a recurrence is counted."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working-days"
    WEEKS = "weeks"
    MONTHS = "months"
    """Calendar months; the end of a shorter month stands for a day that it lacks."""
    YEARS = "years"


class Willing(StrEnum):
    """Whom a measure is for: all debtors, or those that are willing (004 b89, b90, b92)."""

    ALL = "all"
    WILLING_ONLY = "willing-only"


class Access(StrEnum):
    """To whom a record belongs where the text or the keeper says so; an export for the public holds only PUBLIC."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    COMMISSION = "commission"
    COMMITTEE = "committee"
    NATIONAL = "national"
    PROTECTED = "protected"


class Level(StrEnum):
    """Likelihood or impact of a risk, lowest first; UNKNOWN is no level and is never averaged in."""

    VERY_LOW = "very-low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very-high"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where it comes from: a document and its paragraph, an article of an agreement, and the place in what was read."""

    document: str = ""
    """Symbol, or "" where the document has none."""
    para: str = ""
    """Paragraph id as reading gives it: "4", "b63(a)", "letter-2"."""
    agreement: str = ""
    """Id of an agreement that is encoded."""
    article: str = ""
    line_from: int | None = None
    line_to: int | None = None
    """Lines of the text that was read, from 1, both included."""
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something is due, as a text says it: on a day, so long after (or before) an event, or not fixed.

    Exactly one of the three holds: `on` is set; `event` is set, with `count` and `unit`; or neither (open: "to be
    fixed soon"). A negative `count` is before the event; 0 is on its day.
    """

    on: date | None = None
    """The last day on which it can be done in time."""
    event: str = ""
    """Id of what starts the clock: "d-day", "signature", "entry-into-force", or any other word."""
    count: int | None = None
    unit: Unit = Unit.DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a deadline, with what it rests on. Readings stand side by side and are never merged."""

    id: str
    due: Due
    basis: Text = field(default_factory=Text)
    """Why it is due then, in words."""
    source: Source = field(default_factory=Source)
    inferred: bool = False
    """Whether the text leaves it to be worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """Something due again and again: every 120 days, quarterly (3 months), monthly, yearly.

    The k-th is due `every` x k `unit`s after the anchor, always counted from the anchor so that months do not drift.
    """

    every: int
    unit: Unit
    starts_on: date | None = None
    """The anchor; None: the event says, or it is not known."""
    event: str = ""
    until: date | None = None
    """The last day on which one can fall due; None: no end is known."""
    first_at_start: bool = False
    """Whether the first is due on the anchor itself and not one period after it."""
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number as its source gives it. Not known is null at both ends and never 0.

    `low` and `high` are equal for a single figure; `at-least` has no `high`, `at-most` no `low`.
    """

    low: float | None = None
    high: float | None = None
    unit: str = ""
    qualifier: Qualifier = Qualifier.UNKNOWN
    source: str = ""
    on: date | None = None
    """The day to which it applies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """What is measured, from where to where: 30 per cent of posts, 17 of 75, km cleared, towns vacated."""

    id: str
    name: Text
    unit: str
    target: Amount = field(default_factory=Amount)
    whole: Amount = field(default_factory=Amount)
    """Of how many, where it is a share: 75 participants. Unknown: the whole is told with each measurement, or not."""
    baseline: Amount = field(default_factory=Amount)
    falls: bool = False
    """Whether less is better: the target is to be reached from above."""
    items: tuple[str, ...] = ()
    """Where single things are counted off: the towns. The target is then all of them."""
    open_list: bool = False
    """Whether the text names them only as examples ("includes"), so that all of them need not be enough."""
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Who must do what by when, in one version.

    `inferred` names the fields that were worked out and not read; what nobody knows is empty and in no field guessed.
    """

    id: str
    what: Text
    """In few words, in the languages that there are."""
    source: Source
    version: int = 1
    also: tuple[Source, ...] = ()
    """Other paragraphs that say the same."""
    verb: Verb = Verb.SHOULD
    strength: Strength = Strength.ADVISED
    debtors: tuple[str, ...] = ()
    """Who owes it, by the ids of the plan or in words; empty: the text names nobody."""
    beneficiaries: tuple[str, ...] = ()
    """For whom, to whom, or about whom."""
    object: Text = field(default_factory=Text)
    """What is acted upon."""
    parts: tuple[Text, ...] = ()
    """The single things asked, where there are several."""
    readings: tuple[Reading, ...] = ()
    """None: no deadline. Several: texts disagree or one is ambiguous."""
    term: Term = Term.NONE
    recurrence: Recurrence | None = None
    places: tuple[str, ...] = ()
    theme: str = ""
    levels: tuple[str, ...] = ()
    """national, bilateral, subregional, regional: as the text says."""
    conditions: tuple[Text, ...] = ()
    """What must hold for it to be owed."""
    willing: Willing = Willing.ALL
    indicators: tuple[Indicator, ...] = ()
    gate: str = ""
    """Id of the gate of which it is a condition."""
    aspects: tuple[str, ...] = ()
    """gender, covid-19 and the like: fields, not remarks."""
    access: Access | None = None
    """None: no text and nobody says."""
    inferred: tuple[str, ...] = ()
    note: Text = field(default_factory=Text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that must hold before a gate opens."""

    id: str
    what: Text
    source: Source = field(default_factory=Source)
    commitment: str = ""
    """A commitment that holds it when met; "": people say whether it holds."""
    indicator: str = ""
    """With `commitment`: this indicator of it having reached its target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Conditions that must all hold before a phase begins. It says what lacks; it never opens anything by itself."""

    id: str
    name: Text
    conditions: tuple[Condition, ...]
    opens: str = ""
    """The phase before which it stands."""
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What could go wrong, how likely, how grave, who owns it, what is done about it, and which commitments it hits."""

    id: str
    what: Text
    likelihood: Level = Level.UNKNOWN
    impact: Level = Level.UNKNOWN
    owner: str = ""
    mitigation: Text = field(default_factory=Text)
    threatens: tuple[str, ...] = ()
    """Ids of commitments."""
    source: Source = field(default_factory=Source)
    assessed_by: str = ""
    """Who rated it; "": nobody has, and the levels are unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A State, body or group that the commitments name by its id."""

    id: str
    name: Text
    state: bool = False
    """Whether it is a State that has a column in the matrix."""
    members: tuple[str, ...] = ()
    """Of a group such as the neighbouring States: the ids of who is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What starts clocks. `on` null: it has not happened or nobody knows when."""

    id: str
    name: Text
    on: date | None = None
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A set of commitments of many: their actors and events, gates and risks, and how they are evaluated."""

    id: str
    title: Text
    commitments: tuple[Commitment, ...]
    summary: Text = field(default_factory=Text)
    adopted_on: date | None = None
    time_zone: str = "UTC"
    """In which days begin and end."""
    weekend: tuple[int, ...] = (5, 6)
    """Days of the week that are no working days; Monday is 0."""
    holidays: tuple[date, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    gates: tuple[Gate, ...] = ()
    risks: tuple[Risk, ...] = ()
    evaluated: Recurrence | None = None
    """How often it is evaluated."""
    evaluator: str = ""
    """Who does: the host country, a secretariat."""
    agreements: tuple[str, ...] = ()
    """Ids of encoded agreements whose commitments belong to it as well."""
    source: Source = field(default_factory=Source)

    @property
    def states(self) -> tuple[Actor, ...]:
        """The States of the matrix, in the plan's order."""
        return tuple(actor for actor in self.actors if actor.state)

    def commitment(self, commitment_id: str) -> Commitment | None:
        """One by its id, or None."""
        return next((one for one in self.commitments if one.id == commitment_id), None)

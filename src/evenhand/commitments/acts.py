"""What is said of commitments: frozen values, each by one author for one body with its evidence; none is ever edited.

How a commitment stands follows from all of them (`standing.py`); the order in which they arrive does not matter.
Sources: requirements, 000-C, 001-B, 004-J (measure x State x status x evidence x next step); design, section 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from evenhand.commitments.model import Amount, Held, Status
from evenhand.foundation.codec import from_json, to_json
from evenhand.foundation.problems import ProblemKind

UNKNOWN_ACT = ProblemKind(
    code="commitments.unknown-act",
    blame="caller",
    message="{kind!r} is nothing that can be said of a commitment. Known are: {known}.",
)


class Capacity(StrEnum):
    """As what a body speaks; views of different capacities stand side by side."""

    HOST = "host"
    """The host country's evaluation."""
    PARTY = "party"
    """A claim of who owes it or of another party."""
    MONITOR = "monitor"
    """A finding of who monitors it."""
    SECRETARIAT = "secretariat"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a view rests on: a document with its paragraph, a report, an incident, a case, a file."""

    kind: str
    """document, report, incident, case, file, link, statement."""
    ref: str
    """Symbol, id or address."""
    para: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSaid:
    """One body says where a commitment stands."""

    commitment: str
    status: Status
    state: str = ""
    """Of which State of the matrix; "": of the commitment as a whole."""
    version: int = 1
    """Of the commitment as it was when this was said."""
    as_of: date | None = None
    """The day to which it applies; null: the day on which it is said."""
    occasion: date | None = None
    """Of something that recurs: the day on which that occasion was due."""
    next_step: str = ""
    superseded_by: str = ""
    """With `superseded`: the commitment or text that took its place."""
    authority: str = ""
    """With `lapsed` and `superseded`: the decision on which it rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeen:
    """One counted thing: a town and whether it was vacated."""

    item: str
    held: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One body says how far an indicator is."""

    commitment: str
    indicator: str
    value: Amount = field(default_factory=Amount)
    whole: Amount = field(default_factory=Amount)
    items: tuple[ItemSeen, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A deadline stands still from a day on; rests on a decision, for nobody pauses one alone."""

    commitment: str
    begins_on: date
    authority: str
    ends_on: date | None = None
    """The first day that counts again; null: it stands still until `Resumed`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A deadline runs again."""

    commitment: str
    on: date
    """The first day that counts again."""
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurred:
    """Something happened that starts clocks: D-day, entry into force. A later word of the same body corrects it."""

    event: str
    on: date | None = None
    """Null: it is taken back; nobody knows when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionSaid:
    """One body says whether a condition of a gate holds."""

    gate: str
    condition: str
    held: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class WillingnessSaid:
    """A State says that it is willing, or no longer; null: it takes back what it said."""

    commitment: str
    state: str
    willing: bool | None = None


Content = StatusSaid | Measured | Paused | Resumed | Occurred | ConditionSaid | WillingnessSaid

KINDS: Mapping[str, type[Content]] = {
    "status-said": StatusSaid,
    "measured": Measured,
    "paused": Paused,
    "resumed": Resumed,
    "occurred": Occurred,
    "condition-said": ConditionSaid,
    "willingness-said": WillingnessSaid,
}
_NAMES = {cls: name for name, cls in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing said: its id (made by who sends it), when, by whom, for which body, on what evidence."""

    id: str
    at: datetime
    """When it was said, UTC."""
    author: str
    """The person."""
    body: str
    """For which organisation; its view is its own."""
    capacity: Capacity
    content: Content
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""

    @property
    def kind(self) -> str:
        """Its name in KINDS."""
        return _NAMES[type(self.content)]


def content_from(kind: str, data: Any) -> Content:
    """What an act says, from JSON.

    Raises:
        UNKNOWN_ACT: no such kind.
        MALFORMED: with every fault.

    >>> content_from("resumed", {"commitment": "c1", "on": "2021-01-21"}).on
    datetime.date(2021, 1, 21)
    """
    if kind not in KINDS:
        raise UNKNOWN_ACT(kind=kind, known=", ".join(KINDS))
    return from_json(KINDS[kind], data, what=kind)


def content_to(content: Content) -> dict[str, Any]:
    """The JSON of what an act says; `content_from` gives it back."""
    found: dict[str, Any] = to_json(content)
    return found

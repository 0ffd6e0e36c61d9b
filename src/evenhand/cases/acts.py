"""What can be done in a case, as frozen values. A case is the sequence of its acts; all else follows from them.

An act is never edited. What it changes stands in `evenhand.cases.file`, who may do it in `evenhand.cases.workflow`.
Sources: standards, sections 1.2, 1.5 to 1.7; design, section 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evenhand.agreements.procedure import Function
from evenhand.cases.codes import (
    Answer,
    Choice,
    FindingOutcome,
    Gravity,
    Measure,
    Position,
    Question,
    Result,
    SubjectKind,
    Wording,
)
from evenhand.cases.proof import Basis
from evenhand.foundation.codec import from_json, to_json
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import (
    Attribution,
    Credibility,
    Proof,
    Protection,
    Reliability,
    ReportKind,
    RestrictionType,
    StatedReason,
)

UNKNOWN_ACT = ProblemKind(
    code="cases.unknown-act",
    blame="caller",
    message="{kind!r} is no act of a case. Known are: {known}.",
)

Texts = Mapping[str, Any]
"""The same text by language tag, equally authentic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who acts, for whom, in which functions."""

    user: str
    organisation: str
    side: str | None = None
    """The party for which they sit; None: for none of them."""
    functions: tuple[Function, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that the case is about or rests on."""

    kind: SubjectKind
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case begins. What is alleged stays as it was said; findings stand apart."""

    kind: ReportKind
    allegation: Texts
    subjects: tuple[Subject, ...] = ()
    alleged: tuple[str, ...] = ()
    """Party ids; empty: nobody is named."""
    provisions: tuple[str, ...] = ()
    """Articles or rules that are said to be breached."""
    urgent: bool = False
    reporter: str = ""
    """Key of the organisation that brought it; "": the mechanism itself."""
    reporter_side: str | None = None
    reporter_user: str = ""
    reporter_users: tuple[str, ...] = ()
    """Who else saw or reported what it is about, such as the senders of its reports; known to the mechanism only."""
    protection: Protection = Protection.OPEN
    at: datetime | None = None
    """When it happened, as alleged."""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reframed:
    """What the mechanism corrects about the frame of the case; null leaves it as it was."""

    reason: str
    alleged: tuple[str, ...] | None = None
    nobody: bool = False
    """Nobody is named any longer; JSON does not tell an empty list from none."""
    provisions: tuple[str, ...] | None = None
    subjects: tuple[Subject, ...] | None = None
    urgent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """The case moves."""

    step: str
    reason: str = ""
    authority: str = ""
    """Article or decision on which it rests."""
    evidence: tuple[str, ...] = ()
    other_case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of a joint team."""

    user: str
    organisation: str
    side: str | None = None
    """The party that named them; None: an international monitor."""
    task: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSet:
    """Who looks into it; replaces the team before."""

    members: tuple[Member, ...]
    lead: str
    mandate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlanned:
    """A visit: when, by which way, with whose clearance, announced to whom."""

    visit: str
    begins_at: datetime
    ends_at: datetime
    route: tuple[str, ...]
    """Places in order, by their ids or in words."""
    clearance: str = ""
    """Who cleared it as safe, with reference and validity; without it no team goes (a hard gate)."""
    cleared_until: datetime | None = None
    notified: tuple[str, ...] = ()
    """Organisations that were told."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitHeld:
    """The team was there."""

    visit: str
    began_at: datetime
    ended_at: datetime
    reports: tuple[str, ...] = ()
    """Ids of reports that came of it."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRefused:
    """The team was not let in: a record of its own."""

    at: datetime
    by: str
    """Who refused, in the team's words."""
    text: str
    visit: str = ""
    restriction: RestrictionType = RestrictionType.DENIAL
    reason: StatedReason | None = None
    side: str | None = None
    """The party that is held to have refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewHeld:
    """Somebody was heard. Who it was lies elsewhere, behind a door of its own; here only an alias."""

    interview: str
    at: datetime
    alias: str
    text: str
    protection: Protection = Protection.CONFIDENTIAL


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceListed:
    """A piece of evidence with its grades."""

    subject: Subject
    reliability: Reliability = Reliability.F
    credibility: Credibility = Credibility.SIX
    wording: Wording | None = None
    """How sure it says that it is; null: nobody has looked."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered:
    """What the team answers to one of its questions; a later answer replaces it."""

    question: Question
    answer: Answer
    text: Texts
    standard: Proof
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingProposed:
    """A finding in one version. A changed finding is a new version that names what it supersedes."""

    version: int
    outcome: FindingOutcome
    attribution: Attribution
    standard: Proof
    text: Texts
    basis: Basis
    parties: tuple[str, ...] = ()
    """To whom it is attributed."""
    gravity: Gravity | None = None
    supersedes: int | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, with which key, and who vouches for that."""

    key: str
    """Id of the public key: SHA-256, hex."""
    public_key: str
    """Ed25519, raw, hex."""
    value: str
    """Over `signing.statement_bytes`, hex."""
    held: str
    """"browser": the person's own key, which the server never saw; "server": the server attests that they signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionTaken:
    """What an organisation says of one version of the finding."""

    version: int
    digest: str
    position: Position
    organisation: str
    side: str | None = None
    """The party; None: the international side."""
    text: Texts = field(default_factory=dict)
    signature: Signature | None = None
    signed_at: str = ""
    """As it stands in the signed statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Somebody at a meeting."""

    user: str
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld:
    """A meeting of a body about this case."""

    meeting: str
    body: Function
    at: datetime
    present: tuple[Presence, ...] = ()
    walked_out: tuple[str, ...] = ()
    """Sides that left or did not come, as the minutes say."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voted:
    """One member's vote on the ruling that is before the body."""

    meeting: str
    ruling: int
    choice: Choice
    side: str | None = None
    user: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingGiven:
    """The text on which a body votes; a changed text is a new version."""

    version: int
    body: Function
    outcome: FindingOutcome
    text: Texts
    finding: int
    """The version of the finding on which it rests."""
    supersedes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAssigned:
    """Who has to do what about it by when."""

    response: str
    measure: Measure
    owner: str
    """Key of an organisation."""
    due_at: datetime
    text: str
    side: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseReported:
    """What the owner says it did."""

    response: str
    text: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseVerified:
    """What verification showed; never by the owner."""

    response: str
    result: Result
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """Acts are shown to somebody: an organisation, a party, or a body."""

    to: str
    acts: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A release is taken back; that it was made stays on record."""

    to: str
    acts: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """A remark, for the file."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A clock gets more time, with its reason."""

    clock: str
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEvidence:
    """Something came after the fact: it is kept whatever the state, and can reopen a closed case."""

    text: str
    subjects: tuple[Subject, ...] = ()


Content = (
    Opened | Reframed | Stepped | TeamSet | VisitPlanned | VisitHeld | AccessRefused | InterviewHeld | EvidenceListed
    | QuestionAnswered | FindingProposed | PositionTaken | MeetingHeld | Voted | RulingGiven | ResponseAssigned
    | ResponseReported | ResponseVerified | Released | Recalled | Commented | Extended | LateEvidence
)  # fmt: skip

KINDS: Mapping[str, type[Content]] = {
    "opened": Opened,
    "reframed": Reframed,
    "stepped": Stepped,
    "team-set": TeamSet,
    "visit-planned": VisitPlanned,
    "visit-held": VisitHeld,
    "access-refused": AccessRefused,
    "interview-held": InterviewHeld,
    "evidence-listed": EvidenceListed,
    "question-answered": QuestionAnswered,
    "finding-proposed": FindingProposed,
    "position-taken": PositionTaken,
    "meeting-held": MeetingHeld,
    "voted": Voted,
    "ruling-given": RulingGiven,
    "response-assigned": ResponseAssigned,
    "response-reported": ResponseReported,
    "response-verified": ResponseVerified,
    "released": Released,
    "recalled": Recalled,
    "commented": Commented,
    "extended": Extended,
    "late-evidence": LateEvidence,
}
_NAMES = {cls: name for name, cls in KINDS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: the how manieth of its case, when, by whom, what."""

    number: int
    at: datetime
    seat: Seat
    content: Content

    @property
    def kind(self) -> str:
        """Its name in KINDS."""
        return kind_of(self.content)


def kind_of(content: Content) -> str:
    """The name of a content in KINDS.

    >>> kind_of(Commented(text="seen"))
    'commented'
    """
    return _NAMES[type(content)]


def content_from(kind: str, data: Any) -> Content:
    """What an act says, from JSON.

    Raises:
        UNKNOWN_ACT: no such kind.
        MALFORMED: with every fault.

    >>> content_from("commented", {"text": "seen"})
    Commented(text='seen')
    """
    if kind not in KINDS:
        raise UNKNOWN_ACT(kind=kind, known=", ".join(KINDS))
    return from_json(KINDS[kind], data, what=kind)


def content_to(content: Content) -> dict[str, Any]:
    """The JSON of what an act says; `content_from` gives it back."""
    found: dict[str, Any] = to_json(content)
    return found

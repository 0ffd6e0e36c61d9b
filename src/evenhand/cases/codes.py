"""The words of the joint procedure that are chosen and not written; what they are called stands in `phrases/`.

Those of reports are used where they mean the same: `evenhand.reports.codes`.
Sources: standards, sections 1.2, 1.6; requirements, 000-E (enforcement options).
"""

from enum import StrEnum

from evenhand.foundation.phrases import phrase
from evenhand.reports.codes import list_name

PHRASES = "evenhand.cases.phrases"


class SubjectKind(StrEnum):
    """What a case can be about."""

    REPORT = "report"
    ALERT = "alert"
    INCIDENT = "incident"
    EVIDENCE = "evidence"
    CASE = "case"


class FindingOutcome(StrEnum):
    """What a finding says happened (standards, 1.6)."""

    VIOLATION_CONFIRMED = "violation-confirmed"
    VIOLATION_PROBABLE = "violation-probable"
    NOT_SUBSTANTIATED = "not-substantiated"
    NO_VIOLATION = "no-violation"
    INCONCLUSIVE_ACCESS_DENIED = "inconclusive-access-denied"
    INCONCLUSIVE_EVIDENCE = "inconclusive-evidence"
    OUTSIDE_MANDATE = "outside-mandate"
    PERMITTED_ACTIVITY = "permitted-activity"
    ACCIDENT = "accident"


class Gravity(StrEnum):
    """How grave (standards, 1.6)."""

    TECHNICAL = "technical"
    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class Question(StrEnum):
    """What a team has to answer."""

    DID_IT_HAPPEN = "did-it-happen"
    WHERE = "where"
    WHICH_WEAPON = "which-weapon"
    WHO = "who"


class Wording(StrEnum):
    """How sure a piece itself says that it is (requirements, 003-A, "evidence words"). It is no grade of ours."""

    STATED = "stated"
    """As a fact."""
    BELIEVED = "believed"
    ALLEGED = "alleged"
    ESTIMATED = "estimated"
    NO_HARD_PROOF = "no-hard-proof"
    """Corroborated, and without hard proof."""
    NO_EVIDENCE = "no-evidence"
    """That it found no evidence: not the same as evidence that there is nothing."""
    UNCLEAR = "unclear"


class Answer(StrEnum):
    """How far a question is answered."""

    ESTABLISHED = "established"
    NOT_ESTABLISHED = "not-established"
    REFUTED = "refuted"
    UNDETERMINED = "undetermined"


class Position(StrEnum):
    """What an organisation says of a finding."""

    SIGNED = "signed"
    DISSENTS = "dissents"
    REFUSES = "refuses"
    """It will not sign and gives no view of its own."""
    ABSENT = "absent"
    """Recorded by the mechanism: nothing came in time, or it walked out."""


class Choice(StrEnum):
    """A vote."""

    YES = "yes"
    NO = "no"
    ABSTAINS = "abstains"


class Result(StrEnum):
    """What verification of a response showed."""

    MET = "met"
    PARTLY_MET = "partly-met"
    NOT_MET = "not-met"


class Measure(StrEnum):
    """The catalogue of responses, national and international (requirements, 000-E, "enforcement options")."""

    WARNING = "warning"
    DISCIPLINE = "discipline"
    PROSECUTION = "prosecution"
    WITHDRAWAL = "withdrawal"
    RETURN_OF_PROPERTY = "return-of-property"
    COMPENSATION = "compensation"
    APOLOGY = "apology"
    CLARIFICATION = "clarification"
    TRAINING = "training"
    ACCESS_GRANTED = "access-granted"
    JOINT_PATROL = "joint-patrol"
    ADDED_MONITORING = "added-monitoring"
    REPORT_TO_GUARANTORS = "report-to-guarantors"
    REPORT_TO_COUNCIL = "report-to-council"
    SANCTIONS_REFERRAL = "sanctions-referral"
    OTHER = "other"


INTERNATIONAL = frozenset({Measure.REPORT_TO_GUARANTORS, Measure.REPORT_TO_COUNCIL, Measure.SANCTIONS_REFERRAL})
"""Measures that are not the parties' own."""


class FindingKind(StrEnum):
    """Whose finding it came to be; a party that stays away changes the kind and never stops the case."""

    JOINT = "joint"
    ONE_PARTY_AND_INTERNATIONAL = "one-party-and-international"
    INTERNATIONAL_ONLY = "international-only"
    NO_ACCESS = "no-access"
    NO_CONSENSUS = "no-consensus"


class DecisionResult(StrEnum):
    """What came of a body's meeting about a ruling."""

    CARRIED = "carried"
    REJECTED = "rejected"
    NO_QUORUM = "no-quorum"
    UNDECIDED = "undecided"


CODE_LISTS: tuple[type[StrEnum], ...] = (
    SubjectKind, FindingOutcome, Gravity, Question, Wording, Answer, Position, Choice, Result, Measure, FindingKind,
    DecisionResult,
)  # fmt: skip
"""All lists, for pages and tests."""


def said(code: StrEnum, *, language: str = "en") -> str:
    """What a code is called.

    >>> said(FindingKind.JOINT)
    'Joint'
    """
    return phrase(PHRASES, f"{list_name(type(code))}.{code.value}", language=language)

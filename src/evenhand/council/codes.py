"""The words of a council's desk that are chosen and not written; what they are called stands in `phrases/`.

Sources: requirements, 001-A, 002-B, 002-C; Charter of the United Nations, art. 27; S/2017/507 (working methods).
"""

from enum import StrEnum

from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.council.phrases"


class Format(StrEnum):
    """In which form a council met."""

    BRIEFING = "briefing"
    DEBATE = "debate"
    OPEN_DEBATE = "open-debate"
    ADOPTION = "adoption"
    PRIVATE = "private"
    CONTRIBUTORS = "contributors"
    CONSULTATIONS = "consultations"
    DIALOGUE = "dialogue"
    ARRIA = "arria"
    OPEN_VIDEO = "open-video"
    CLOSED_VIDEO = "closed-video"
    OUTREACH = "outreach"
    """The presidency informs other States, the press and civil society; the Council does not meet."""


class Openness(StrEnum):
    """Who could hear it."""

    PUBLIC = "public"
    CLOSED = "closed"
    INFORMAL = "informal"


OPENNESS = {
    Format.BRIEFING: Openness.PUBLIC,
    Format.DEBATE: Openness.PUBLIC,
    Format.OPEN_DEBATE: Openness.PUBLIC,
    Format.ADOPTION: Openness.PUBLIC,
    Format.PRIVATE: Openness.CLOSED,
    Format.CONTRIBUTORS: Openness.CLOSED,
    Format.CONSULTATIONS: Openness.CLOSED,
    Format.DIALOGUE: Openness.INFORMAL,
    Format.ARRIA: Openness.INFORMAL,
    Format.OPEN_VIDEO: Openness.INFORMAL,
    Format.CLOSED_VIDEO: Openness.INFORMAL,
    Format.OUTREACH: Openness.INFORMAL,
}
"""Meetings by video of 2020 and 2021 were no meetings in the sense of the rules (S/2020/253)."""
SPOKEN_BEHIND_DOORS = frozenset(
    {Format.PRIVATE, Format.CONTRIBUTORS, Format.CONSULTATIONS, Format.DIALOGUE, Format.CLOSED_VIDEO}
)
"""What was said there is known from published documents alone."""


class Outcome(StrEnum):
    """What came of a meeting."""

    RESOLUTION = "resolution"
    NOT_ADOPTED = "not-adopted"
    PRESIDENTIAL_STATEMENT = "presidential-statement"
    PRESS_STATEMENT = "press-statement"
    PRESS_ELEMENTS = "press-elements"
    NONE = "none"


class Gender(StrEnum):
    """As declared by the person, or as the document says; never guessed from a name."""

    WOMAN = "woman"
    MAN = "man"
    ANOTHER = "another"
    UNKNOWN = "unknown"


class Group(StrEnum):
    """For whom a briefer spoke."""

    SECRETARIAT = "secretariat"
    AGENCY = "agency"
    COMMITTEE = "committee"
    REGIONAL = "regional"
    STATE = "state"
    CIVIL_SOCIETY = "civil-society"
    OTHER = "other"


class PointKind(StrEnum):
    """What a paragraph does. Thanks are no commitments; welcoming is no demand."""

    REPORTS = "reports"
    WELCOMES = "welcomes"
    WARNS = "warns"
    PROPOSES = "proposes"
    URGES = "urges"
    DEMANDS = "demands"
    DECIDES = "decides"
    COMMITS = "commits"
    EXPLORES = "explores"
    PRINCIPLE = "principle"
    CONDITION = "condition"
    THANKS = "thanks"


class HowMany(StrEnum):
    """Who of those present said so, as the text grades it."""

    ALL = "all"
    MOST = "most"
    MANY = "many"
    SOME = "some"
    ONE = "one"
    NOT_SAID = "not-said"


class Wording(StrEnum):
    """How sure the document itself says that it is (requirements, 003-A). It is no grade of ours."""

    STATED = "stated"
    BELIEVED = "believed"
    ALLEGED = "alleged"
    ESTIMATED = "estimated"
    NO_EVIDENCE = "no-evidence"
    NOT_CLEAR = "not-clear"


class ProductKind(StrEnum):
    """What a council, or another body, brought out."""

    RESOLUTION = "resolution"
    PRESIDENTIAL_STATEMENT = "presidential-statement"
    PRESS_STATEMENT = "press-statement"
    PRESS_ELEMENTS = "press-elements"
    LETTER = "letter"
    CHAIR_STATEMENT = "chair-statement"
    REPORT = "report"


class Choice(StrEnum):
    """What a member did in a vote."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINING = "abstaining"
    NOT_PARTICIPATING = "not-participating"
    ABSENT = "absent"


class MeasureKind(StrEnum):
    """What runs until a day."""

    MANDATE = "mandate"
    SANCTIONS = "sanctions"
    AUTHORISATION = "authorisation"
    PANEL = "panel"


class StepKind(StrEnum):
    """What a paragraph did to a measure."""

    ESTABLISHED = "established"
    RENEWED = "renewed"
    ROLLED_OVER = "rolled-over"
    """A technical roll-over: the same for a short time, until the text is agreed."""
    MODIFIED = "modified"
    TERMINATED = "terminated"


class CycleKind(StrEnum):
    """How often a report is due."""

    EVERY_DAYS = "every-days"
    EVERY_MONTHS = "every-months"
    WITHIN_DAYS = "within-days"
    ON_DATES = "on-dates"
    INTERIM_AND_FINAL = "interim-and-final"


class Stage(StrEnum):
    """Where a mission stands."""

    ESTABLISHED = "established"
    STARTED = "started"
    EXTENDED = "extended"
    ADJUSTED = "adjusted"
    DRAWING_DOWN = "drawing-down"
    CLOSED = "closed"


class EntryStatus(StrEnum):
    """What became of an entry of the programme of work."""

    PLANNED = "planned"
    ADDED = "added"
    MOVED = "moved"
    DROPPED = "dropped"


class BodyKind(StrEnum):
    """What a body is."""

    CONTACT_GROUP = "contact-group"
    FOLLOW_UP = "follow-up"
    WORKING_GROUP = "working-group"
    COMMITTEE = "committee"
    TASK_FORCE = "task-force"


class Part(StrEnum):
    """In which quality somebody belongs to a body. Who was invited is no participant."""

    CHAIR = "chair"
    CO_CHAIR = "co-chair"
    PARTICIPANT = "participant"
    INVITED = "invited"
    OBSERVER = "observer"
    ADVISER = "adviser"


class MemberKind(StrEnum):
    """What belongs to a body."""

    STATE = "state"
    ORGANISATION = "organisation"
    PERSON = "person"


class Region(StrEnum):
    """Where an item of the agenda belongs."""

    AFRICA = "africa"
    AMERICAS = "americas"
    ASIA = "asia"
    EUROPE = "europe"
    MIDDLE_EAST = "middle-east"
    THEMATIC = "thematic"


def said(code: StrEnum, *, language: str = "en") -> str:
    """What a code is called.

    >>> said(Format.OPEN_DEBATE)
    'open debate'
    """
    return phrase(PHRASES, f"{type(code).__name__}.{code.value}", language=language)

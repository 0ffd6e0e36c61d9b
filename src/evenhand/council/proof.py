"""What a record must hold beyond its form: months that are months, keys that count something, and nothing told outside
that was said behind closed doors, unless a published document tells it.

Source: requirements, 002-B ("content of closed formats is not public beyond what the assessment says").
"""

from typing import Any

from evenhand.council.codes import SPOKEN_BEHIND_DOORS
from evenhand.council.counting import check
from evenhand.council.dates import read_month
from evenhand.council.records import Assessment, Claims, Meeting, Programme, Seats
from evenhand.foundation.problems import ProblemKind

CLOSED_CONTENT = ProblemKind(
    code="council.closed-content",
    blame="caller",
    message="{points} points tell what was said in a closed meeting ({format}) of {day}, and no document is named that "
    "makes it public. Name its symbol under the source, or keep the record within the desk.",
)
NO_DISCLAIMER = ProblemKind(
    code="council.no-disclaimer",
    blame="caller",
    message="The assessment of {month} says nowhere whose views it gives. Take the disclaimer with which it was made.",
)
ENDS_BEFORE = ProblemKind(
    code="council.ends-before",
    blame="caller",
    message="{what} ends on {ends}, before it begins on {begins}. Correct one of the two.",
)


def prove(value: Any) -> None:
    """Stop what cannot be.

    Raises:
        BAD_MONTH: a month is none.
        NO_DISCLAIMER: an assessment without one (requirements, 002-A: it goes with every copy).
        UNKNOWN_KEY: a claim counts something that nothing counts.
        ENDS_BEFORE: a term ends before it begins.
    """
    if isinstance(value, Programme | Claims | Assessment):
        read_month(value.month)
    if isinstance(value, Assessment) and not value.disclaimer.strip():
        raise NO_DISCLAIMER(month=value.month)
    if isinstance(value, Claims):
        check(value, (), ())
    if isinstance(value, Seats):
        if value.counted_from:
            read_month(value.counted_from)
        for seat in value.seats:
            if seat.begins and seat.ends and seat.ends < seat.begins:
                raise ENDS_BEFORE(what=seat.member, ends=seat.ends.isoformat(), begins=seat.begins.isoformat())


def prove_public(value: Any) -> None:
    """Stop what may not be shown outside the desk.

    Raises:
        CLOSED_CONTENT: points of a closed meeting without the document that made them public.
    """
    if isinstance(value, Meeting) and value.format in SPOKEN_BEHIND_DOORS and value.points and not value.basis.symbol:
        raise CLOSED_CONTENT(points=len(value.points), format=value.format.value, day=value.day.isoformat())

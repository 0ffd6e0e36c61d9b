from datetime import date

import pytest

from evenhand.council.codes import Format
from evenhand.council.counting import UNKNOWN_KEY
from evenhand.council.dates import BAD_MONTH
from evenhand.council.proof import CLOSED_CONTENT, ENDS_BEFORE, NO_DISCLAIMER, prove, prove_public
from evenhand.council.records import Assessment, Basis, Claim, Claims, Meeting, Point, Programme, Seat, Seats
from evenhand.foundation.problems import Problem


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param(Programme(month="Feb"), BAD_MONTH, id="a-month-in-words"),
        pytest.param(Assessment(month="2020-02", disclaimer=" "), NO_DISCLAIMER, id="nobody-s-views"),
        pytest.param(Seats(counted_from="2020"), BAD_MONTH, id="a-year-for-a-month"),
        pytest.param(Claims(month="2020-02", claims=(Claim(counts="x", number=1),)), UNKNOWN_KEY, id="counts-nothing"),
        pytest.param(
            Seats(seats=(Seat(member="a", begins=date(2021, 1, 1), ends=date(2020, 1, 1)),)), ENDS_BEFORE, id="a-term"
        ),
    ],
)
def test_what_cannot_be_is_stopped(value, kind):
    with pytest.raises(Problem) as raised:
        prove(value)

    assert raised.value.kind is kind


def test_what_was_said_behind_closed_doors_needs_the_document_that_tells_it():
    closed = Meeting(day=date(2020, 2, 4), format=Format.CONSULTATIONS, points=(Point(),))
    with pytest.raises(Problem) as raised:
        prove_public(closed)

    assert raised.value.kind is CLOSED_CONTENT
    prove_public(Meeting(day=closed.day, format=closed.format, points=closed.points, basis=Basis(symbol="S/2020/1")))
    prove_public(Meeting(day=closed.day, format=Format.BRIEFING, points=closed.points))
    prove_public(Meeting(day=closed.day, format=closed.format))

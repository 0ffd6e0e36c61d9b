from dataclasses import replace

import pytest

from evenhand.commitments.acts import Measured, StatusSaid
from evenhand.commitments.model import Amount, Due, Qualifier, Reading, Status
from evenhand.commitments.suggesting import Matter, suggestions
from simulators.commitments import PLAN, SWEEP, act, at, on, said


def matters(*acts, day="2031-02-01", plan=PLAN):
    return [(one.commitment.id, one.matter, one.status) for one in suggestions(plan, acts, at=at(day))]


def shifted(*days):
    readings = tuple(Reading(id=f"r{number}", due=Due(on=on(day))) for number, day in enumerate(days))
    return replace(PLAN, commitments=(replace(SWEEP, readings=readings),))


def test_long_before_anything_is_due_there_is_nothing_to_propose():
    assert matters() == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("2031-01-01", "2031-01-15"), [("sweep", Matter.OVERDUE, Status.MISSED)]),
        (("2031-01-01", "2031-03-15"), [("sweep", Matter.OVERDUE_BY_A_READING, None)]),
        (("2031-02-10", "2031-03-15"), [("sweep", Matter.DUE_SOON, None)]),
        (
            ("2031-01-01", "2031-02-10"),
            [("sweep", Matter.OVERDUE_BY_A_READING, None), ("sweep", Matter.DUE_SOON, None)],
        ),
    ],
)
def test_overdue_and_soon_due_are_told_reading_by_reading(days, expected):
    assert matters(plan=shifted(*days)) == expected


def test_what_somebody_holds_to_be_missed_is_not_proposed_again():
    assert matters(said(Status.MISSED, when="2031-01-20"), plan=shifted("2031-01-01")) == [
        ("sweep", Matter.OVERDUE, None)
    ]


def test_what_is_met_is_left_alone():
    assert matters(said(Status.MET, when="2031-01-20"), plan=shifted("2031-01-01")) == []


def test_a_date_that_was_to_be_fixed_is_asked_for():
    plan = replace(PLAN, commitments=(replace(SWEEP, readings=(Reading(id="soon", due=Due()),)),))

    assert matters(plan=plan) == [("sweep", Matter.NO_DATE, None)]


def test_a_dispute_is_told_and_its_deadline_runs_on():
    found = matters(
        said(Status.MET, when="2031-01-20"),
        said(Status.MISSED, when="2031-01-20", body="mission"),
        plan=shifted("2031-01-01"),
    )

    assert found == [("sweep", Matter.OVERDUE, None), ("sweep", Matter.DISPUTED, None)]


def test_a_target_that_all_who_measure_hold_reached_is_proposed_as_met():
    value = Amount(low=100, high=100, unit="km", qualifier=Qualifier.EXACT)
    found = matters(act(Measured(commitment="sweep", indicator="km", value=value), when="2031-01-20"))

    assert found == [("sweep", Matter.TARGET_REACHED, Status.MET)]


def test_an_occasion_that_passed_is_overdue_unless_it_was_met():
    missed = matters(day="2031-06-01", plan=replace(PLAN, commitments=PLAN.commitments[1:2]))
    report = StatusSaid(commitment="reports", status=Status.MET, occasion=on("2031-05-01"))
    reported = matters(
        act(report, when="2031-04-30"), day="2031-06-01", plan=replace(PLAN, commitments=PLAN.commitments[1:2])
    )

    assert missed == [("reports", Matter.OCCASION_OVERDUE, Status.MISSED)]
    assert reported == []


def test_an_occasion_that_comes_is_told():
    assert ("reports", Matter.OCCASION_SOON, None) in matters(day="2031-04-28")


def test_a_year_of_silence_is_told():
    found = matters(said(Status.UNDER_WAY, when="2031-01-02"), day="2032-06-01")

    assert ("sweep", Matter.SILENT, None) in found


def test_every_suggestion_says_why_in_words():
    acts = (said(Status.MET, when="2031-01-20"), said(Status.MISSED, when="2031-01-20", body="mission"))
    for one in suggestions(PLAN, acts, at=at("2033-06-01")):
        assert all(one.words(language=language) for language in ("en", "ar", "fr", "zh-hans"))

from dataclasses import replace

import pytest

from evenhand.commitments.acts import Capacity, WillingnessSaid
from evenhand.commitments.evaluating import Movement, compare, end_of_year, evaluate, states_owing
from evenhand.commitments.model import Held, Status, Term
from simulators.commitments import FUND, PLAN, REPORTS, SWEEP, act, at, said

THEN, NOW = at("2031-12-31", 23), at("2032-12-31", 23)


def moved(*acts, plan=PLAN, before=None):
    comparison = compare(evaluate(before or plan, acts, at=THEN), evaluate(plan, acts, at=NOW))
    return {(move.commitment.id, move.state): move.movement for move in comparison.moves}


def test_the_matrix_has_a_row_a_duty_and_a_cell_a_state_that_owes_it():
    found = evaluate(PLAN, (said(Status.MET, state="north"),), at=THEN)

    assert [(row.commitment.id, [cell.state for cell in row.cells]) for row in found.rows] == [
        ("sweep", ["", "north", "south"]),
        ("reports", ["", "north"]),
        ("fund", ["", "north", "south"]),
    ]
    assert found.rows[0].cells[1].standing.status is Status.MET


def test_what_was_said_later_is_not_in_it():
    assert evaluate(PLAN, (said(Status.MET, when="2032-06-01"),), at=THEN).rows[0].cells[0].standing.views == ()


def test_measures_of_the_willing_are_owed_by_those_who_said_so():
    told = act(WillingnessSaid(commitment="fund", state="north", willing=True))
    no = act(WillingnessSaid(commitment="fund", state="south", willing=False), name="no")
    cells = evaluate(PLAN, (told, no), at=THEN).rows[2].cells

    assert [cell.owed for cell in cells] == [Held.YES, Held.YES, Held.NO]
    assert ("fund", "south") not in moved(told, no)


def test_counts_keep_disputes_apart_and_go_by_term():
    acts = (said(Status.MET), said(Status.MISSED, body="mission", capacity=Capacity.MONITOR))
    found = evaluate(PLAN, acts, at=THEN)

    assert found.counts() == {"agreed": 2, "disputed": 1}
    assert found.counts(term=Term.MEDIUM_LONG) == {"agreed": 1}


def test_gaps_are_measures_nobody_ever_spoke_of_and_states_of_which_nobody_did():
    found = evaluate(PLAN, (said(Status.MET, state="north"),), at=THEN)

    assert [(one.id, state) for one, state in found.gaps] == [("sweep", "south"), ("reports", ""), ("fund", "")]


def test_a_measure_that_is_settled_as_a_whole_has_no_gap():
    assert "sweep" not in {one.id for one, _ in evaluate(PLAN, (said(Status.MET),), at=THEN).gaps}
    assert ("sweep", "north") not in moved(said(Status.MET))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(Status.DELAYED, Status.UNDER_WAY, Movement.BETTER, id="better"),
        pytest.param(Status.MET, Status.PARTLY_MET, Movement.WORSE, id="worse"),
        pytest.param(Status.UNDER_WAY, Status.UNDER_WAY, Movement.SAME, id="same"),
        pytest.param(Status.UNDER_WAY, Status.LAPSED, Movement.ENDED, id="ended"),
        pytest.param(Status.UNDER_WAY, None, Movement.SILENT, id="dropped-silently"),
        pytest.param(Status.MET, None, Movement.SETTLED, id="settled-and-silent"),
        pytest.param(None, Status.UNDER_WAY, Movement.BETTER, id="first-news"),
        pytest.param(None, None, Movement.NEVER, id="never"),
        pytest.param(Status.LAPSED, Status.UNDER_WAY, Movement.BETTER, id="taken-up-again"),
        pytest.param(Status.LAPSED, Status.MISSED, Movement.WORSE, id="lapsed-then-missed"),
        pytest.param(Status.SUPERSEDED, Status.MISSED, Movement.WORSE, id="superseded-then-missed"),
    ],
)
def test_how_a_cell_moves(before, after, expected):
    acts = [said(before, when="2031-06-01")] if before else []
    acts += [said(after, when="2032-06-01")] if after else []

    assert moved(*acts)["sweep", ""] is expected


def test_a_new_dispute_moves_to_nothing_known():
    acts = (
        said(Status.UNDER_WAY, when="2031-06-01"),
        said(Status.MET, when="2032-06-01", body="mission", capacity=Capacity.MONITOR),
    )

    assert moved(*acts)["sweep", ""] is Movement.DISPUTED


@pytest.mark.parametrize(("held", "expected"), [(Status.MISSED, Movement.WORSE), (Status.MET, Movement.BETTER)])
def test_a_dispute_that_ends_is_better_only_than_the_least_that_was_held(held, expected):
    acts = (
        said(Status.MET, when="2031-06-01"),
        said(Status.MISSED, when="2031-06-02", body="mission", capacity=Capacity.MONITOR),
        said(held, when="2032-06-01"),
        said(held, when="2032-06-02", body="mission", capacity=Capacity.MONITOR),
    )

    assert moved(*acts)["sweep", ""] is expected


def test_measures_that_came_and_went_are_told():
    before = replace(PLAN, commitments=(SWEEP, FUND))
    after = replace(PLAN, commitments=(SWEEP, REPORTS))
    found = moved(said(Status.LAPSED, "fund", when="2031-06-01"), plan=after, before=before)

    assert found["reports", ""] is Movement.NEW
    assert found["fund", ""] is Movement.ENDED
    assert found["fund", "north"] is Movement.GONE


def test_what_was_dropped_without_a_word_stands_together():
    comparison = compare(
        evaluate(PLAN, (said(Status.UNDER_WAY),), at=THEN), evaluate(PLAN, (said(Status.UNDER_WAY),), at=NOW)
    )

    assert [(move.commitment.id, move.state) for move in comparison.dropped] == [("sweep", "")]


def test_groups_within_groups_and_circles_among_them_end():
    circle = replace(PLAN.actors[2], members=("north", "all"))
    plan = replace(PLAN, actors=(*PLAN.actors[:2], circle))

    assert states_owing(SWEEP, plan) == ("north",)


def test_a_year_ends_in_the_zone_of_the_plan():
    assert end_of_year(replace(PLAN, time_zone="Africa/Tripoli"), 2031) == at("2031-12-31", 22)

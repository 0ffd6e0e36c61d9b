from dataclasses import replace
from itertools import product

import pytest

from evenhand.commitments.acts import Capacity, Resumed
from evenhand.commitments.model import Status
from evenhand.commitments.statuses import last_view, read_table, require_allowed, table
from evenhand.foundation.problems import Problem
from simulators.commitments import act, on, said


def allowed(before: Status, after: Status, **more) -> bool:
    earlier = said(before, when="2031-05-01")
    later = said(after, when="2031-06-01", reason="looked again", **more)
    later = replace(later, content=replace(later.content, authority="decision 4"))
    try:
        require_allowed(later, [earlier])
    except Problem:
        return False
    return True


@pytest.mark.parametrize(("before", "after"), list(product(Status, Status)))
def test_what_can_follow_is_what_the_table_says(before, after):
    assert allowed(before, after) is (before is after or table().change(before, after) is not None)


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        pytest.param(Status.AGREED, Status.MISSED, True, id="missed"),
        pytest.param(Status.MISSED, Status.MET, True, id="done-late"),
        pytest.param(Status.MET, Status.UNDER_WAY, True, id="it-was-not-so"),
        pytest.param(Status.MET, Status.AGREED, False, id="never-back-to-the-beginning"),
        pytest.param(Status.LAPSED, Status.MET, False, id="what-lapsed-is-not-met"),
    ],
)
def test_some_changes_and_what_they_mean(before, after, possible):
    assert allowed(before, after) is possible


def test_a_refusal_says_what_can_follow():
    with pytest.raises(Problem) as caught:
        require_allowed(said(Status.MET, when="2031-06-01"), [said(Status.LAPSED, when="2031-05-01")])

    assert caught.value.code == "commitments.not-allowed"
    assert "superseded, agreed, under-way" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        pytest.param(said(Status.MET, evidence=()), "evidence", id="evidence"),
        pytest.param(said(Status.LAPSED), "authority", id="authority-in-a-first-view"),
    ],
)
def test_what_is_missing_is_named(change, missing):
    with pytest.raises(Problem) as caught:
        require_allowed(change, [])

    assert caught.value.code == "commitments.change-needs"
    assert missing in str(caught.value)


def test_going_back_needs_a_reason():
    with pytest.raises(Problem, match="reason"):
        require_allowed(said(Status.UNDER_WAY), [said(Status.MET, when="2031-05-01")])


def test_a_first_view_may_be_any_and_others_views_are_no_hindrance():
    other = said(Status.LAPSED, when="2031-05-01", body="monitor", capacity=Capacity.MONITOR)

    require_allowed(said(Status.MET), [other])
    require_allowed(said(Status.AGREED, evidence=()), [])


def test_what_says_no_status_is_let_through():
    resumed = act(Resumed(commitment="sweep", on=on("2031-06-01")))

    require_allowed(resumed, [])
    assert last_view(resumed, []) is None


def test_a_view_on_one_state_is_not_one_on_another():
    assert last_view(said(Status.MET, state="south"), [said(Status.MISSED, state="north", when="2031-05-01")]) is None


@pytest.mark.parametrize("data", [b"", b"first: met", b"first: great\nstatuses: []"])
def test_a_broken_table_says_so(data):
    with pytest.raises(Problem) as caught:
        read_table(data, file="mine.yaml")

    assert caught.value.code == "commitments.status-table-broken"

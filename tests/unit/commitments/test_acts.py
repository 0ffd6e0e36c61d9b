import pytest

from evenhand.commitments.acts import KINDS, content_from, content_to
from evenhand.foundation.problems import Problem
from simulators.commitments import act


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "status-said",
            {"commitment": "c", "status": "met", "state": "north", "version": 2, "as_of": "2031-01-01",
             "occasion": "2031-02-01", "next_step": "survey", "superseded_by": "d", "authority": "decision 1"},
        ),
        (
            "measured",
            {"commitment": "c", "indicator": "km", "items": [{"item": "Brega", "held": "unknown"}],
             "value": {"low": 1.0, "high": 2.0, "unit": "km", "qualifier": "range", "source": "x", "on": "2031-01-01"},
             "whole": {"qualifier": "unknown"}},
        ),
        ("paused", {"commitment": "c", "begins_on": "2031-01-01", "authority": "d", "ends_on": "2031-02-01"}),
        ("resumed", {"commitment": "c", "on": "2031-01-01", "authority": "d"}),
        ("occurred", {"event": "signature", "on": "2031-01-01"}),
        ("occurred", {"event": "signature"}),
        ("condition-said", {"gate": "g", "condition": "c", "held": "no"}),
        ("willingness-said", {"commitment": "c", "state": "north", "willing": False}),
        ("willingness-said", {"commitment": "c", "state": "north"}),
    ],
)  # fmt: skip
def test_what_is_said_comes_from_json_and_goes_back_to_the_same(kind, data):
    content = content_from(kind, data)

    assert content_to(content) == data
    assert act(content).kind == kind


def test_every_kind_has_its_own_name():
    assert len(set(KINDS.values())) == len(KINDS)


def test_a_kind_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(Problem) as caught:
        content_from("shouted", {})

    assert caught.value.code == "commitments.unknown-act"
    assert "status-said" in str(caught.value)


def test_a_status_that_does_not_exist_is_refused():
    with pytest.raises(Problem) as caught:
        content_from("status-said", {"commitment": "c", "status": "great"})

    assert "under-way" in str(caught.value)

from datetime import timedelta

import pytest

from evenhand.cases import acts
from evenhand.foundation.problems import Problem
from unit.cases.stage import Stage


def test_every_act_of_a_whole_case_comes_back_from_json():
    file = Stage().to_closed().file

    assert [acts.content_from(act.kind, acts.content_to(act.content)) for act in file.acts] == [
        act.content for act in file.acts
    ]


def test_every_kind_has_one_name():
    assert len(set(acts.KINDS.values())) == len(acts.KINDS)


def test_an_unknown_kind_is_told_with_those_that_are_known():
    with pytest.raises(Problem) as caught:
        acts.content_from("bribed", {})

    assert caught.value.code == "cases.unknown-act"
    assert "commented" in str(caught.value)


def test_a_misspelt_name_is_told_and_not_lost():
    with pytest.raises(Problem, match="untill"):
        acts.content_from("extended", {"clock": "a", "untill": "2020-01-01T00:00:00Z", "reason": "b"})


def test_instants_keep_their_zone():
    file = Stage().to_fact_finding().visit().file
    plan = next(act.content for act in file.acts if act.kind == "visit-planned")

    assert plan.begins_at.utcoffset() == timedelta(0)

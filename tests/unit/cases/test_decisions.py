from dataclasses import replace

import pytest

from evenhand.agreements.procedure import DecisionRule, Function, Method
from evenhand.cases.codes import Choice, DecisionResult
from evenhand.cases.decisions import body_of, carried, decisions_now, failed, in_words
from evenhand.foundation.texts import LANGUAGES
from unit.cases.stage import DAY, RULES, Stage

BODY = Function.SUB_COMMITTEE
YES, NO, ABSTAINS = Choice.YES, Choice.NO, Choice.ABSTAINS


def after(present, votes, walked_out=(), stage=None):
    stage = stage or Stage().to_sub_committee()
    return stage.draft(BODY).meet(BODY, *present, walked_out=walked_out).vote(BODY, **votes)


@pytest.mark.parametrize(
    ("present", "votes", "result"),
    [
        pytest.param(("north", "south"), {"north": YES, "south": YES}, DecisionResult.CARRIED, id="both-for"),
        pytest.param(("north", "south"), {"north": YES, "south": NO}, DecisionResult.REJECTED, id="one-against"),
        pytest.param(("north", "south"), {"north": YES}, DecisionResult.UNDECIDED, id="one-silent"),
        pytest.param(
            ("north", "south"), {"north": YES, "south": ABSTAINS}, DecisionResult.UNDECIDED, id="one-abstains"
        ),
        pytest.param(("north",), {"north": YES}, DecisionResult.NO_QUORUM, id="one-stayed-away"),
        pytest.param((), {}, DecisionResult.NO_QUORUM, id="nobody-came"),
    ],
)
def test_a_body_decides_by_consensus_of_both_sides(present, votes, result):
    assert decisions_now(after(present, votes).file)[-1].result is result


def test_who_walks_out_counts_as_not_present():
    decision = decisions_now(after(("north", "south"), {"north": YES}, walked_out=("south",)).file)[-1]

    assert decision.result is DecisionResult.NO_QUORUM
    assert decision.missing == ("south",)


def test_a_member_may_change_the_vote_while_the_meeting_lasts():
    stage = after(("north", "south"), {"north": YES, "south": NO}).vote(BODY, south=YES)

    assert carried(stage.file)


def test_a_changed_text_is_voted_on_anew():
    stage = after(("north", "south"), {"north": YES, "south": YES}).draft(BODY)

    assert not carried(stage.file)


def test_a_body_has_failed_after_so_many_meetings_without_a_decision():
    stage = Stage().to_sub_committee().draft(BODY).meet(BODY, "north")
    assert not failed(stage.file)

    stage.meet(BODY, "north")
    assert not failed(stage.file)  # two on one day are one

    stage.wait(DAY).meet(BODY, "north")
    assert failed(stage.file)


def test_what_was_carried_stands_whatever_meetings_follow():
    stage = after(("north", "south"), {"north": YES, "south": YES})
    stage.wait(DAY).meet(BODY).wait(DAY).meet(BODY)

    assert carried(stage.file)
    assert not failed(stage.file)


def test_a_body_that_decides_at_last_has_not_failed():
    stage = Stage().to_sub_committee().draft(BODY).meet(BODY, "north").meet(BODY, "north")
    stage.meet(BODY, "north", "south").vote(BODY, north=YES, south=YES)

    assert carried(stage.file)
    assert not failed(stage.file)


@pytest.mark.parametrize(
    ("votes", "result"),
    [
        ({"north": YES}, DecisionResult.UNDECIDED),
        ({"north": YES, "south": NO}, DecisionResult.REJECTED),
        ({"north": YES, "south": ABSTAINS}, DecisionResult.CARRIED),
        ({"north": YES, "south": YES}, DecisionResult.CARRIED),
    ],
    ids=["one-silent", "a-tie", "one-abstains", "both-for"],
)
def test_by_majority_more_must_be_for_it_than_against(votes, result):
    rule = DecisionRule(body=BODY, method=Method.MAJORITY)
    rules = replace(RULES, procedure=replace(RULES.procedure, decisions=(rule,)))
    stage = Stage(rules=rules).to_sub_committee()

    assert decisions_now(after(("north", "south"), votes, stage=stage).file)[-1].result is result


def test_outside_a_body_there_are_no_decisions():
    file = Stage().file

    assert body_of(file.state) is None
    assert decisions_now(file) == ()
    assert not carried(file)
    assert not failed(file)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_is_told_in_every_language(language):
    votes = ({}, {"north": YES, "south": NO}, {"north": YES, "south": YES})
    decisions = [decisions_now(after(("north", "south"), one).file)[-1] for one in votes]

    assert len({in_words(decision, language=language) for decision in decisions}) == 3

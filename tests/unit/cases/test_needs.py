from dataclasses import replace

import pytest

from evenhand.agreements.procedure import Function, Need
from evenhand.cases import acts
from evenhand.cases.needs import Missing, missing_for, need_in_words, takers
from evenhand.foundation.texts import LANGUAGES
from unit.cases.stage import ALONE, BEGAN, COMPLAINT, DAY, DUTY, RULES, Stage


def step(name):
    return RULES.procedure.step(name)


def needs(stage, name):
    return [one.need or one.clock_id for one in missing_for(stage.file, step(name), now=stage.now)]


def test_a_joint_team_has_a_member_of_each_party_and_an_international_monitor():
    stage = Stage().to_triage()
    assert needs(stage, "open-fact-finding") == [Need.TEAM_JOINT]

    stage.do(DUTY, ALONE)

    assert needs(stage, "open-fact-finding") == [Need.TEAM_JOINT]
    assert needs(stage, "open-without-party") == ["name-members"]
    assert needs(stage.wait(3 * DAY), "open-without-party") == []


def test_a_provision_has_to_be_named_before_a_team_goes():
    stage = Stage(replace(COMPLAINT, provisions=())).to_triage().do(DUTY, ALONE)

    assert Need.PROVISION_NAMED in needs(stage, "open-fact-finding")


def test_with_nobody_named_a_case_goes_another_way():
    stage = Stage(replace(COMPLAINT, alleged=())).steps("register", "acknowledge")

    assert needs(stage, "notify") == [Need.RESPONDENT_KNOWN]
    assert needs(stage, "go-on-without-respondent") == []


def test_a_new_look_at_the_facts_needs_a_new_version_of_the_finding():
    stage = Stage().to_comment().step("look-again-at-facts")

    assert needs(stage, "propose-finding") == [Need.FINDING_PROPOSED]
    assert needs(stage.finding(), "propose-finding") == []


def test_comments_are_complete_when_all_have_spoken_or_are_recorded_as_absent():
    stage = Stage().to_comment().position(DUTY)
    assert needs(stage, "submit") == [Need.POSITIONS_COMPLETE]
    assert needs(stage, "submit-after-time") == ["party-comment"]

    stage.wait(6 * DAY)
    assert needs(stage, "submit-after-time") == []

    stage.absent("north").absent("south")
    assert needs(stage, "submit") == []


def test_evidence_reopens_only_when_it_came_after_the_end():
    stage = Stage().do(DUTY, acts.LateEvidence(text="Early.")).to_triage().step("set-aside")
    assert needs(stage, "reopen") == [Need.LATE_EVIDENCE]

    stage.do(DUTY, acts.LateEvidence(text="Late."))

    assert needs(stage, "reopen") == []


def test_a_reason_is_asked_for_when_the_step_is_taken():
    stage = Stage().to_triage()
    silent = acts.Stepped(step="set-aside", reason="  ")

    assert needs(stage, "set-aside") == []
    assert [one.need for one in missing_for(stage.file, step("set-aside"), now=BEGAN, given=silent)] == [Need.REASON]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_is_told_in_every_language(language):
    told = {need_in_words(Missing(need=need), language=language) for need in Need}
    stage = Stage().to_triage()
    clock = missing_for(stage.file, step("open-without-party"), now=stage.now)[-1]

    assert len(told) == len(Need)
    assert "2020-12-08" in need_in_words(clock, language=language)
    assert "wait" in need_in_words(Missing(clock_id="wait"), language=language)


def test_who_may_take_a_step_stands_in_the_table():
    assert takers(step("withdraw"), (Function.REPORTER,))
    assert not takers(step("withdraw"), (Function.MECHANISM, Function.RESPONDENT))

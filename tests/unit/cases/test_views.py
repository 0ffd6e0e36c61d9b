from dataclasses import replace

import pytest

from evenhand.agreements.procedure import Function
from evenhand.cases import acts
from evenhand.cases.clocks import runs_of
from evenhand.cases.views import Viewer, seen, view_of, viewer_of, visible_acts
from evenhand.reports.codes import Protection
from unit.cases.stage import (
    BEGAN,
    COMPLAINT,
    DAY,
    DUTY,
    MONITOR,
    NORTH,
    NORTH_OFFICER,
    RULES,
    SITTING,
    SOUTH,
    SOUTH_OFFICER,
    Stage,
)

SUB_COMMITTEE = SITTING[Function.SUB_COMMITTEE]["north"]
COMMISSIONER = SITTING[Function.COMMISSION]["south"]


def kinds(stage, seat):
    return [act.kind for act in seen(stage.file.acts, viewer_of(seat))]


def test_the_respondent_sees_nothing_before_it_is_notified():
    stage = Stage().steps("register", "acknowledge")
    assert kinds(stage, SOUTH) == []

    stage.step("notify")

    assert kinds(stage, SOUTH) == ["opened", "stepped", "released"]


def test_who_brought_it_sees_it_from_the_beginning_and_then_what_is_shown():
    stage = Stage()
    assert kinds(stage, NORTH) == ["opened"]

    stage.do(DUTY, acts.Commented(text="Odd."))

    assert kinds(stage, NORTH) == ["opened"]


def test_a_draft_of_a_finding_is_seen_by_the_team_and_by_no_party():
    stage = Stage().to_fact_finding().visit().answer().finding()

    assert "finding-proposed" not in kinds(stage, NORTH)
    assert "finding-proposed" not in kinds(stage, SOUTH)
    assert "finding-proposed" in kinds(stage, NORTH_OFFICER)


def test_what_a_member_writes_for_the_team_is_not_their_party_s():
    stage = Stage().to_fact_finding()
    stage.do(NORTH_OFFICER, acts.InterviewHeld(interview="i1", at=BEGAN, alias="W1", text="I saw it."))

    assert "interview-held" not in kinds(stage, NORTH)
    assert "interview-held" in kinds(stage, SOUTH_OFFICER)


def test_who_left_the_team_sees_what_it_does_no_longer():
    stage = Stage().to_fact_finding()
    rest = tuple(member for member in stage.file.team.members if member.user != NORTH_OFFICER.user)
    stage.do(DUTY, replace(stage.file.team, members=rest)).visit()

    assert "visit-held" not in kinds(stage, NORTH_OFFICER)


def test_parties_see_each_other_s_positions_only_when_all_comments_are_in():
    stage = Stage().to_comment().position(NORTH)
    assert "position-taken" in kinds(stage, NORTH)
    assert "position-taken" not in kinds(stage, SOUTH)

    stage.wait(6 * DAY).position(DUTY).step("submit-after-time")

    assert "position-taken" in kinds(stage, SOUTH)


def test_bodies_see_a_case_when_it_comes_before_them():
    stage = Stage().to_comment()
    assert kinds(stage, SUB_COMMITTEE) == []

    stage = Stage().to_sub_committee()

    assert "finding-proposed" in kinds(stage, SUB_COMMITTEE)
    assert kinds(stage, COMMISSIONER) == []


def test_only_the_version_that_was_sent_is_shown():
    stage = Stage().to_fact_finding().visit().answer().finding().finding(text={"en": "Second thoughts."})
    stage.steps("propose-finding", "send-for-comment")

    assert [finding.version for finding in view_of(RULES, stage.file.acts, viewer_of(SOUTH)).findings] == [2]


def test_what_is_recalled_is_gone_and_that_it_was_shown_stays():
    stage = Stage().to_comment()
    number = next(act.number for act in stage.file.acts if act.kind == "finding-proposed")
    stage.do(DUTY, acts.Recalled(to="south", acts=(number,), reason="Sent too early."))

    assert "finding-proposed" not in kinds(stage, SOUTH)
    assert kinds(stage, SOUTH)[-1] == "recalled"


def test_numbers_and_names_tell_nothing_of_what_is_not_shown():
    stage = Stage().to_comment()
    found = seen(stage.file.acts, viewer_of(SOUTH))

    assert [act.number for act in found] == list(range(1, len(found) + 1))
    assert {act.seat.user for act in found if act.seat.organisation != "south"} == {""}  # none is signed yet
    assert all(max(act.content.acts, default=0) <= len(found) for act in found if act.kind == "released")


@pytest.mark.parametrize("protection", [Protection.CONFIDENTIAL, Protection.ANONYMOUS])
def test_a_protected_reporter_is_known_to_the_mechanism_and_to_itself(protection):
    stage = Stage(replace(COMPLAINT, protection=protection)).to_triage()
    by_seat = {seat.user: view_of(RULES, stage.file.acts, viewer_of(seat)).opened for seat in (DUTY, NORTH, SOUTH)}

    assert by_seat["duty"].reporter == "north"
    assert by_seat["north-liaison"].reporter == "north"
    assert (by_seat["south-liaison"].reporter, by_seat["south-liaison"].reporter_user) == ("", "")


def test_the_mechanism_sees_all_and_a_stranger_nothing():
    stage = Stage().to_closed()

    assert seen(stage.file.acts, Viewer(everything=True)) == stage.file.acts
    assert seen(stage.file.acts, viewer_of(acts.Seat(user="x", organisation="observer"))) == ()
    assert seen(stage.file.acts, viewer_of(replace(MONITOR, user="another"))) != stage.file.acts


def test_nobody_is_shown_a_clock_of_which_they_would_not_see_the_end():
    stage = Stage().to_fact_finding().visit().wait(30 * DAY)
    by_seat = {
        seat.user: {run.clock.id for run in runs_of(view_of(RULES, stage.file.acts, viewer_of(seat)), now=stage.now)}
        for seat in (DUTY, NORTH, SOUTH, NORTH_OFFICER)
    }

    assert {"acknowledge-complaint", "team-on-site"} <= by_seat["duty"]
    assert "acknowledge-complaint" in by_seat["north-liaison"]
    assert by_seat["south-liaison"].isdisjoint({"acknowledge-complaint", "team-on-site"})
    assert "team-on-site" in by_seat["north-officer"]


def test_a_step_of_the_team_is_shown_to_the_team():
    stage = Stage().to_fact_finding().visit().answer().finding().step("propose-finding", MONITOR)

    assert view_of(RULES, stage.file.acts, viewer_of(SOUTH)).state == "fact-finding"
    assert view_of(RULES, stage.file.acts, viewer_of(NORTH_OFFICER)).state == "finding-proposed"


def test_who_signed_is_known_to_whoever_sees_the_signature():
    stage = Stage().to_sub_committee()
    positions = [act for act in seen(stage.file.acts, viewer_of(SOUTH)) if act.kind == "position-taken"]

    assert {act.seat.user for act in positions} == {"duty", "north-liaison", "south-liaison"}


def test_an_empty_key_opens_nothing():
    stage = Stage().to_closed()

    assert seen(stage.file.acts, Viewer(user="", organisation="", keys=frozenset({""}))) == ()


def test_what_is_visible_is_what_is_seen_with_its_own_numbers():
    stage = Stage().to_fact_finding().visit().answer().finding()

    for seat in (NORTH, SOUTH, NORTH_OFFICER, DUTY):
        visible = visible_acts(stage.file.acts, viewer_of(seat))
        assert [act.kind for act in visible] == kinds(stage, seat)
        assert all(act in stage.file.acts for act in visible)

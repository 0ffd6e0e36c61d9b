from collections.abc import Callable
from dataclasses import replace

import pytest

from evenhand.agreements.procedure import ActRule, Function
from evenhand.cases import acts
from evenhand.cases.codes import Choice, FindingOutcome, Measure, Position, Result, SubjectKind
from evenhand.cases.findings import digest_of
from evenhand.cases.proof import Basis
from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Attribution, Proof
from unit.cases.stage import (
    BEGAN,
    CASE,
    COMPLAINT,
    DAY,
    DUTY,
    HOUR,
    MONITOR,
    NORTH,
    NORTH_OFFICER,
    SITTING,
    SOUTH,
    TEAM,
    Stage,
)

BODY = Function.SUB_COMMITTEE
PLAN = acts.VisitPlanned(
    visit="v1", begins_at=BEGAN + DAY, ends_at=BEGAN + 2 * DAY, route=("camp",), clearance="12",
    cleared_until=BEGAN + 2 * DAY,
)  # fmt: skip
RESPONSE = acts.ResponseAssigned(
    response="r1", measure=Measure.WITHDRAWAL, owner="south", side="south", due_at=BEGAN + 90 * DAY, text="Leave."
)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"allegation": {"en": " "}}, "cases.no-text", id="nothing-alleged"),
        pytest.param({"alleged": ("west",)}, "cases.unknown-party", id="an-unknown-party"),
    ],
)
def test_a_complaint_says_something_of_a_party(change, code):
    assert code_of(lambda: Stage(replace(COMPLAINT, **change))) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"lead": "nobody"}, "cases.lead-not-in-team", id="the-lead-is-not-in-it"),
        pytest.param(
            {"members": (acts.Member(user="a", organisation="north", side="north"),), "lead": "a"},
            "cases.one-sided",
            id="of-one-party-alone",
        ),
        pytest.param(
            {"members": (*TEAM.members, acts.Member(user="north-liaison", organisation="north", side="north"))},
            "cases.verifier-reported",
            id="with-the-reporter",
        ),
        pytest.param(
            {"members": (*TEAM.members, acts.Member(user="b", organisation="west", side="west"))},
            "cases.unknown-party",
            id="of-an-unknown-party",
        ),
    ],
)
def test_a_team_is_fair(change, code):
    stage = Stage().to_triage()

    assert code_of(lambda: stage.do(DUTY, replace(TEAM, **change))) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"clearance": " "}, "cases.not-cleared", id="without-clearance"),
        pytest.param({"cleared_until": None}, "cases.not-cleared", id="without-validity"),
        pytest.param({"cleared_until": BEGAN + DAY}, "cases.not-cleared", id="cleared-for-too-short"),
        pytest.param({"ends_at": BEGAN}, "cases.times", id="backwards"),
    ],
)
def test_no_team_goes_without_clearance(change, code):
    stage = Stage().to_fact_finding()

    assert code_of(lambda: stage.do(DUTY, replace(PLAN, **change))) == code


def test_a_visit_was_planned_before_it_was_held_and_is_over():
    stage = Stage().to_fact_finding()
    held = acts.VisitHeld(visit="v1", began_at=BEGAN, ended_at=BEGAN + HOUR)
    assert code_of(lambda: stage.do(MONITOR, held)) == "cases.no-such"

    stage.do(DUTY, PLAN)

    assert code_of(lambda: stage.do(MONITOR, replace(held, ended_at=BEGAN + 99 * DAY))) == "cases.times"


def test_who_brought_it_does_not_verify_it_even_from_within_the_mission():
    stage = Stage(replace(COMPLAINT, reporter="mission", reporter_side=None, reporter_user="monitor"))
    stage.to_triage()

    assert code_of(lambda: stage.do(DUTY, TEAM)) == "cases.verifier-reported"
    assert code_of(lambda: stage.do(replace(DUTY, user="monitor"), TEAM)) == "cases.verifier-reported"


def test_a_refusal_lies_in_the_past_and_says_something():
    stage = Stage().to_fact_finding()
    refused = acts.AccessRefused(at=BEGAN, by="Guards", text="No entry.", side="south")

    assert code_of(lambda: stage.do(MONITOR, replace(refused, at=BEGAN + 99 * DAY))) == "cases.times"
    assert code_of(lambda: stage.do(MONITOR, replace(refused, text=""))) == "cases.no-text"
    assert code_of(lambda: stage.do(MONITOR, replace(refused, side="west"))) == "cases.unknown-party"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"version": 2}, "cases.not-latest", id="skips-a-version"),
        pytest.param({"supersedes": 1}, "cases.not-latest", id="supersedes-what-is-not-there"),
        pytest.param({"text": {}}, "cases.no-text", id="says-nothing"),
        pytest.param({"parties": ()}, "cases.attribution", id="attributed-to-nobody"),
        pytest.param({"attribution": Attribution.ATTRIBUTED_BOTH}, "cases.attribution", id="both-and-one-named"),
        pytest.param({"attribution": Attribution.UNDETERMINED}, "cases.attribution", id="undetermined-and-named"),
        pytest.param({"parties": ("west",)}, "cases.unknown-party", id="an-unknown-party"),
        pytest.param({"standard": Proof.BEYOND_REASONABLE_DOUBT}, "cases.above-cap", id="above-what-it-carries"),
        pytest.param(
            {"basis": Basis(independent=9, hearsay_only=True)}, "cases.above-cap", id="belief-on-hearsay-alone"
        ),
    ],
)
def test_a_finding_claims_what_it_can_show(change, code):
    stage = Stage().to_fact_finding().visit().answer()

    assert code_of(lambda: stage.finding(**change)) == code


def test_a_finding_answers_the_questions_unless_it_says_that_it_cannot():
    stage = Stage().to_fact_finding()
    told = {"standard": Proof.REASONABLE_SUSPICION, "basis": Basis(independent=1)}
    assert code_of(lambda: stage.finding(**told)) == "cases.unanswered"

    open_ended = {"attribution": Attribution.UNDETERMINED, "parties": ()}
    stage.finding(outcome=FindingOutcome.INCONCLUSIVE_EVIDENCE, **open_ended, **told)

    assert stage.file.finding.version == 1


def test_a_visit_that_was_not_held_carries_nothing():
    stage = Stage().to_fact_finding().answer()

    assert code_of(stage.finding) == "cases.not-visited"


def test_an_answer_says_something():
    stage = Stage().to_fact_finding().answer()
    last = stage.file.acts[-2].content

    assert code_of(lambda: stage.do(MONITOR, replace(last, text={"en": ""}))) == "cases.no-text"


def position(stage, **more):
    finding = stage.file.finding
    told = {"version": finding.version, "digest": digest_of(CASE, finding), "position": Position.REFUSES}
    return acts.PositionTaken(**{**told, "organisation": "south", "side": "south", **more})


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param({"version": 7}, "cases.not-latest", id="on-another-version"),
        pytest.param({"digest": "0" * 64}, "cases.other-finding", id="on-another-text"),
        pytest.param({"side": "north"}, "cases.not-your-side", id="for-the-other-side"),
        pytest.param({"organisation": "north"}, "cases.not-your-side", id="for-the-other-organisation"),
        pytest.param({"position": Position.ABSENT}, "cases.not-your-side", id="absent-says-the-party-itself"),
        pytest.param({"position": Position.SIGNED}, "cases.not-signed", id="signed-without-a-signature"),
        pytest.param({"position": Position.DISSENTS}, "cases.no-text", id="dissents-without-a-word"),
    ],
)
def test_nobody_speaks_for_another_and_all_sign_what_they_say(more, code):
    stage = Stage().to_comment()

    assert code_of(lambda: stage.do(SOUTH, position(stage, **more))) == code


def test_a_party_is_absent_only_when_its_time_has_run_out():
    stage = Stage().to_comment()

    assert code_of(lambda: stage.absent("south")) == "cases.not-absent-yet"
    assert code_of(lambda: stage.absent("west")) == "cases.unknown-party"


def test_a_signature_of_somebody_else_is_none():
    stage = Stage().to_comment().position(NORTH)
    signature = stage.file.positions[-1].signature
    signed = position(stage, position=Position.SIGNED, signature=signature)

    assert code_of(lambda: stage.do(SOUTH, signed)) == "cases.bad-signature"


def test_votes_are_of_members_present_on_the_text_that_is_before_them():
    stage = Stage().to_sub_committee().draft(BODY).meet(BODY, "north")
    north, south = SITTING[BODY]["north"], SITTING[BODY]["south"]
    vote = acts.Voted(meeting="m1", ruling=1, choice=Choice.YES, side="north", user=north.user)

    assert code_of(lambda: stage.do(south, replace(vote, side="south", user=south.user))) == "cases.not-present"
    assert code_of(lambda: stage.do(south, vote)) == "cases.not-your-side"
    assert code_of(lambda: stage.do(north, replace(vote, ruling=2))) == "cases.not-latest"
    assert code_of(lambda: stage.do(north, replace(vote, meeting="m7"))) == "cases.no-such"


def test_a_ruling_is_of_the_body_where_the_case_is_and_rests_on_a_finding():
    stage = Stage().to_sub_committee()
    ruling = acts.RulingGiven(
        version=1, body=BODY, outcome=FindingOutcome.VIOLATION_CONFIRMED, text={"en": "A violation."}, finding=1
    )

    assert code_of(lambda: stage.do(DUTY, replace(ruling, body=Function.COMMISSION))) == "cases.not-before-it"
    assert code_of(lambda: stage.do(DUTY, replace(ruling, finding=4))) == "cases.no-such"
    assert code_of(lambda: stage.do(DUTY, replace(ruling, version=3))) == "cases.not-latest"
    assert code_of(lambda: stage.do(DUTY, replace(ruling, text={}))) == "cases.no-text"


def test_a_meeting_is_of_the_body_where_the_case_is_and_not_of_tomorrow():
    stage = Stage().to_sub_committee()
    meeting = acts.MeetingHeld(meeting="m1", body=BODY, at=BEGAN)

    assert code_of(lambda: stage.do(DUTY, replace(meeting, body=Function.COMMISSION))) == "cases.not-before-it"
    assert code_of(lambda: stage.do(DUTY, replace(meeting, at=BEGAN + 99 * DAY))) == "cases.times"
    assert code_of(lambda: stage.do(DUTY, replace(meeting, walked_out=("west",)))) == "cases.unknown-party"


def test_a_response_is_reported_by_its_owner_and_verified_by_others():
    stage = Stage().to_ruling()
    assert code_of(lambda: stage.do(DUTY, replace(RESPONSE, due_at=BEGAN))) == "cases.times"
    stage.do(DUTY, RESPONSE).step("begin-response")
    reported = acts.ResponseReported(response="r1", text="We left.")
    verified = acts.ResponseVerified(response="r1", result=Result.MET, text="They left.")

    assert code_of(lambda: stage.do(NORTH, reported)) == "cases.not-owner"
    assert code_of(lambda: stage.do(SOUTH, replace(reported, response="r2"))) == "cases.no-such"
    assert code_of(lambda: stage.do(MONITOR, verified)) == "cases.not-reported"
    stage.do(SOUTH, reported)
    assert code_of(lambda: stage.do(NORTH_OFFICER, verified)) == "cases.one-sided"
    assert code_of(lambda: stage.do(replace(MONITOR, organisation="south"), verified)) == "cases.own-response"


def test_what_nobody_reports_on_can_be_found_not_met_once_it_is_due():
    stage = Stage().to_ruling().do(DUTY, RESPONSE).step("begin-response").wait(99 * DAY)

    stage.do(MONITOR, acts.ResponseVerified(response="r1", result=Result.NOT_MET, text="They are still there."))

    assert stage.file.responses["r1"].verified.result is Result.NOT_MET


def test_more_time_goes_to_a_clock_that_runs_and_only_forward():
    stage = Stage().to_fact_finding()
    more = acts.Extended(clock="team-on-site", until=BEGAN, reason="Mines.")

    assert code_of(lambda: stage.do(DUTY, more)) == "cases.clock-stands"
    assert code_of(lambda: stage.do(DUTY, replace(more, clock="no-such-clock"))) == "cases.clock-stands"
    assert code_of(lambda: stage.do(DUTY, replace(more, reason=""))) == "cases.no-text"


def test_only_what_is_there_is_released():
    stage = Stage()

    assert code_of(lambda: stage.do(DUTY, acts.Released(to="south", acts=(9,)))) == "cases.no-such"
    assert code_of(lambda: stage.do(DUTY, acts.Released(to="", acts=(1,)))) == "cases.no-such"
    assert code_of(lambda: stage.do(DUTY, acts.LateEvidence(text=""))) == "cases.no-text"
    assert code_of(lambda: stage.do(DUTY, acts.Reframed(reason=""))) == "cases.no-text"


def test_who_has_spoken_is_not_absent_and_a_dissent_is_not_erased():
    stage = Stage().to_comment().position(SOUTH, Position.DISSENTS, "Not so.").wait(6 * DAY)

    assert code_of(lambda: stage.absent("south")) == "cases.has-spoken"
    stage.absent("north")


def test_nobody_who_reported_it_verifies_it():
    officer = replace(MONITOR, user="patrol")
    stage = Stage(replace(COMPLAINT, reporter_users=("patrol", "duty"))).to_triage()
    members = (*TEAM.members, acts.Member(user="patrol", organisation="mission"))
    assert code_of(lambda: stage.do(DUTY, replace(TEAM, members=members))) == "cases.verifier-reported"

    stage.do(DUTY, TEAM).step("open-fact-finding")
    listed = acts.EvidenceListed(subject=acts.Subject(kind=SubjectKind.REPORT, ref="r"))
    assert code_of(lambda: stage.do(replace(officer, functions=(Function.TEAM,)), listed)) == "cases.verifier-reported"
    stage.visit().answer().finding().step("propose-finding").step("send-for-comment")
    assert code_of(lambda: stage.position(DUTY)) == "cases.verifier-reported"


def test_only_what_was_shown_is_taken_back():
    stage = Stage()
    recall = acts.Recalled(to="observer", acts=(1,), reason="A slip.")

    assert code_of(lambda: stage.do(DUTY, recall)) == "cases.not-shown"
    assert code_of(lambda: stage.do(DUTY, replace(recall, acts=(9,)))) == "cases.no-such"


def test_ids_are_given_once():
    stage = Stage().to_fact_finding()
    heard = acts.InterviewHeld(interview="i1", at=BEGAN, alias="W1", text="I saw it.")
    stage.do(MONITOR, heard)
    assert code_of(lambda: stage.do(MONITOR, heard)) == "cases.id-taken"

    stage = Stage().to_sub_committee().draft(BODY).meet(BODY, "north")
    again = acts.MeetingHeld(meeting="m1", body=BODY, at=BEGAN)
    assert code_of(lambda: stage.do(DUTY, again)) == "cases.id-taken"


def test_minutes_are_entered_by_who_was_there():
    stage = Stage().to_sub_committee()
    empty = acts.MeetingHeld(meeting="m1", body=BODY, at=BEGAN)

    assert code_of(lambda: stage.do(SITTING[BODY]["south"], empty)) == "cases.not-yours"
    rules = replace(stage.file.rules.procedure, acts=(ActRule(act="meeting-held", states=(), by=(BODY,)),))
    stage.file = replace(stage.file, rules=replace(stage.file.rules, procedure=rules))
    assert code_of(lambda: stage.do(SITTING[BODY]["south"], empty)) == "cases.not-their-minutes"


def test_what_a_team_establishes_and_how_it_moves_is_not_for_a_party_s_member_alone():
    stage = Stage().to_fact_finding().visit().answer()
    answered, finding = stage.file.acts[-2].content, stage.finding().file.finding
    again = replace(finding, version=2, supersedes=1)

    assert code_of(lambda: stage.do(NORTH_OFFICER, answered)) == "cases.one-sided"
    assert code_of(lambda: stage.do(NORTH_OFFICER, again)) == "cases.one-sided"
    assert code_of(lambda: stage.step("propose-finding", NORTH_OFFICER)) == "cases.not-yours"
    assert stage.step("propose-finding", MONITOR).file.state == "finding-proposed"


def test_a_case_is_not_joined_to_itself():
    stage = Stage().to_triage()

    assert code_of(lambda: stage.step("merge", other_case=CASE)) == "cases.same-case"


def test_a_member_of_a_body_alone_gives_no_time_orders_no_response_and_closes_nothing():
    stage = Stage().to_ruling()
    member = SITTING[Function.COMMISSION]["south"]
    more = acts.Extended(clock="team-on-site", until=BEGAN + 99 * DAY, reason="So.")

    assert code_of(lambda: stage.do(member, RESPONSE)) == "cases.not-yours"
    assert code_of(lambda: stage.do(member, more)) == "cases.not-yours"
    assert code_of(lambda: stage.step("close-without-response", member)) == "cases.not-yours"

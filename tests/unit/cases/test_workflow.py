"""The procedure: what it refuses, and that it never gets stuck, whatever people do and whoever stays away."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.agreements.procedure import Function, StateKind
from evenhand.cases import acts
from evenhand.cases.clocks import latest, runs_of
from evenhand.cases.codes import Answer, Choice, FindingOutcome, Measure, Position, Question, Result
from evenhand.cases.file import CaseFile, fold
from evenhand.cases.findings import digest_of, standing_of
from evenhand.cases.proof import Basis
from evenhand.cases.views import seen, view_of, viewer_of
from evenhand.cases.workflow import possible_acts, possible_steps, rule_for, take, take_as
from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Attribution, Proof
from unit.cases.stage import (
    ALONE,
    BEGAN,
    CASE,
    COMPLAINT,
    DAY,
    DUTY,
    HOUR,
    MONITOR,
    NORTH,
    NORTH_OFFICER,
    RULES,
    SITTING,
    SOUTH,
    SOUTH_OFFICER,
    TEAM,
    Stage,
)

BODIES = (Function.SUB_COMMITTEE, Function.COMMISSION)
PEOPLE = (DUTY, MONITOR, NORTH, SOUTH, NORTH_OFFICER, SOUTH_OFFICER, *(s for b in BODIES for s in SITTING[b].values()))


def code_of(act):
    with pytest.raises(Problem) as caught:
        act()
    return caught.value.code


def test_a_step_from_elsewhere_is_refused_with_what_is_possible():
    with pytest.raises(Problem, match="register") as caught:
        Stage().step("close")

    assert caught.value.code == "cases.no-such-step"


def test_a_step_of_others_is_refused_with_whose_it_is():
    assert code_of(lambda: Stage().step("register", NORTH)) == "cases.not-yours"
    assert code_of(lambda: Stage().do(SOUTH, acts.Extended(clock="a", until=BEGAN, reason="b"))) == "cases.not-yours"


def test_a_step_that_lacks_something_is_refused_with_what_it_lacks():
    with pytest.raises(Problem, match="international monitor") as caught:
        Stage().to_triage().step("open-fact-finding")

    assert caught.value.code == "cases.not-ready"


def test_an_act_in_the_wrong_state_is_refused_with_the_right_ones():
    with pytest.raises(Problem, match="fact-finding") as caught:
        Stage().finding()

    assert caught.value.code == "cases.not-here"


def test_acts_come_in_order_after_the_opening_which_comes_once():
    stage = Stage()

    assert code_of(lambda: stage.wait(-9 * DAY).step("register")) == "cases.backwards"
    assert code_of(lambda: stage.wait(18 * DAY).do(NORTH, COMPLAINT)) == "cases.opened-twice"
    unopened = CaseFile(rules=RULES)
    assert code_of(lambda: take(unopened, DUTY, acts.Commented(text="a"), at=BEGAN, case=CASE)) == "cases.not-opened"


def test_a_party_learns_of_no_state_that_it_does_not_see():
    stage = Stage().to_fact_finding()
    withdraw = acts.Stepped(step="withdraw", reason="Settled.")
    stage.visit().answer().finding().step("propose-finding")
    seen_state = view_of(RULES, stage.file.acts, viewer_of(NORTH)).state
    assert seen_state == "fact-finding"

    with pytest.raises(Problem) as caught:
        take_as(stage.file, viewer_of(NORTH), NORTH, acts.Stepped(step="close"), at=stage.now, case=CASE)
    assert "fact-finding" in str(caught.value)
    assert "finding-proposed" not in str(caught.value)

    file = take_as(stage.file, viewer_of(NORTH), NORTH, withdraw, at=stage.now, case=CASE)
    assert file.state == "withdrawn"


def test_what_only_the_hidden_part_forbids_is_refused_without_a_word_of_it():
    guest = acts.Seat(user="guest", organisation="observer")
    members = (*TEAM.members, acts.Member(user="guest", organisation="observer"))
    stage = Stage().to_fact_finding().do(DUTY, replace(TEAM, members=members)).visit().answer().finding()
    stage.steps("propose-finding", "send-for-comment")
    for seat in (DUTY, NORTH, SOUTH):
        stage.position(seat)
    stage.step("submit")
    again = acts.Stepped(step="look-again-at-facts", reason="A doubt.")
    # A member of the team has been shown that the finding was sent to the parties, and not that it was submitted.
    assert view_of(RULES, stage.file.acts, viewer_of(guest)).state == "party-comment"

    with pytest.raises(Problem) as caught:
        take_as(stage.file, viewer_of(guest), guest, again, at=stage.now, case=CASE)

    assert caught.value.code == "cases.not-now"
    assert "sub-committee" not in str(caught.value)


def test_what_is_possible_is_what_is_not_refused():
    stage = Stage().to_triage()

    assert {
        one.step.id: [m.need or m.clock_id for m in one.missing]
        for one in possible_steps(stage.file, DUTY, now=stage.now)
    } == {
        "set-aside": [],
        "merge": [],
        "open-fact-finding": ["team-joint"],
        "open-without-party": ["team-international", "name-members"],
    }
    assert [one.step.id for one in possible_steps(stage.file, NORTH, now=stage.now)] == ["withdraw"]
    assert {rule.act for rule in possible_acts(stage.file, SOUTH)} == {"commented", "late-evidence"}
    assert rule_for(stage.file, "voted") is None


# Survival: the mechanism alone, with time, brings every case to an end.


def alone(stage: Stage) -> Stage:
    """What a patient mechanism does when nobody else does anything any more."""
    for _ in range(60):
        if stage.file.state_kind is StateKind.CLOSED:
            return stage
        stage.wait(40 * DAY)
        ready = [one.step for one in possible_steps(stage.file, DUTY, now=stage.now) if not one.missing]
        onward = [step for step in ready if step.id not in TURNS]
        if onward:
            stage.step(onward[0].id, other_case="CASE-2020-00002")
        else:
            ENABLE[stage.file.state](stage)
    raise AssertionError(f"stuck in {stage.file.state}")


TURNS = {
    "set-aside",
    "merge",
    "look-again-at-facts",
    "take-up",
    "resume",
    "escalate",
    "suspend-safety",
    "suspend-access",
    "reopen",
}
UNKNOWN = {
    "outcome": FindingOutcome.INCONCLUSIVE_EVIDENCE,
    "attribution": Attribution.UNDETERMINED,
    "parties": (),
    "standard": Proof.REASONABLE_SUSPICION,
    "basis": Basis(),
}


def conclude(stage: Stage) -> None:
    last = stage.file.finding.version if stage.file.finding else 0
    text = {"en": "Nothing could be established."}
    stage.do(DUTY, acts.FindingProposed(version=last + 1, supersedes=last or None, text=text, **UNKNOWN))


def verify(stage: Stage) -> None:
    for response in stage.file.responses:
        if stage.file.responses[response].verified is None:
            stage.do(DUTY, acts.ResponseVerified(response=response, result=Result.NOT_MET, text="Nothing was done."))


ENABLE = {
    "triage": lambda stage: stage.do(DUTY, acts.Reframed(reason="So it is.", provisions=("a",))).do(DUTY, ALONE),
    "reopened": lambda stage: stage.step("close"),
    "fact-finding": conclude,
    "suspended-access": conclude,
    "suspended-safety": conclude,
    "party-comment": lambda stage: stage.position(DUTY),
    "response": verify,
    "sub-committee": lambda stage: stage,
    "commission": lambda stage: stage,
}


def about_the_finding(draw, stage: Stage, seat: acts.Seat, body: Function) -> list[acts.Content]:
    finding, ruling = stage.file.finding, stage.file.ruling
    choices: list[acts.Content] = []
    if finding is not None:
        position = draw(st.sampled_from([Position.REFUSES, Position.ABSENT]))
        side = draw(st.sampled_from([seat.side, *RULES.parties]))
        told = {"version": finding.version, "digest": digest_of(CASE, finding), "position": position}
        choices.append(acts.PositionTaken(**told, organisation=seat.organisation, side=side))
        version = ruling.version if ruling else 0
        text = {"en": "So."}
        told = {"version": version + 1, "supersedes": version or None, "body": body, "outcome": finding.outcome}
        choices.append(acts.RulingGiven(**told, text=text, finding=finding.version))
    if ruling is not None and stage.file.meetings:
        meeting, choice = stage.file.meetings[-1].meeting, draw(st.sampled_from(list(Choice)))
        told = {"meeting": meeting, "ruling": ruling.version, "choice": choice}
        choices.append(acts.Voted(**told, side=seat.side, user=seat.user))
    return choices


def some_act(draw, stage: Stage) -> tuple[acts.Seat, acts.Content]:
    """An act that somebody may think of, allowed or not."""
    seat = draw(st.sampled_from(PEOPLE))
    file, now = stage.file, stage.now
    finding = file.finding
    body = next((one for one in BODIES if one.value == file.state), Function.SUB_COMMITTEE)
    sides = tuple(draw(st.sets(st.sampled_from(RULES.parties))))
    visit = acts.VisitPlanned(
        visit="v1", begins_at=now, ends_at=now + HOUR, route=("camp",), clearance="1", cleared_until=now + HOUR
    )
    choices = [
        acts.Stepped(step=draw(st.sampled_from([step.id for step in RULES.procedure.steps])), reason="So."),
        TEAM,
        ALONE,
        visit,
        acts.VisitHeld(visit="v1", began_at=now - 2 * HOUR, ended_at=now - HOUR),
        acts.AccessRefused(at=now, by="Guards", text="No.", side="south"),
        acts.InterviewHeld(interview="i", at=now, alias="W", text="Said so."),
        acts.LateEvidence(text="Late."),
        acts.Commented(text="Hm."),
        acts.Reframed(reason="So.", alleged=sides, provisions=("a",)),
        acts.MeetingHeld(
            meeting=f"m{len(file.meetings) + 1}",
            body=body,
            at=now,
            present=tuple(acts.Presence(user=SITTING[body][side].user, side=side) for side in sides),
        ),
        *(
            acts.QuestionAnswered(
                question=question, answer=Answer.UNDETERMINED, text={"en": "?"}, standard=Proof.BALANCE
            )
            for question in Question
        ),
        acts.FindingProposed(
            version=(finding.version if finding else 0) + 1,
            supersedes=finding.version if finding else None,
            text={"en": "So."},
            **UNKNOWN,
        ),
        acts.ResponseAssigned(
            response="r1", measure=Measure.WARNING, owner="south", side="south", due_at=now + DAY, text="Warn."
        ),
        acts.ResponseReported(response="r1", text="Done."),
        acts.ResponseVerified(response="r1", result=Result.PARTLY_MET, text="Half."),
    ]
    choices += about_the_finding(draw, stage, seat, body)
    return seat, draw(st.sampled_from(choices))


def likely(draw, stage: Stage) -> tuple[acts.Seat, acts.Content]:
    """A step that is possible, where there is one, so that walks come far."""
    seat = draw(st.sampled_from(PEOPLE))
    ready = [one.step.id for one in possible_steps(stage.file, seat, now=stage.now) if not one.missing]
    if not ready:
        return some_act(draw, stage)
    return seat, acts.Stepped(step=draw(st.sampled_from(ready)), reason="So.", other_case="CASE-2020-00002")


STARTS = {
    "received": Stage,
    "triage": lambda: Stage().to_triage(),
    "fact-finding": lambda: Stage().to_fact_finding(),
    "party-comment": lambda: Stage().to_comment(),
    "sub-committee": lambda: Stage().to_sub_committee(),
    "ruling": lambda: Stage().to_ruling(),
    "closed": lambda: Stage().to_closed(),
}


@st.composite
def walks(draw):
    """A case after some acts of anybody, and how many were refused."""
    stage = STARTS[draw(st.sampled_from(sorted(STARTS)))]()
    for _ in range(draw(st.integers(0, 14))):
        stage.wait(draw(st.sampled_from([HOUR, DAY, 6 * DAY, 20 * DAY])))
        seat, content = (likely if draw(st.booleans()) else some_act)(draw, stage)
        before = stage.file
        try:
            stage.do(seat, content)
        except Problem:
            assert stage.file is before
    return stage


WALKS = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@WALKS
@given(walks())
def test_no_sequence_of_acts_leads_to_a_dead_end(stage):
    assert alone(stage).file.state_kind is StateKind.CLOSED


@WALKS
@given(walks())
def test_the_audit_of_the_clocks_holds_whatever_is_done(stage):
    file, now = stage.file, stage.now
    for number in range(1, len(file.acts) + 1):
        at = file.acts[number - 1].at
        before = fold(RULES, file.acts[:number])
        for run in runs_of(before, now=at):
            assert run.started_at < run.due_at
            assert run.stopped_at is None or run.started_at <= run.stopped_at <= at
    runs = runs_of(file, now=now)
    for clock in {run.clock.id for run in runs}:
        own = [run for run in runs if run.clock.id == clock]
        assert all(one.stopped_at is not None and one.stopped_at <= two.started_at for one, two in pairwise(own))
    if file.state_kind is StateKind.CLOSED:
        assert all(run.stopped_at is not None for run in runs)


@WALKS
@given(walks(), st.sampled_from(PEOPLE))
def test_nobody_sees_what_was_not_released_to_them(stage, seat):
    """Against an oracle of its own: replay the releases and see who could have read what."""
    file = stage.file
    view = seen(file.acts, viewer_of(seat))
    if seat is DUTY:
        assert view == file.acts
        return
    keys = {
        seat.organisation,
        *({seat.side} if Function.PARTY in seat.functions else ()),
        *(f.value for f in seat.functions if f in BODIES),
    }
    if file.team is not None and seat.user in {member.user for member in file.team.members}:
        keys.add("team")
    allowed = set().union(*(file.released.get(key, frozenset()) for key in keys))
    own = {act.number for act in file.acts if act.seat.organisation == seat.organisation}
    own |= {act.number for act in file.acts if act.kind == "opened" and act.content.reporter == seat.organisation}
    told = {act.number for act in file.acts if act.kind in ("released", "recalled") and act.content.to in keys}

    contents = [acts.content_to(act.content) for act in view if act.kind not in ("released", "recalled", "opened")]
    readable = [acts.content_to(act.content) for act in file.acts if act.number in allowed | own | told]
    assert all(content in readable for content in contents)
    assert len(view) <= len(allowed | own | told)


@WALKS
@given(walks())
def test_drafts_and_the_other_side_s_papers_stay_where_they_are(stage):
    comment = [act for act in stage.file.acts if act.kind == "stepped" and act.content.step == "send-for-comment"]
    submitted = [act for act in stage.file.acts if act.kind == "stepped" and act.content.step.startswith("submit")]
    for seat, other in ((NORTH, "south"), (SOUTH, "north")):
        view = view_of(RULES, stage.file.acts, viewer_of(seat))
        assert view.interviews == ()
        assert comment or view.findings == ()
        assert submitted or not [one for one in view.positions if one.organisation == other]


@WALKS
@given(walks())
def test_every_finding_that_counts_has_a_kind(stage):
    standing = standing_of(stage.file)

    assert (standing is None) == (stage.file.finding is None)


def test_a_case_with_a_party_that_stays_away_from_beginning_to_end():
    stage = Stage().to_triage().wait(3 * DAY).do(DUTY, ALONE).step("open-without-party")
    stage.visit().answer().finding().steps("propose-finding", "send-for-comment").position(DUTY).position(NORTH)
    stage.wait(6 * DAY).absent("south").step("submit")
    for body in BODIES:
        stage.draft(body).meet(body, "north", walked_out=("south",)).wait(DAY)
        stage.meet(body, "north", walked_out=("south",))
        stage.step("refer" if body is Function.SUB_COMMITTEE else "record-no-consensus")
    stage.step("close-without-response")

    assert stage.file.state == "closed"
    assert standing_of(stage.file).kind.value == "one-party-and-international"


def test_a_case_to_which_access_is_denied_ends_with_a_finding_of_that_kind():
    stage = (
        Stage().to_fact_finding().do(MONITOR, acts.AccessRefused(at=BEGAN, by="Guards", text="No entry.", side="south"))
    )
    stage.step("suspend-access").wait(4 * DAY)
    stage.finding(**{**UNKNOWN, "outcome": FindingOutcome.INCONCLUSIVE_ACCESS_DENIED})
    stage.step("conclude-without-access").step("send-for-comment").position(DUTY)

    assert standing_of(stage.file).kind.value == "no-access"
    assert alone(stage).file.state_kind is StateKind.CLOSED


def test_late_evidence_reopens_a_closed_case_and_a_new_finding_names_the_old_one():
    stage = Stage().to_closed().do(NORTH, acts.LateEvidence(text="A photograph with its time."))
    stage.step("reopen").do(DUTY, TEAM).step("open-fact-finding").finding(text={"en": "It was another unit."})
    stage.steps("propose-finding", "send-for-comment")

    assert (stage.file.finding.version, stage.file.finding.supersedes) == (2, 1)
    assert len(stage.file.findings) == 2


def test_a_second_version_gets_its_own_time_for_comment():
    stage = Stage().to_comment().wait(4 * DAY).step("look-again-at-facts").finding(text={"en": "Otherwise."})
    stage.steps("propose-finding", "send-for-comment").wait(DAY)
    run = latest(runs_of(stage.file, now=stage.now), "party-comment")

    assert not run.ran_out(stage.now)
    assert run.due_at > stage.now + 3 * DAY


def test_a_finding_ends_the_clocks_of_a_visit_that_never_was():
    stage = Stage().to_fact_finding().finding(**{**UNKNOWN, "outcome": FindingOutcome.INCONCLUSIVE_EVIDENCE})
    stage.step("propose-finding")
    run = latest(runs_of(stage.file, now=stage.now), "team-on-site")

    assert run.stopped_at == stage.now
    assert run.by_closing


def test_a_response_reaches_its_owner_whenever_it_is_assigned():
    stage = Stage().to_ruling()
    response = acts.ResponseAssigned(
        response="r1", measure=Measure.WARNING, owner="observer", due_at=stage.now + 9 * DAY, text="Warn them."
    )
    stage.do(DUTY, response).step("begin-response")
    stage.do(DUTY, replace(response, response="r2", owner="south", side="south"))
    observer = acts.Seat(user="x", organisation="observer")

    assert set(view_of(RULES, stage.file.acts, viewer_of(observer)).responses) == {"r1"}
    assert set(view_of(RULES, stage.file.acts, viewer_of(SOUTH)).responses) == {"r1", "r2"}
    done = acts.ResponseReported(response="r1", text="Warned.")
    seat = replace(observer, functions=(Function.PARTY,))
    assert take_as(stage.file, viewer_of(seat), seat, done, at=stage.now, case=CASE).responses["r1"].reported


def test_more_time_is_shown_to_whoever_sees_the_case():
    stage = Stage().to_comment()
    until = stage.now + 30 * DAY
    stage.do(DUTY, acts.Extended(clock="party-comment", until=until, reason="A feast."))

    for seat in (NORTH, SOUTH):
        view = view_of(RULES, stage.file.acts, viewer_of(seat))
        assert latest(runs_of(view, now=stage.now), "party-comment").due_at == until
    assert seen(stage.file.acts, viewer_of(SITTING[Function.COMMISSION]["north"])) == ()

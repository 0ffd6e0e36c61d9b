"""What the desk does about reports: each verb is an act and an entry, possible only from where its table says."""

import hashlib
from datetime import timedelta

import pytest

from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Means, Observed
from evenhand.reports.record import Item
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.desk import acting, services
from evenhand_web.desk.services import handling, judging, talking
from evenhand_web.intake.access import NO_SUCH_REPORT, visible_reports
from evenhand_web.intake.models import Report, ReportAct
from evenhand_web.intake.services import receive
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival

VERBS = {
    "assign": lambda **to: services.assign(assignee="", **many(to)),
    "grade": lambda **to: services.grade(reliability="A", reason="known", **many(to)),
    "assess": lambda **to: services.assess(assessment=services.Assessment(weapon="mortar"), reason="heard", **to),
    "attribute": lambda **to: services.attribute(attribution="undetermined", proof="RS", reason="dark", **to),
    "translate": lambda **to: services.translate(language="fr", text="deux", **to),
    "ask": lambda **to: services.ask(question="where?", **to),
    "route": lambda **to: services.route(to="team two", **many(to)),
    "settle": lambda **to: services.settle(reason="noted", text="seen", **many(to)),
    "reopen": lambda **to: services.reopen(text="again", **many(to)),
    "release": lambda **to: services.release(organisation="north", **many(to)),
    "recall": lambda **to: services.recall(organisation="north", text="too early", **many(to)),
}
STATES = {
    "new": (),
    "taken": ("assign",),
    "asked": ("ask",),
    "routed": ("route",),
    "settled": ("settle",),
}


def many(to: dict) -> dict:
    return {("report_ids" if name == "report_id" else name): ([value] if name == "report_id" else value)
            for name, value in to.items()}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_a_verb_works_exactly_where_the_table_says(duty, filed, state, verb):
    report = filed(duty)
    for before in STATES[state]:
        if before == "assign":
            services.assign(report_ids=[report.pk], assignee=duty.username, actor=duty, now=NOW)
        else:
            VERBS[before](report_id=report.pk, actor=duty, now=NOW)
    report.refresh_from_db()
    assert report.state == state
    entries = Entry.objects.count()

    if verb in acting.POSSIBLE[state]:
        VERBS[verb](report_id=report.pk, actor=duty, now=NOW)
        assert Entry.objects.count() == entries + 1
    else:
        with pytest.raises(Problem) as refusal:
            VERBS[verb](report_id=report.pk, actor=duty, now=NOW)
        assert refusal.value.kind is acting.NOT_POSSIBLE


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ["monitor", "analyst", "liaison", "commissioner"])
def test_only_the_duty_officer_handles(duty, actor, filed, role, verb):
    report = filed(duty)

    with pytest.raises(Problem) as refusal:
        VERBS[verb](report_id=report.pk, actor=actor(role), now=NOW)
    assert refusal.value.kind is NOT_PERMITTED


def test_the_two_scales_never_touch_each_other(duty, filed):
    report = filed(duty)
    services.grade(report_ids=[report.pk], reliability="F", reason="unknown", actor=duty, now=NOW)
    services.grade(report_ids=[report.pk], credibility="2", reason="fits", actor=duty, now=NOW)
    services.grade(report_ids=[report.pk], reliability="C", reason="known since", actor=duty, now=NOW)

    report.refresh_from_db()
    assert (report.reliability, report.credibility) == ("C", "2")


@pytest.mark.parametrize(("means", "proof", "allowed"), [
    (Means.TOLD, "RS", True), (Means.TOLD, "RGB", False), (Means.HEARD, "RGB", True), (Means.HEARD, "BRD", True),
])  # fmt: skip
def test_hearsay_alone_carries_no_more_than_suspicion(duty, filed, means, proof, allowed):
    report = filed(duty, items=(Item(observed=Observed.SHOT, means=means),))
    about = {"report_id": report.pk, "attribution": "undetermined", "reason": "x", "actor": duty, "now": NOW}

    if allowed:
        services.attribute(proof=proof, **about)
    else:
        with pytest.raises(Problem) as refusal:
            services.attribute(proof=proof, **about)
        assert refusal.value.kind is judging.HEARSAY_ONLY


def test_a_question_is_answered_by_those_who_filed(duty, liaison, actor, filed):
    report = filed(liaison)
    services.ask(report_id=report.pk, question="How far?", actor=duty, now=NOW)
    with pytest.raises(Problem) as refusal:
        services.answer(report_id=report.pk, text="Far", actor=duty, now=NOW)
    assert refusal.value.kind is talking.NO_QUESTION
    with pytest.raises(Problem) as hidden:
        services.answer(report_id=report.pk, text="Far", actor=actor("liaison", "south"), now=NOW)
    assert hidden.value.kind is NO_SUCH_REPORT

    services.answer(report_id=report.pk, text="900 m", actor=liaison, now=NOW)

    report.refresh_from_db()
    assert report.state == "new"


def test_another_version_brings_a_settled_report_back(duty, filed):
    report = filed(duty)
    services.settle(report_ids=[report.pk], reason="noted", text="seen", actor=duty, now=NOW)
    receive(arrival=an_arrival("e", record=a_record("more"), replaces="uuid:desk-1"), actor=duty, now=NOW)

    report.refresh_from_db()
    assert report.state == "new"


def test_one_s_own_latest_act_is_taken_back_within_a_quarter_of_an_hour(duty, actor, filed):
    report = filed(duty)
    services.settle(report_ids=[report.pk], reason="noted", text="seen", actor=duty, now=NOW)
    for who, when in ((actor("duty-officer", username="other"), NOW), (duty, NOW + timedelta(minutes=16))):
        with pytest.raises(Problem) as refusal:
            services.undo(report_id=report.pk, actor=who, now=when)
        assert refusal.value.kind is handling.NOT_UNDOABLE

    services.undo(report_id=report.pk, actor=duty, now=NOW + timedelta(minutes=14))

    report.refresh_from_db()
    assert (report.state, ReportAct.objects.filter(report=report).count()) == ("new", 3)


def test_an_offer_to_take_back_does_not_tell_of_acts_that_are_not_shown(duty, liaison, filed):
    report = filed(liaison)
    services.comment(report_id=report.pk, text="Ours", actor=liaison, now=NOW)
    services.assign(report_ids=[report.pk], assignee=duty.username, actor=duty, now=NOW)

    services.undo(report_id=report.pk, actor=liaison, now=NOW)

    assert ReportAct.objects.filter(report=report).latest("pk").undoes.kind == "commented"
    with pytest.raises(Problem) as refusal:
        services.undo(report_id=report.pk, actor=duty, now=NOW)
    assert refusal.value.kind is handling.NOT_UNDOABLE


def test_a_choice_of_version_is_taken_back_too(duty, filed):
    report = filed(duty)
    receive(arrival=an_arrival("uuid:desk-1", record=a_record("other")), actor=duty, now=NOW)
    second = report.all_versions.get(number=2)
    services.prefer(report_id=report.pk, version=second.pk, reason="by phone", actor=duty, now=NOW)
    assert Report.objects.get(pk=report.pk).headline == "other"

    services.undo(report_id=report.pk, actor=duty, now=NOW)

    assert Report.objects.get(pk=report.pk).conflict


def test_a_release_shows_and_a_recall_hides(duty, liaison, filed):
    report = filed(duty)
    services.release(report_ids=[report.pk], organisation="north", actor=duty, now=NOW)
    assert visible_reports(liaison).count() == 1
    services.recall(report_ids=[report.pk], organisation="north", text="too early", actor=duty, now=NOW)
    assert visible_reports(liaison).count() == 0


def test_passing_on_to_an_organisation_releases_to_it(duty, liaison, filed):
    report = filed(duty)
    services.route(report_ids=[report.pk], to="", organisation="north", actor=duty, now=NOW)

    assert [act.kind for act in ReportAct.objects.filter(report=report)] == ["received", "routed", "released"]
    assert visible_reports(liaison).count() == 1


def test_the_record_holds_codes_and_of_what_was_written_only_its_hash(duty, liaison, filed):
    report = filed(liaison)
    one, many_of = {"report_id": report.pk, "now": NOW}, {"report_ids": [report.pk], "actor": duty, "now": NOW}
    services.ask(question="Who saw it?", actor=duty, **one)
    services.answer(text="Old Zeno", actor=liaison, **one)
    services.comment(text="Zeno drinks", actor=duty, **one)
    services.translate(language="fr", text="Deux tirs, dit Zeno", actor=duty, **one)
    services.assess(
        assessment=services.Assessment(place="Zeno's yard", weapon="mortar"), reason="Zeno", actor=duty, **one
    )
    services.grade(reliability="E", reason="Zeno again", **many_of)
    services.route(to="the team that looks after Zeno and his whole family", text="Zeno", **many_of)
    services.settle(reason="noted", text="Zeno, as ever", **many_of)

    entries = {one.action: read_entry(one).details for one in Entry.objects.filter(action__startswith="desk.")}

    assert not any("Zeno" in details for details in entries.values())
    assert '"reliability":"E"' in entries["desk.graded"]
    assert '"weapon":"mortar"' in entries["desk.assessed"]
    assert '"reason":"noted"' in entries["desk.settled"]
    assert '"language":"fr"' in entries["desk.translated"]
    assert hashlib.sha256(b"Old Zeno").hexdigest() in entries["desk.answered"]


FAULTS = {
    acting.NOTHING_CHOSEN: lambda to: services.assign(report_ids=[], assignee="", actor=to["actor"], now=NOW),
    acting.TEXT_MISSING: lambda to: services.settle(reason="noted", text=" ", **many(to)),
    acting.TEXT_TOO_LONG: lambda to: services.comment(text="x" * 20_001, **to),
    acting.NOT_ON_OFFER: lambda to: services.settle(reason="whim", text="x", **many(to)),
    handling.NOT_ASSIGNABLE: lambda to: services.assign(assignee="nobody", **many(to)),
    handling.NOT_RELEASABLE: lambda to: services.release(organisation="mission", **many(to)),
    judging.NO_GRADE: lambda to: services.grade(reason="x", **many(to)),
    judging.PARTY_MISSING: lambda to: services.attribute(attribution="attributed", proof="RS", reason="x", **to),
    judging.NOTHING_ASSESSED: lambda to: services.assess(assessment=services.Assessment(), reason="x", **to),
    judging.TIMES_TURNED: lambda to: services.assess(
        assessment=services.Assessment(begins_at=NOW, ends_at=NOW - timedelta(1)), reason="x", **to
    ),
    judging.NOT_IN_CONFLICT: lambda to: services.prefer(version=1, reason="x", **to),
    talking.NO_QUESTION: lambda to: services.answer(text="x", **to),
}


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.code)
def test_what_cannot_be_is_said_to_be_so(duty, filed, kind):
    report = filed(duty)

    with pytest.raises(Problem) as refusal:
        FAULTS[kind]({"report_id": report.pk, "actor": duty, "now": NOW})
    assert refusal.value.kind is kind
    assert ReportAct.objects.count() == 1

"""An edit that came before what ties it was a report of its own: once they are joined, nothing of it is lost."""

from datetime import timedelta

import pytest

from evenhand_web.desk import services
from evenhand_web.desk.indexing import rebuild
from evenhand_web.desk.models import Item
from evenhand_web.desk.queries.report import report_page
from evenhand_web.evidence.queries import evidence_of
from evenhand_web.intake.access import visible_reports
from evenhand_web.intake.models import Report, ReportRelease
from evenhand_web.intake.services import receive
from web.conftest import NOW
from web.intake.samples import a_file, a_record, an_arrival

CAME = {instance: NOW - timedelta(minutes=9 - number) for number, instance in enumerate("oefm")}


def send(by, instance: str, replaces: str = "", **more):
    arrival = an_arrival(instance, record=a_record(f"words of {instance}"), replaces=replaces, **more)
    return receive(arrival=arrival, actor=by, now=CAME[instance])


@pytest.fixture
def joined(duty, liaison) -> Report:
    """O came, then E, an edit of M, on which the desk worked; then M, an edit of O."""
    send(liaison, "o")
    edit = send(liaison, "e", "m", files=(a_file(),))
    about = {"actor": duty, "now": NOW}
    services.translate(report_id=edit.report, language="fr", text="quelques paroles", **about)
    services.grade(report_ids=[edit.report], reliability="B", credibility="2", reason="known", **about)
    services.release(report_ids=[edit.report], organisation="south", **about)
    services.ask(report_id=edit.report, question="How far away?", **about)
    assert Report.objects.filter(joined=None).count() == 2
    report = Report.objects.get(pk=send(liaison, "m", "o").report)
    assert report.parts.get().pk == edit.report
    return report


def test_what_was_done_about_the_later_report_is_on_the_one_page(joined, duty, browser_of):
    page = report_page(duty, joined.pk, now=NOW)

    assert (joined.state, joined.reliability, joined.credibility, joined.headline) == ("asked", "B", "2", "words of e")
    assert page.question.text == "How far away?"
    assert set(page.grades) == {"reliability", "credibility"}
    assert [act.text for act in page.translations] == ["quelques paroles"]
    assert {"received", "version", "joined", "file", "released", "recalled"} <= {act.kind for act in page.acts}
    assert "photo.jpg" in browser_of("duty-officer").get(f"/reports/{joined.pk}/").content.decode()


def test_its_question_is_answered_there(joined, liaison):
    services.answer(report_id=joined.pk, text="900 m", actor=liaison, now=NOW)

    assert Report.objects.get(pk=joined.pk).state == "new"


def test_who_saw_a_part_sees_the_whole_only_once_it_is_released(joined, duty, actor):
    south = actor("liaison", "south")
    assert not visible_reports(south).exists()
    assert not ReportRelease.objects.exists()

    services.release(report_ids=[joined.pk], organisation="south", actor=duty, now=NOW)

    assert visible_reports(south).get() == joined
    assert not evidence_of(south, "report", joined.pk), "files are released by themselves"


def test_words_of_its_translation_find_the_one_report(joined):
    kept = Item.objects.get().search
    rebuild()

    assert "paroles" in kept
    assert Item.objects.get().search == kept


def test_a_version_that_was_preferred_on_the_later_report_stays_so(duty, liaison):
    send(liaison, "o")
    edit = send(liaison, "e", "m")
    send(liaison, "f", "m")
    second = Report.objects.get(pk=edit.report).all_versions.get(number=2)
    services.prefer(report_id=edit.report, version=second.pk, reason="by phone", actor=duty, now=NOW)

    one = Report.objects.get(pk=send(liaison, "m", "o").report)

    assert (one.conflict, one.headline) == (False, "words of f")
    assert report_page(duty, one.pk, now=NOW).shown.pk == second.pk

"""One service behind every door: whatever the network does, each submission is there once."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction

from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Protection
from evenhand.reports.record import Attached, Claimed, Source
from evenhand_web.desk.services import release
from evenhand_web.evidence.access import evidence_on
from evenhand_web.intake import access
from evenhand_web.intake.models import Report, ReportAct, SourceIdentity, SourceLook, Version
from evenhand_web.intake.services import ArrivedFile, add_files, look_at_source, receive
from evenhand_web.intake.services.receiving import NO_INSTANCE, TOO_LONG
from evenhand_web.intake.services.sources import REASON_MISSING
from evenhand_web.ledger.models import Entry
from web.conftest import NOW
from web.intake.samples import a_file, a_record, an_arrival

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def monitor(actor):
    return actor("monitor")


def test_a_submission_becomes_a_report_with_a_number_and_an_entry(monitor):
    receipt = receive(arrival=an_arrival(), actor=monitor, now=NOW)

    report = access.report_for(monitor, receipt.report)
    assert receipt.number == report.number == "CFV-2020-0001"
    assert (report.kind, report.headline) == ("incident-report", "Two explosions north of the town")
    assert report.west < 16.5 < report.east
    assert [entry.action for entry in Entry.objects.filter(subject=report.pk)] == ["intake.received"]


def test_the_same_bytes_twice_are_one_version(monitor):
    first = receive(arrival=an_arrival(), actor=monitor, now=NOW)
    second = receive(arrival=an_arrival(), actor=monitor, now=LATER)

    assert (first.is_new, second.is_new) == (True, False)
    assert (first.report, first.number) == (second.report, second.number)
    assert Version.objects.count() == 1


def test_other_bytes_under_the_same_id_stand_beside_the_first(monitor):
    first = receive(arrival=an_arrival(), actor=monitor, now=NOW)
    second = receive(arrival=an_arrival(record=a_record("Three explosions")), actor=monitor, now=LATER)

    report = Report.objects.get()
    assert (second.report, second.conflict) == (first.report, True)
    assert [version.number for version in access.versions_of(report)] == [1, 2]
    assert report.headline == "Two explosions north of the town", "the first is not overwritten"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_edits_may_come_in_any_order(monitor, order):
    chain = [
        an_arrival("uuid:1", record=a_record("first")),
        an_arrival("uuid:2", record=a_record("second"), replaces="uuid:1"),
        an_arrival("uuid:3", record=a_record("third"), replaces="uuid:2"),
    ]
    for step in order:
        receipt = receive(arrival=chain[step], actor=monitor, now=NOW + timedelta(minutes=step))

    report = access.visible_reports(monitor).get()
    assert receipt.report == report.pk
    assert (report.headline, report.versions, report.conflict) == ("third", 3, False)


def test_two_edits_of_a_version_that_has_not_come_are_one_report(monitor):
    receive(arrival=an_arrival("uuid:2", record=a_record("one"), replaces="uuid:1"), actor=monitor, now=NOW)
    receive(arrival=an_arrival("uuid:3", record=a_record("two"), replaces="uuid:1"), actor=monitor, now=LATER)

    assert Report.objects.get().conflict


def test_two_edits_of_one_version_are_a_conflict(monitor):
    receive(arrival=an_arrival("uuid:1"), actor=monitor, now=NOW)
    receive(arrival=an_arrival("uuid:2", record=a_record("one"), replaces="uuid:1"), actor=monitor, now=NOW)
    receipt = receive(arrival=an_arrival("uuid:3", record=a_record("two"), replaces="uuid:1"), actor=monitor, now=LATER)

    assert receipt.conflict
    assert Report.objects.get().headline == "one"


def test_another_party_cannot_reach_a_report_through_its_ids(actor, monitor):
    north, south = actor("liaison", "north"), actor("liaison", "south")
    ours = receive(arrival=an_arrival("uuid:1"), actor=north, now=NOW)
    same = receive(arrival=an_arrival("uuid:1", record=a_record("theirs")), actor=south, now=NOW)
    edit = receive(arrival=an_arrival("uuid:9", record=a_record("edit"), replaces="uuid:1"), actor=south, now=NOW)

    assert ours.report not in {same.report, edit.report}
    assert not same.conflict
    assert [report.headline for report in access.visible_reports(north)] == ["Two explosions north of the town"]
    assert access.visible_reports(monitor).count() == 2


def test_files_may_come_later_and_twice(monitor):
    record = a_record(attached=(Attached(name="photo.jpg"), Attached(name="sound.m4a")))
    first = receive(arrival=an_arrival(record=record, files=(a_file(),)), actor=monitor, now=NOW)
    again = receive(arrival=an_arrival(record=record, files=(a_file(),)), actor=monitor, now=NOW)
    version = Version.objects.get()
    last = add_files(version_id=version.pk, files=(a_file("sound.m4a", b"a sound"),), actor=monitor, now=LATER)

    assert first.waiting_for == again.waiting_for == ("sound.m4a",)
    assert last.waiting_for == ()
    assert [file.name for file in version.files.all()] == ["photo.jpg", "sound.m4a"]


def test_a_file_of_the_same_name_with_other_bytes_stands_beside_the_first(monitor):
    receive(arrival=an_arrival(files=(a_file(),)), actor=monitor, now=NOW)
    receive(arrival=an_arrival(files=(a_file(content=b"another photograph"),)), actor=monitor, now=LATER)

    files = Version.objects.get().files.all()
    assert [file.name for file in files] == ["photo.jpg", "photo.jpg"]
    assert len({file.digest for file in files}) == 2


def test_files_are_evidence_on_the_report(monitor, actor):
    receipt = receive(arrival=an_arrival(files=(a_file(),)), actor=monitor, now=NOW)

    found = evidence_on(monitor, "report", receipt.report)
    assert [(one.name, one.owner.key, one.protection) for one in found] == [("photo.jpg", "mission", "open")]
    assert not evidence_on(actor("liaison", "north"), "report", receipt.report).exists()


def test_files_of_a_protected_report_are_for_those_who_handle_evidence(monitor, actor):
    record = a_record(protection=Protection.ANONYMOUS, source=Source(note="a neighbour"))
    receipt = receive(arrival=an_arrival(record=record, files=(a_file(),)), actor=monitor, now=NOW)

    assert not evidence_on(actor("analyst"), "report", receipt.report).exists()
    assert evidence_on(actor("duty-officer"), "report", receipt.report).count() == 1


def test_what_cannot_be_read_is_kept_and_shown_as_such(monitor):
    fault = NO_INSTANCE(value="x")
    arrival = replace(an_arrival(original=b"<odd/>"), record=None, fault=fault)
    receive(arrival=arrival, actor=monitor, now=NOW)

    unread = Report.objects.get(readable=False)
    assert unread.all_versions.get().reading.fault["code"] == "intake.no-instance"
    assert bytes(unread.all_versions.get().original) == b"<odd/>"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"instance": "  "}, NO_INSTANCE),
        ({"instance": "i" * 201}, TOO_LONG),
        ({"original": b"x" * 2_000_001}, TOO_LONG),
        ({"files": (ArrivedFile(name="n" * 256, digest="0" * 64, size_bytes=1),)}, TOO_LONG),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(monitor, more, kind):
    with pytest.raises(Problem) as caught:
        receive(arrival=an_arrival(**{"instance": "uuid:1", **more}), actor=monitor, now=NOW)

    assert caught.value.kind is kind
    assert not Report.objects.exists()


def test_only_those_who_file_reports_may(actor):
    with pytest.raises(Problem) as caught:
        receive(arrival=an_arrival(), actor=actor("commissioner"), now=NOW)

    assert caught.value.code == "accounts.not-permitted"


def test_a_version_can_be_neither_changed_nor_removed(monitor):
    receive(arrival=an_arrival(), actor=monitor, now=NOW)

    for statement in ("UPDATE intake_version SET sender = 'x'", "DELETE FROM intake_reportact"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ReportAct.objects.count() == 1


def test_what_comes_after_a_release_is_shown_to_nobody_until_it_is_released(actor):
    north, south, duty = actor("liaison", "north"), actor("liaison", "south"), actor("duty-officer")
    receipt = receive(arrival=an_arrival("uuid:1"), actor=north, now=NOW)
    release(report_ids=[receipt.report], organisation="south", actor=duty, now=NOW)
    before = access.visible_reports(south).count()
    receive(arrival=an_arrival("uuid:2", record=a_record("okapi"), replaces="uuid:1"), actor=north, now=LATER)

    assert (before, access.visible_reports(south).count()) == (1, 0)
    assert access.visible_reports(duty).get().headline == "okapi"


class TestProtectedSources:
    @pytest.fixture
    def report(self, monitor) -> str:
        record = a_record(
            protection=Protection.CONFIDENTIAL,
            source=Source(name="Somebody", contact="+1 555"),
            claimed=Claimed(device="phone-7", lon=16.0, lat=31.0),
        )
        return receive(arrival=an_arrival(record=record), actor=monitor, now=NOW).report

    def test_the_record_that_is_shown_does_not_hold_the_source(self, report):
        shown = str(Version.objects.get().reading.record) + Report.objects.get().search_text

        assert "omebody" not in shown
        assert "phone-7" not in shown
        assert SourceIdentity.objects.get().identity["source"]["name"] == "Somebody"

    def test_a_look_needs_a_reason_and_is_written_down(self, report, actor):
        duty = actor("duty-officer")
        with pytest.raises(Problem) as caught:
            look_at_source(report_id=report, version_id=Version.objects.get().pk, reason=" ", actor=duty, now=NOW)
        found = look_at_source(
            report_id=report, version_id=Version.objects.get().pk, reason="To call back", actor=duty, now=NOW
        )

        assert caught.value.kind is REASON_MISSING
        assert found["source"]["source"]["contact"] == "+1 555"
        assert SourceLook.objects.get().reason == "To call back"
        assert Entry.objects.filter(action="intake.look-at-source").count() == 1

    def test_others_who_see_the_report_do_not_see_the_source(self, report, actor):
        with pytest.raises(Problem) as caught:
            look_at_source(
                report_id=report, version_id=Version.objects.get().pk, reason="curious", actor=actor("analyst"), now=NOW
            )

        assert caught.value.code == "accounts.not-permitted"
        assert not SourceLook.objects.exists()

    def test_protected_without_a_word_of_whom_is_protected_all_the_same(self, monitor, actor):
        record = a_record(protection=Protection.ANONYMOUS)
        receipt = receive(arrival=an_arrival(record=record, files=(a_file(),)), actor=monitor, now=NOW)

        assert not evidence_on(actor("analyst"), "report", receipt.report).exists()
        version = Version.objects.get().pk
        with pytest.raises(Problem) as caught:
            look_at_source(report_id=receipt.report, version_id=version, reason="x", actor=actor("analyst"), now=NOW)
        assert caught.value.code == "accounts.not-permitted"

    def test_protection_that_is_asked_for_later_holds_for_what_came_before(self, monitor, actor):
        first = an_arrival(record=a_record(source=Source(name="Somebody")), files=(a_file(),))
        receive(arrival=first, actor=monitor, now=NOW)
        edit = an_arrival("uuid:2", record=a_record(protection=Protection.CONFIDENTIAL), replaces="uuid:1")
        receipt = receive(arrival=edit, actor=monitor, now=LATER)

        assert not evidence_on(actor("analyst"), "report", receipt.report).exists()
        for version in Version.objects.all():
            with pytest.raises(Problem) as caught:
                look_at_source(
                    report_id=receipt.report, version_id=version.pk, reason="x", actor=actor("analyst"), now=NOW
                )
            assert caught.value.code == "accounts.not-permitted"

    def test_after_a_join_each_version_opens_its_own_source(self, monitor, actor):
        def told(name: str):
            return a_record(protection=Protection.CONFIDENTIAL, source=Source(name=name))

        receive(arrival=an_arrival("uuid:1", record=told("one")), actor=monitor, now=NOW)
        receive(arrival=an_arrival("uuid:3", record=told("three"), replaces="uuid:2"), actor=monitor, now=NOW)
        last = an_arrival("uuid:2", record=told("two"), replaces="uuid:1")
        receipt = receive(arrival=last, actor=monitor, now=LATER)
        opened = [
            look_at_source(
                report_id=receipt.report, version_id=version.pk, reason="why", actor=actor("duty-officer"), now=NOW
            )["source"]["source"]["name"]
            for version in Version.objects.order_by("pk")
        ]

        assert opened == ["one", "three", "two"]

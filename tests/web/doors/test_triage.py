"""People say what becomes of a message; everything is written down, and who sent it stays protected."""

import pytest
from django.db import connection

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.doors import access, store
from evenhand_web.doors.access import NO_SUCH_GATEWAY, NO_SUCH_KEY, NO_SUCH_MESSAGE
from evenhand_web.doors.models import Message, MessageAct
from evenhand_web.doors.services import gateways, triage
from evenhand_web.doors.services.triage import MESSAGE_SETTLED, NO_SUCH_NUMBER, NOTHING_TO_UNDO, REASON_MISSING
from evenhand_web.evidence.models import Evidence
from evenhand_web.intake.models import Report, ReportAct, SourceIdentity, Version, VersionFile
from evenhand_web.ledger.models import Entry
from web.conftest import NOW
from web.doors.samples import a_gateway, a_message, an_administrator
from web.intake.samples import a_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def duty(actor):
    return actor("duty-officer")


def made(duty, message: int, **more):
    facts = {"what": a_record(), "name_source": True}
    return triage.make_report(message_id=message, **(facts | more), actor=duty, now=NOW)


class TestMakingAReport:
    def test_keeps_the_sender_with_the_sources_and_the_files_with_the_report(self, duty):
        message = a_message(files={"photo.jpg": b"a photo"})
        receipt = made(duty, message)

        version = Version.objects.get()
        assert (version.door, receipt.waiting_for) == ("mail", ())
        assert SourceIdentity.objects.get().identity["source"]["contact"] == "witness@example.org"
        assert SourceIdentity.objects.get().protection == "confidential"
        assert "witness" not in str(version.reading.record)
        assert VersionFile.objects.get().name == "photo.jpg"

    def test_is_done_once(self, duty):
        message = a_message()
        made(duty, message)

        with pytest.raises(Problem) as caught:
            made(duty, message)

        assert caught.value.kind is MESSAGE_SETTLED

    def test_tells_two_files_of_one_name_apart(self, duty):
        letter = a_message(files={"a.jpg": b"one"})
        digest, size = store.keep([b"two"])
        Message.objects.get(pk=letter).files.create(name="a.jpg", media_type="", digest=digest, size_bytes=size)
        made(duty, letter)

        assert sorted(VersionFile.objects.values_list("name", flat=True)) == ["2-a.jpg", "a.jpg"]


class TestAttaching:
    def test_puts_words_and_files_to_a_report_that_is_here(self, duty):
        number = made(duty, a_message()).number
        message = a_message(message_id="<2@example.org>", text="More of it.", files={"b.jpg": b"more"})
        triage.attach(message_id=message, number=f" {number.lower()} ", actor=duty, now=NOW)

        act = ReportAct.objects.get(kind="commented")
        assert "More of it." in act.content["text"]
        assert VersionFile.objects.get().name == "b.jpg"

    def test_says_of_its_files_that_they_came_by_the_door_and_keeps_them_protected(self, duty):
        number = made(duty, a_message(), what=a_record(), name_source=False).number
        message = a_message(message_id="<2@example.org>", files={"b.jpg": b"more"})
        triage.attach(message_id=message, number=number, actor=duty, now=NOW)

        file = Evidence.objects.get()
        assert (file.received_from, file.protection, file.subject) == ("e-mail", "restricted", Report.objects.get().pk)
        assert "witness" not in str(list(file.acts.values_list("details", flat=True)))
        assert VersionFile.objects.get().name == "b.jpg"

    def test_is_taken_back_with_the_remark_that_it_made(self, duty):
        number = made(duty, a_message()).number
        message = a_message(message_id="<2@example.org>")
        for _twice in range(2):
            triage.attach(message_id=message, number=number, actor=duty, now=NOW)
            triage.undo(message_id=message, actor=duty, now=NOW)

        remarks = ReportAct.objects.filter(kind="commented")
        assert [remark.undone_by.kind for remark in remarks] == ["undone", "undone"]

    def test_needs_a_number_that_is_there(self, duty):
        with pytest.raises(Problem) as caught:
            triage.attach(message_id=a_message(), number="CFV-1999-0001", actor=duty, now=NOW)

        assert caught.value.kind is NO_SUCH_NUMBER


class TestSettingAside:
    def test_can_be_taken_back_and_both_are_written_down(self, duty):
        message = a_message()
        triage.set_aside(message_id=message, reason="Advertisement", actor=duty, now=NOW)
        triage.undo(message_id=message, actor=duty, now=NOW)

        assert Message.objects.get().state == "new"
        assert list(MessageAct.objects.values_list("kind", flat=True)) == ["came", "aside", "undone"]
        assert {"doors.message-aside", "doors.message-undone"} <= set(Entry.objects.values_list("action", flat=True))

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_needs_a_reason(self, duty, reason):
        with pytest.raises(Problem) as caught:
            triage.set_aside(message_id=a_message(), reason=reason, actor=duty, now=NOW)

        assert caught.value.kind is REASON_MISSING

    def test_a_report_is_not_taken_back(self, duty):
        message = a_message()
        made(duty, message)

        with pytest.raises(Problem) as caught:
            triage.undo(message_id=message, actor=duty, now=NOW)

        assert caught.value.kind is NOTHING_TO_UNDO


class TestTheSender:
    def test_is_shown_with_a_reason_that_is_written_down(self, duty):
        sender = triage.look_at_sender(message_id=a_message(), reason="Call back", actor=duty, now=NOW)

        assert sender == ("Witness", "witness@example.org")
        assert Entry.objects.filter(action="doors.look-at-sender").count() == 1

    def test_is_on_no_page_before(self, browser_of):
        client, message = browser_of("duty-officer"), a_message(text="Help")
        pages = [client.get(path).content.decode() for path in ("/doors/inbox/", f"/doors/inbox/{message}/")]

        assert all("witness@" not in page and "example.org" not in page for page in pages)
        shown = client.post(f"/doors/inbox/{message}/act/", {"verb": "look", "reason": "Call back"})
        assert "witness@example.org" in shown.content.decode()

    def test_and_the_inbox_are_closed_to_others(self, actor):
        with pytest.raises(Problem) as caught:
            access.messages(actor("monitor"))

        assert caught.value.kind is NOT_PERMITTED


class TestThePage:
    def test_makes_the_report_that_its_form_says(self, browser_of, organisations):
        client = browser_of("duty-officer")
        message = a_message()
        form = {"verb": "report", "kind": "complaint", "text": "Two shots", "date": "2020-12-06", "time": "03:10",
                "zone": "+02:00", "lat": "31.2", "lon": "16.5", "bearing": "NNW", "distance_min_m": "3000",
                "distance_max_m": "5000", "violation": ["KIN.SA", "KIN.MOR"], "language": "en"}  # fmt: skip
        client.post(f"/doors/inbox/{message}/act/", form)

        report = Report.objects.get()
        assert (report.kind, report.violations, report.began_at.hour) == ("complaint", ["KIN.SA", "KIN.MOR"], 1)
        assert report.north > 31.2

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, browser_of):
        message = a_message()
        answer = browser_of("duty-officer").post(
            f"/doors/inbox/{message}/act/", {"verb": "report", "kind": "complaint", "text": "Kept", "date": "never"}
        )

        assert answer.status_code == 400
        assert "Kept" in answer.content.decode()

    def test_proposes_what_a_short_notation_says(self, browser_of):
        from evenhand_web.accounts.access import SYSTEM
        from evenhand_web.doors.models import Gateway
        from evenhand_web.doors.services import messages

        client = browser_of("duty-officer")
        a_gateway()
        said = messages.Text(external="1", sender="+218910000001", text="IR 1430Z 5EXPL MOR N 3-5KM 31.2,16.5 ridge")
        message = messages.take_text(text=said, gateway=Gateway.objects.get(), actor=SYSTEM, now=NOW).message
        page = client.get(f"/doors/inbox/{message}/").content.decode()
        client.post(f"/doors/inbox/{message}/act/", {"verb": "report", "kind": "incident-report", "item": ["0"],
                                                     "text": "ridge", "source": "yes"})  # fmt: skip

        assert 'value="31.2"' in page
        assert "+21891" not in page
        assert Version.objects.get().reading.record["items"][0]["weapon"] == "mortar"

    def test_gives_a_file_to_be_saved_and_never_shown(self, browser_of):
        client, message = browser_of("duty-officer"), a_message(files={"x.html": b"<script>alert(1)</script>"})
        number = Message.objects.get().files.get().pk
        answer = client.get(f"/doors/inbox/{message}/files/{number}")

        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_finds_words_in_any_spelling(self, browser_of):
        client = browser_of("duty-officer")
        a_message(subject="قصف على الجُفرة")

        assert "قصف" in client.get("/doors/inbox/", {"q": "الجفره"}).content.decode()
        assert "قصف" not in client.get("/doors/inbox/", {"q": "rain"}).content.decode()


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (lambda who: access.message_for(who["duty"], 9), NO_SUCH_MESSAGE),
        (lambda who: gateways.cut_off(gateway_id=9, actor=who["admin"], now=NOW), NO_SUCH_GATEWAY),
        (lambda who: access.key_for(who["admin"], 9), NO_SUCH_KEY),
    ],
    ids=["message", "gateway", "key"],
)
def test_what_is_not_there_is_said_so(duty, ask, kind):
    with pytest.raises(Problem) as caught:
        ask({"duty": duty, "admin": an_administrator()})

    assert caught.value.kind is kind


@pytest.mark.parametrize("table", ["intake_version", "doors_messageact", "doors_messagefile", "doors_carried"])
def test_the_database_itself_keeps_what_was_done(duty, table):
    made(duty, a_message(files={"a.jpg": b"one"}))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        assert cursor.fetchone() == (2,)

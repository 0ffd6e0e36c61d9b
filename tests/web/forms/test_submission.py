"""The door of the browser: the same report twice is one, a cut request is none, another's name is nobody's."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import version_of
from evenhand_web.evidence.models import Evidence
from evenhand_web.forms import services
from evenhand_web.intake.models import Report, Version, VersionFile
from web.conftest import NOW

PHOTO = b"not really a photo"


def xml(text: str = "Two shots", *, instance: str = "uuid:1", protection: str = "open", file: str = "") -> bytes:
    attached = f"<attached><kind>photo</kind><photo>{file}</photo><caption/></attached>" if file else ""
    return (
        f'<data id="clarification" version="{version_of(ReportKind.CLARIFICATION)}"><start>2020-12-06T12:00:00Z</start>'
        f"<p_words><language>en</language><text>{text}</text></p_words>{attached}<protection>{protection}</protection>"
        f"<meta><instanceID>{instance}</instanceID></meta></data>"
    ).encode()


@pytest.fixture
def send(browser_of, actor):
    """Posts a submission as a person: `send(xml())`."""

    def post(body: bytes | None, *, role: str = "monitor", owner: str | None = None, **parts):
        client = browser_of(role)
        known = services.offline_key(actor=actor(role), now=NOW).owner if owner is None else owner
        data = {"*end*": "yes"} | parts
        if body is not None:
            data["xml_submission_file"] = SimpleUploadedFile("submission.xml", body, content_type="text/xml")
        headers = {"X-Evenhand-Owner": known, "Accept": "application/json"}
        return client.post(
            reverse("forms:submission"), {k: v for k, v in data.items() if v is not None}, headers=headers
        )

    return post


def photo(name: str = "a.jpg", content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_a_report_is_taken_in_and_its_number_told(send):
    answer = send(xml())
    assert answer.status_code == 201
    report = Report.objects.get()
    assert answer.json() == {
        "report": report.pk, "number": report.number, "version": 1, "conflict": False, "waiting_for": [],
    }  # fmt: skip
    assert Version.objects.get().door == "browser"


def test_the_same_report_sent_twice_is_one(send):
    assert [send(xml()).json()["number"] for _time in range(2)] == [Report.objects.get().number] * 2
    assert Version.objects.count() == 1


def test_other_words_under_the_same_id_stand_beside_the_first(send):
    send(xml())
    answer = send(xml("Three shots"))
    assert (answer.status_code, answer.json()["conflict"]) == (202, True)
    assert Version.objects.count() == 2


def test_files_come_one_by_one_and_are_evidence_on_the_report(send):
    body = xml(file="a.jpg")
    assert send(body).json()["waiting_for"] == ["a.jpg"]
    for _time in range(2):
        assert send(body, **{"a.jpg": photo()}).json()["waiting_for"] == []
    assert VersionFile.objects.get().digest == hashlib.sha256(PHOTO).hexdigest()
    evidence = Evidence.objects.get()
    assert (evidence.subject_kind, evidence.subject, evidence.protection) == ("report", Report.objects.get().pk, "open")
    assert evidence.owner.key == "mission"


def test_the_files_of_a_confidential_report_are_restricted(send):
    send(xml(protection="confidential", file="a.jpg"), **{"a.jpg": photo()})
    assert Evidence.objects.get().protection == "restricted"


def test_a_party_reports_as_a_party(send):
    assert send(xml(), role="liaison").status_code == 201
    assert Report.objects.get().owner.key == "north"


@pytest.mark.parametrize(
    ("body", "more", "code", "status"),
    [
        pytest.param(xml(), {"*end*": None}, "forms.cut-short", 400, id="cut-short"),
        pytest.param(None, {}, "forms.no-submission", 400, id="no-report-in-it"),
        pytest.param(xml(), {"owner": "f" * 32}, "forms.other-owner", 409, id="another-owner"),
        pytest.param(b"<data", {}, "reports.not-xml", 400, id="no-xml"),
        pytest.param(xml(instance=""), {}, "reports.no-instance-id", 400, id="no-id"),
        pytest.param(xml("x" * 2_000_001), {}, "intake.too-long", 400, id="too-long"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(send, body, more, code, status):
    answer = send(body, **more)
    assert (answer.status_code, answer.json()["problem"]["code"]) == (status, code)
    assert not Report.objects.exists()


def test_a_form_that_nobody_knows_is_kept_with_its_reason(send):
    assert send(xml().replace(b'id="clarification"', b'id="poem"')).status_code == 201
    assert Version.objects.get().form == "poem"

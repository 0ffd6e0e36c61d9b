"""What phones ask and send, answered as Collect demands it."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from evenhand.reports.codes import ReportKind
from evenhand.reports.forms.xforms import form
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import Membership
from evenhand_web.devices import incoming, services
from evenhand_web.devices.openrosa import callers, uploads, views
from evenhand_web.intake.models import Device, Enrolment, Report, Version
from unit.reports.forms.samples import BODY, HOSTILE, INSTANCE, UNREAD, xml
from web.conftest import NOW
from web.devices.samples import BOUNDARY, address, enrolled, post

PHOTO = "1607250000000.jpg"
PASSWORD = "a-long-password-2020"


@pytest.fixture
def token(actor, person):
    person("monitor")
    return enrolled(actor("duty-officer"), "monitor.mission").token


def message(response) -> str:
    return re.search("<message[^>]*>(.*?)</message>", response.content.decode())[1]


def test_every_answer_says_that_it_is_openrosa(token):
    asked = [Client().get(address(token, "list")), Client().head(address(token, "submission")), post(token), post("no")]
    for response in asked:
        assert response["X-OpenRosa-Version"] == "1.0"
        assert int(response["X-OpenRosa-Accept-Content-Length"]) == settings.UPLOAD_LIMIT_BYTES
        assert response["Date"]
        assert not response.cookies
    assert [response.status_code for response in asked] == [200, 204, 201, 401]
    assert all(response["Content-Type"].startswith("text/xml") for response in (asked[0], *asked[2:]))


def test_the_list_has_every_form_with_its_hash_under_an_absolute_address(token):
    text = Client().get(address(token, "list")).content.decode()
    for kind in ReportKind:
        assert f"<formID>{kind.value}</formID>" in text
        assert f"<hash>md5:{form(kind).md5}</hash>" in text
    addresses = re.findall("Url>(http.*?)<", text)
    assert len(addresses) == 2 * len(ReportKind)
    assert all(one.startswith(f"http://testserver/collect/{token}/") for one in addresses)


def test_a_form_and_its_files_come_as_the_list_and_the_manifest_say(token):
    assert Client().get(address(token, "form", form="complaint")).content == form(ReportKind.COMPLAINT).xform
    listed = Client().get(address(token, "manifest", form="complaint")).content.decode()
    for name, md5 in re.findall("<filename>(.*?)</filename><hash>md5:(.*?)</hash>", listed):
        found = Client().get(address(token, "media", name=name)).content
        assert hashlib.md5(found).hexdigest() == md5


@pytest.mark.parametrize(
    ("name", "kwargs"), [("form", {"form": "gossip"}), ("manifest", {"form": "x"}), ("media", {"name": "..%2fsecret"})]
)
def test_what_is_not_there_is_said(token, name, kwargs):
    response = Client().get(address(token, name, **kwargs))
    assert response.status_code == 404
    assert "list of forms" in message(response)


def test_forms_and_messages_speak_the_language_of_their_user(token):
    accounts.set_preferences(user_id=Enrolment.objects.get().user_id, language="ar")
    assert "<name>شكوى</name>" in Client().get(address(token, "list")).content.decode()
    assert "CFV-2020-0001" in message(post(token))
    assert not message(post(token)).startswith("Received")


def test_a_stranger_is_answered_in_the_language_that_the_phone_asks_for(db):
    told = {language: message(post("no", headers={"accept-language": language})) for language in ("en", "fr")}
    assert told["en"] != told["fr"]


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "options"])
def test_other_methods_are_none_of_a_phone(token, method):
    response = getattr(Client(), method)(address(token, "submission"))
    assert (response.status_code, response["Allow"]) == (405, "HEAD, POST")


def test_a_submission_with_its_photo_becomes_one_whole_report(token):
    response = post(token, files={PHOTO: b"photo" * 1000})
    report = Report.objects.get()
    version = Version.objects.get()
    file = version.files.get()
    assert response.status_code == 201
    assert report.number in message(response)
    assert (bytes(version.original), version.instance, version.sender) == (xml(), INSTANCE, "monitor.mission")
    assert (file.name, file.digest) == (PHOTO, hashlib.sha256(b"photo" * 1000).hexdigest())
    assert report.waiting_for == []
    stored = Path(settings.WORKSPACE, "evidence", "sha256", file.digest[:2], file.digest)
    assert stored.read_bytes() == b"photo" * 1000
    assert list(Path(settings.WORKSPACE, "arriving").iterdir()) == []


def test_a_report_in_pieces_in_any_order_and_twice_is_one(token):
    two = xml(BODY + "<attached><kind>audio</kind><audio>a.m4a</audio></attached>")
    assert "waiting for" not in message(post(token, two, {"a.m4a": b"sound"}, more=True))
    waiting = post(token, two)
    assert waiting.status_code == 201
    assert PHOTO in message(waiting)
    for _ in range(2):
        assert post(token, two, {PHOTO: b"photo"}).status_code == 201
    assert Report.objects.get().waiting_for == []
    assert Version.objects.get().files.count() == 2


def test_one_byte_changed_under_the_same_id_stands_beside_and_says_so(token):
    assert post(token).status_code == 201
    other = post(token, xml(BODY.replace("Crater", "Cratez")))
    assert other.status_code == 202
    assert "both are kept" in message(other)
    assert Version.objects.count() == 2


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_forms_are_refused_with_a_message_and_nothing_is_kept(token, name):
    response = post(token, HOSTILE[name], {PHOTO: b"photo"})
    assert 400 <= response.status_code < 500
    assert message(response)
    assert Version.objects.count() == 0
    assert list(Path(settings.WORKSPACE, "arriving").iterdir()) == []


@pytest.mark.parametrize("name", ["a node that no form has", "a version that we never had", "no form at all"])
def test_what_cannot_be_read_is_taken_in_all_the_same(token, name):
    assert post(token, UNREAD[name]).status_code == 201
    assert not Report.objects.get().readable
    assert bytes(Version.objects.get().original) == UNREAD[name]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"nothing", "text/xml"),
        (b"--x\r\n\r\n\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--x--', "multipart/form-data; boundary=x"),
        (b"--x" * 10_000, "multipart/form-data; boundary=x"),
        (b"x" * 10_000, f"multipart/form-data; boundary={'y' * 300}"),
    ],
)
def test_bodies_that_are_no_submission_are_refused(token, body, content_type):
    response = Client().post(address(token, "submission"), body, content_type=content_type)
    assert response.status_code == 400
    assert message(response)


def test_a_body_that_ends_early_is_taken_for_nothing(token):
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="f.xml"\r\n\r\n'.encode()
        + xml(instance="uuid:cut")
        + f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"; filename="a.jpg"\r\n\r\nhalf a pho'.encode()
    )
    response = Client().post(
        address(token, "submission"), body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )
    assert response.status_code == 400
    assert not Version.objects.filter(instance="uuid:cut").exists()


def test_what_is_too_large_is_refused_by_its_header(token, settings):
    settings.UPLOAD_LIMIT_BYTES = 100_000
    assert post(token, files={PHOTO: b"x" * 200_000}).status_code == 413
    assert Version.objects.count() == 0
    assert list(Path(settings.WORKSPACE, "arriving").iterdir()) == []


def test_a_form_alone_may_not_be_large(token):
    assert post(token, xml(BODY.replace("Crater", "x" * 3_000_000))).status_code == 413


def test_a_full_disk_is_said_before_anything_is_read(token, monkeypatch):
    monkeypatch.setattr(incoming, "_RESERVE_BYTES", 10**18)
    response = post(token)
    assert response.status_code == 507
    assert "nothing is lost" in message(response)


def test_the_phone_is_heard_and_known_by_the_ids_it_gives_itself(token):
    Client().get(address(token, "list") + "?deviceID=collect:xyz")
    post(token)
    device = Device.objects.get()
    assert device.last_heard_at == NOW
    assert device.claimed_ids == ["collect:xyz", "collect:abc"]


def test_a_person_without_the_right_to_file_has_a_code_that_opens_nothing(token):
    Membership.objects.filter(user__username="monitor.mission").update(role="commissioner")
    assert post(token).status_code == 401


def test_an_account_that_is_closed_closes_its_codes(token):
    accounts.set_active(username="monitor.mission", active=False, actor=SYSTEM, now=NOW)
    assert Client().get(address(token, "list")).status_code == 401


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


class TestNameAndPassword:
    @pytest.fixture(autouse=True)
    def monitor(self, person):
        person("monitor")
        accounts.set_password(username="monitor.mission", password=PASSWORD, actor=SYSTEM, now=NOW)

    def test_they_open_the_same_over_https(self):
        known = {"headers": basic("monitor.mission", PASSWORD), "secure": True}
        listed = Client().get(address(None, "list"), **known)
        assert listed.status_code == 200
        assert "https://testserver/collect/forms/complaint.xml" in listed.content.decode()
        assert post(None, **known).status_code == 201
        assert Version.objects.get().enrolment is None

    def test_they_are_not_taken_in_clear(self):
        response = Client().get(address(None, "list"), headers=basic("monitor.mission", PASSWORD))
        assert response.status_code == 403
        assert "https" in message(response)

    @pytest.mark.parametrize(
        "headers",
        [{}, {"authorization": "Basic ?"}, {"authorization": "Digest x"}, {"authorization": "Basic YQBiOmM="}],
    )
    def test_without_them_the_phone_is_asked_for_them(self, headers):
        response = Client().get(address(None, "list"), headers=headers, secure=True)
        assert response.status_code == 401
        assert response["WWW-Authenticate"].startswith("Basic")

    def test_guessing_is_slowed_down(self):
        tries = [
            Client().get(address(None, "list"), headers=basic("monitor.mission", f"guess-{n}"), secure=True).status_code
            for n in range(7)
        ]
        assert tries[0] == 401
        assert tries[-1] == 429


def test_the_problems_of_the_protocol_are_told_apart():
    kinds = (uploads.NOT_A_FORM, uploads.CUT_SHORT, uploads.TOO_LARGE, incoming.STORE_FULL, callers.NO_PASSWORD,
             callers.TOO_MANY_TRIES, callers.NOT_IN_CLEAR, views.NO_SUCH_FORM, services.IS_CUT_OFF)  # fmt: skip
    assert len({kind.code for kind in kinds}) == len(kinds)

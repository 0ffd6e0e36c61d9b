"""The tus protocol, as strict clients and hostile ones speak it."""

import base64
import hashlib

import pytest
from django.urls import reverse

from evenhand_web.evidence.models import Evidence, Upload
from evenhand_web.evidence.services import uploads
from web.conftest import NOW

BODY = bytes(range(256)) * 40
TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


def metadata(**facts: str) -> str:
    told = {"subject_kind": "report", "subject": "report-m", "filename": "a.bin"} | facts
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())


def begin(client, length=10_240, **facts):
    headers = TUS | {"Upload-Length": str(length), "Upload-Metadata": metadata(**facts)}
    return client.post(reverse("evidence:uploads"), headers=headers, content_type=PART)


def send(client, address, content, offset, **more):
    headers = TUS | {"Upload-Offset": str(offset)} | more
    return client.patch(address, content, CONTENT_TYPE=PART, content_type=PART, headers=headers)


def offset_of(client, address) -> int:
    return int(client.head(address, headers=TUS)["Upload-Offset"])


def sha256(content: bytes) -> str:
    return "sha256 " + base64.b64encode(hashlib.sha256(content).digest()).decode()


@pytest.fixture
def client(browser_of):
    return browser_of("monitor")


@pytest.fixture
def address(client) -> str:
    return begin(client)["Location"]


def test_says_what_it_can_do(client):
    answer = client.options(reverse("evidence:uploads"))

    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert answer["Tus-Checksum-Algorithm"] == "sha256"


def test_a_file_in_three_parts_becomes_evidence(client, address):
    for at in (0, 4000, 8000):
        answer = send(client, address, BODY[at : at + 4000], at, **{"Upload-Checksum": sha256(BODY[at : at + 4000])})
        assert (answer.status_code, answer["Tus-Resumable"]) == (204, "1.0.0")
    evidence = Evidence.objects.get()

    assert int(answer["Upload-Offset"]) == len(BODY)
    assert answer["Evidence-Location"] == f"/evidence/{evidence.pk}/"
    assert evidence.digest == hashlib.sha256(BODY).hexdigest()
    assert list(uploads._folder().glob(Upload.objects.get().pk)) == []


def test_is_told_where_it_stands_and_until_when(client, address):
    send(client, address, BODY[:1000], 0)
    answer = client.head(address, headers=TUS)

    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("1000", str(len(BODY)))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Upload-Expires"].endswith("GMT")


def test_the_last_part_twice_is_harmless(client, address):
    send(client, address, BODY, 0)
    again = send(client, address, b"", len(BODY))

    assert again.status_code == 204
    assert Evidence.objects.count() == 1


def test_the_hash_that_the_client_states_is_held_against_the_file(client):
    address = begin(client, sha256=hashlib.sha256(BODY).hexdigest())["Location"]
    send(client, address, BODY, 0)

    assert Evidence.objects.get().stated_agrees is True


def test_a_damaged_part_does_not_count(client, address):
    send(client, address, BODY[:1000], 0)
    answer = send(client, address, b"x" + BODY[1001:2000], 1000, **{"Upload-Checksum": sha256(BODY[1000:2000])})

    assert answer.status_code == 460
    assert answer.json()["problem"]["code"] == "evidence.checksum-differs"
    assert offset_of(client, address) == 1000
    send(client, address, BODY[1000:], 1000)
    assert Evidence.objects.get().digest == hashlib.sha256(BODY).hexdigest()


def test_what_lies_beyond_the_offset_is_cut_off(client, address):
    send(client, address, BODY[:1000], 0)
    with (uploads._folder() / Upload.objects.get().pk).open("ab") as file:
        file.write(b"written, and not yet safe when the server was killed")
    send(client, address, BODY[1000:], 1000)

    assert Evidence.objects.get().digest == hashlib.sha256(BODY).hexdigest()


def test_a_crash_before_the_last_step_is_made_good_when_asked(client, address):
    upload = Upload.objects.get()
    (uploads._folder() / upload.pk).write_bytes(BODY)
    Upload.objects.update(offset_bytes=len(BODY))
    answer = client.head(address, headers=TUS)

    assert answer["Evidence-Location"] == f"/evidence/{Evidence.objects.get().pk}/"


def test_a_cut_line_keeps_what_came(client, address, actor):
    class Cut:
        def __init__(self):
            self.pieces = [BODY[:3000], BODY[3000:5000]]

        def read(self, _size):
            if self.pieces:
                return self.pieces.pop(0)
            raise ConnectionResetError

    part = uploads.Part(offset_bytes=0, stream=Cut())
    uploads.append(upload_id=Upload.objects.get().pk, part=part, actor=actor("monitor"), now=NOW)

    assert offset_of(client, address) == 5000


def test_two_at_once_do_not_mix(client, address, actor):
    class Second:
        """While the first part is read, another one is sent."""

        answers: list[int] = []  # noqa: RUF012 - a stand-in

        def read(self, _size):
            if not self.answers:
                self.answers.append(send(client, address, b"y" * 10, 0).status_code)
                return BODY
            return b""

    part = uploads.Part(offset_bytes=0, stream=Second())
    uploads.append(upload_id=Upload.objects.get().pk, part=part, actor=actor("monitor"), now=NOW)

    assert Second.answers == [423]
    assert Evidence.objects.get().digest == hashlib.sha256(BODY).hexdigest()


class TestMalformed:
    @pytest.mark.parametrize("length", ["", "-1", "x", "1.5", "0x10", "٣", "9" * 30, " 5", "+5"])
    def test_lengths(self, client, length):
        headers = TUS | {"Upload-Length": length, "Upload-Metadata": metadata()}
        answer = client.post(reverse("evidence:uploads"), headers=headers, content_type=PART)

        assert (answer.status_code, answer.json()["problem"]["code"]) == (400, "evidence.bad-header")

    @pytest.mark.parametrize(("length", "status"), [(0, 400), (21 * 10**9, 413), (10**17, 413)])
    def test_lengths_that_cannot_be(self, client, length, status):
        assert begin(client, length).status_code == status

    def test_no_room_on_the_disk_is_said_before_it_is_full(self, client, settings):
        settings.EVIDENCE_LIMIT_BYTES = 10**18
        answer = begin(client, 10**17)

        assert (answer.status_code, answer.json()["problem"]["code"]) == (500, "evidence.no-space")

    @pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30])
    def test_offsets(self, client, address, offset):
        assert (
            client.patch(address, b"x", content_type=PART, headers=TUS | {"Upload-Offset": offset}).status_code == 400
        )

    @pytest.mark.parametrize("offset", [1, 10**17])
    def test_offsets_that_are_not_where_it_stands(self, client, address, offset):
        answer = send(client, address, b"x", offset)

        assert (answer.status_code, answer.json()["problem"]["code"]) == (409, "evidence.wrong-offset")

    @pytest.mark.parametrize("told", ["filename", "filename %%%", "filename /w==", ",,,", "filename !!!!,x"])
    def test_metadata(self, client, told):
        headers = TUS | {"Upload-Length": "5", "Upload-Metadata": told}
        answer = client.post(reverse("evidence:uploads"), headers=headers, content_type=PART)

        assert answer.status_code in {400, 404}

    @pytest.mark.parametrize("checksum", ["md5 abc", "sha256", "sha256 !!!", "sha256 YWJj", "crc32 AAAA"])
    def test_checksums(self, client, address, checksum):
        answer = send(client, address, BODY, 0, **{"Upload-Checksum": checksum})

        assert answer.status_code == 400
        assert offset_of(client, address) == 0

    def test_more_than_was_announced(self, client, address):
        answer = send(client, address, BODY + b"x", 0)

        assert (answer.status_code, answer.json()["problem"]["code"]) == (413, "evidence.too-many-bytes")
        assert not Evidence.objects.exists()

    @pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1"])
    def test_other_versions(self, client, version):
        answer = client.head("/evidence/uploads/x/", headers={"Tus-Resumable": version} if version else {})

        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")

    def test_another_content_type(self, client, address):
        answer = client.patch(address, b"x", content_type="text/plain", headers=TUS | {"Upload-Offset": "0"})

        assert (answer.status_code, answer.json()["problem"]["code"]) == (415, "evidence.not-a-part")

    def test_another_method(self, client, address):
        assert client.get(address, headers=TUS).status_code == 405
        assert client.put(reverse("evidence:uploads"), headers=TUS).status_code == 405


class TestWho:
    def test_goes_on_is_who_began(self, client, address, browser_of):
        for other in (browser_of("monitor", username="another"), browser_of("duty-officer")):
            assert other.head(address, headers=TUS).status_code == 404
            assert send(other, address, BODY, 0).status_code == 404
            assert other.delete(address, headers=TUS).status_code == 404

    def test_may_begin_works_on_the_subject(self, browser_of):
        assert begin(browser_of("liaison"), subject="report-n").status_code == 201
        assert begin(browser_of("liaison"), subject="report-s").status_code == 404
        assert begin(browser_of("secretariat")).status_code == 403

    def test_begins_too_many_is_told(self, client):
        for _ in range(uploads.UNFINISHED):
            begin(client)
        answer = begin(client)

        assert (answer.status_code, answer.json()["problem"]["code"]) == (409, "evidence.too-many-uploads")

    def test_gives_up_leaves_nothing(self, client, address):
        send(client, address, BODY[:1000], 0)
        upload = Upload.objects.get()

        assert client.delete(address, headers=TUS).status_code == 204
        assert client.head(address, headers=TUS).status_code == 404
        assert not (uploads._folder() / upload.pk).exists()


def test_what_is_not_finished_in_time_is_removed(client, address):
    send(client, address, BODY[:1000], 0)
    path = uploads._folder() / Upload.objects.get().pk

    assert (uploads.expire(now=NOW), path.exists()) == (0, True)
    assert (uploads.expire(now=NOW + uploads.LIFETIME), path.exists()) == (1, False)
    assert not Upload.objects.exists()

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evenhand_web.evidence import services
from evenhand_web.evidence.models import Evidence
from web.conftest import NOW
from web.evidence import samples

LANGUAGES = ("en", "ar", "fr", "zh-hans")


def get(client, url, language="en") -> str:
    client.cookies["language"] = language
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def rich(attach, monitor) -> Evidence:
    """A photograph with a text, a copy and a check."""
    evidence = attach(samples.jpeg(exif=True), name="bridge.jpg", note="From the bridge.", stated_digest="0" * 64)
    words = services.TextClaim(kind="translation", language="ar", body="من الجسر")
    services.add_text(evidence_id=evidence.pk, claim=words, actor=monitor, now=NOW)
    copy = services.CopyClaim(name="masked.jpg", note="Faces.")
    services.add_copy(evidence_id=evidence.pk, content=[b"masked"], claim=copy, actor=monitor, now=NOW)
    services.verify(evidence_id=evidence.pk, actor=monitor, now=NOW)
    return evidence


class TestPages:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_each_page_renders_in_each_language(self, rich, browser_of, language):
        client = browser_of("monitor")
        for url in ("/evidence/", f"/evidence/{rich.pk}/", "/evidence/add/report/report-m/"):
            assert f'lang="{language}"' in get(client, url, language)

    def test_the_page_says_what_is_proved_and_what_is_left_open(self, rich, browser_of):
        page = get(browser_of("monitor"), f"/evidence/{rich.pk}/")

        assert "Since it was received here, nobody has changed the file" in page
        assert "Whether camera, time and place are true: anybody can write these data." in page
        assert "which is not that of the file that arrived" in page
        assert 'data-finding="place.stated"' in page
        assert 'lang="ar" dir="rtl"' in page

    def test_hostile_names_and_notes_stay_text(self, attach, browser_of):
        evidence = attach(b"x", name='"><script>alert(1)</script>.jpg', note="<script>alert(1)</script>")
        client = browser_of("monitor")
        for url in ("/evidence/", f"/evidence/{evidence.pk}/"):
            assert "<script>alert" not in get(client, url)

    def test_a_hostile_text_file_is_shown_as_text(self, attach, browser_of):
        evidence = attach(b"hello\n<script>alert(1)</script>\n", name="a.txt")

        assert "&lt;script&gt;alert(1)" in get(browser_of("monitor"), f"/evidence/{evidence.pk}/")

    def test_a_missing_original_is_said_and_the_page_still_opens(self, attach, originals, browser_of):
        evidence = attach(b"hello")
        (originals / "sha256" / evidence.digest[:2] / evidence.digest).unlink()

        assert "Restore it from a backup" in get(browser_of("monitor"), f"/evidence/{evidence.pk}/")

    def test_an_empty_house_says_what_comes(self, browser_of):
        assert "No evidence yet" in get(browser_of("monitor"), "/evidence/")


class TestList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"a.jpg", "b.txt"}),
            ("q=A.JPG", {"a.jpg"}),
            ("q=nothing", set()),
            ("family=image", {"a.jpg"}),
            ("family=x", {"a.jpg", "b.txt"}),
            ("subject_kind=report", {"a.jpg", "b.txt"}),
            ("state=trouble", {"b.txt"}),
            ("state=unchecked", {"a.jpg", "b.txt"}),
            ("state=warned", {"b.txt"}),
            ("begins=2020-12-29&ends=2020-12-29", {"a.jpg", "b.txt"}),
            ("begins=2021-01-01", set()),
            ("q=&page=-1&family=%F0%9F%92%A9", {"a.jpg", "b.txt"}),
        ],
    )
    def test_is_narrowed_by_what_is_looked_for(self, attach, browser_of, query, found):
        attach(samples.jpeg(), name="a.jpg")
        attach(b"hello", name="b.txt", stated_digest="0" * 64, declared_type="image/png")
        page = get(browser_of("monitor"), f"/evidence/?{query}")

        assert {name for name in ("a.jpg", "b.txt") if f"<bdi>{name}</bdi>" in page} == found

    def test_is_found_by_the_beginning_of_its_hash(self, attach, browser_of):
        evidence = attach(b"hello", name="b.txt")

        assert "b.txt" in get(browser_of("monitor"), f"/evidence/?q={evidence.digest[:10]}")

    def test_a_date_that_is_none_is_said(self, browser_of):
        answer = browser_of("monitor").get("/evidence/?begins=yesterday", headers={"Accept": "application/json"})

        assert answer.json()["problem"]["code"] == "evidence.bad-date"


class TestPictures:
    def test_a_thumbnail_is_made_when_it_is_first_asked_for(self, attach, browser_of):
        evidence = attach(samples.jpeg(), name="a.jpg")
        answer = browser_of("monitor").get(f"/evidence/{evidence.pk}/thumbnail.jpg")

        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.content.startswith(b"\xff\xd8\xff")

    def test_an_unchanged_one_is_not_sent_again(self, attach, browser_of):
        evidence, client = attach(samples.jpeg(), name="a.jpg"), browser_of("monitor")
        etag = client.get(f"/evidence/{evidence.pk}/preview.jpg")["ETag"]

        assert client.get(f"/evidence/{evidence.pk}/preview.jpg", headers={"If-None-Match": etag}).status_code == 304

    @pytest.mark.parametrize("content", [samples.SVG, samples.HTML_JPG, b"hello"])
    def test_where_there_can_be_none_there_is_none(self, attach, browser_of, content):
        evidence = attach(content, name="a.jpg")

        assert browser_of("monitor").get(f"/evidence/{evidence.pk}/preview.jpg").status_code == 404


class TestPlainForm:
    """Without scripts, the form is an ordinary one."""

    def send(self, client, content=b"hello", **more):
        sent = SimpleUploadedFile("../a.txt", content, content_type="text/plain")
        return client.post("/evidence/add/report/report-m/", {"file": sent, "note": "Seen.", **more})

    def test_leads_to_the_evidence(self, browser_of):
        client = browser_of("monitor")
        answer = self.send(client)

        assert answer.status_code == 302
        assert "custody record has begun" in get(client, answer.url)
        assert Evidence.objects.get().name == "a.txt"

    def test_the_same_file_again_is_said(self, browser_of):
        client = browser_of("monitor")
        self.send(client)

        assert "byte for byte" in get(client, self.send(client).url)

    @pytest.mark.parametrize(
        ("content", "more", "words"),
        [
            (b"", {}, "holds no file"),
            (b"x", {"sha256": "nonsense"}, "is no SHA-256"),
            (b"x", {"protection": "x"}, "is no"),
        ],
    )
    def test_what_is_refused_is_said_and_nothing_is_kept(self, browser_of, content, more, words):
        answer = self.send(browser_of("monitor"), content, **more)

        assert answer.status_code == 400
        assert words in answer.content.decode()
        assert not Evidence.objects.exists()

    def test_a_length_over_the_limit_is_refused_unread(self, browser_of):
        answer = browser_of("monitor").post(
            "/evidence/add/report/report-m/", b"", content_type="text/plain", CONTENT_LENGTH=str(10**11)
        )

        assert answer.status_code == 413

    def test_a_form_from_elsewhere_is_refused(self, person):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person("monitor"))

        assert self.send(client).status_code == 403
        assert client.patch("/evidence/uploads/x/", headers={"Tus-Resumable": "1.0.0"}).status_code == 403


class TestVerbs:
    def act(self, client, evidence, **form):
        return get(client, client.post(f"/evidence/{evidence.pk}/act/", form).url)

    def test_each_says_that_it_is_done(self, attach, browser_of):
        evidence, client = attach(b"hello"), browser_of("duty-officer")
        masked = SimpleUploadedFile("masked.txt", b"masked")

        assert "as it was received" in self.act(client, evidence, verb="verify")
        assert "version 1" in self.act(client, evidence, verb="text", kind="transcript", language="ar", body="سلام")
        assert "redacted copy was added" in self.act(client, evidence, verb="copy", note="Faces.", file=masked)
        copy = evidence.derivatives.get(kind="redacted").pk
        assert "Released" in self.act(client, evidence, verb="release", organisation="north", copy=copy, reason="r")
        assert "Recalled" in self.act(client, evidence, verb="recall", organisation="north", reason="r")

    @pytest.mark.parametrize(
        "form",
        [
            {"verb": "text", "kind": "x"},
            {"verb": "copy"},
            {"verb": "release", "organisation": "x", "reason": "r"},
            {"verb": "download", "reason": ""},
        ],
    )
    def test_what_is_missing_is_said_on_the_page(self, attach, browser_of, form):
        evidence, client = attach(b"hello"), browser_of("duty-officer")

        assert 'data-kind="bad"' in self.act(client, evidence, **form)

    def test_one_that_there_is_not_is_refused(self, attach, browser_of):
        answer = browser_of("monitor").post(
            f"/evidence/{attach(b'x').pk}/act/", {"verb": "burn"}, headers={"Accept": "application/json"}
        )

        assert answer.json()["problem"]["code"] == "evidence.no-such-verb"

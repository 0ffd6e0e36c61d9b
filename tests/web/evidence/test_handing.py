import csv
import io
import json
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse

from evenhand.evidence import custody
from evenhand.foundation.problems import Problem
from evenhand_web.evidence import records, services, tickets
from evenhand_web.evidence.mapping import chain_of
from evenhand_web.evidence.models import Evidence
from web.conftest import NOW
from web.evidence import samples

BODY = bytes(range(256)) * 10


@pytest.fixture
def taken(attach, browser_of):
    """The address of a download, as a browser is sent to it: `taken("original")`."""
    evidence = attach(BODY, name="a b.bin")
    client = browser_of("monitor")

    def take(what: str = "original", **more):
        url = reverse("evidence:act", kwargs={"evidence_id": evidence.pk})
        answer = client.post(url, {"verb": "download", "what": what, "reason": "For the expert.", **more})
        return client, answer.url, evidence

    return take


def body(answer) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


class TestDownload:
    def test_is_an_act_with_a_reason(self, taken):
        client, url, evidence = taken()

        assert body(client.get(url)) == BODY
        assert [(act.kind, act.reason, act.actor) for act in chain_of(evidence)][1:] == [
            ("downloaded", "For the expert.", "monitor.mission")
        ]

    @pytest.mark.parametrize("reason", ["", "   ", "\0"])
    def test_without_a_reason_there_is_none(self, attach, monitor, reason):
        evidence = attach(BODY)
        with pytest.raises(Problem) as caught:
            services.hand_out(evidence_id=evidence.pk, what="original", reason=reason, actor=monitor, now=NOW)
        assert caught.value.code == "evidence.reason-missing"

    def test_is_never_shown_run_or_guessed_by_a_browser(self, taken):
        client, url, _evidence = taken()
        answer = client.get(url)
        body(answer)

        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"] == 'attachment; filename="a b.bin"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"

    @pytest.mark.parametrize("content", [samples.SVG, samples.HTML_JPG, samples.GIF_JS, b"<html></html>"])
    def test_hostile_content_is_saved_not_opened(self, attach, browser_of, monitor, content):
        evidence = attach(content, name="a.html", declared_type="text/html")
        ticket = services.hand_out(evidence_id=evidence.pk, what="original", reason="r", actor=monitor, now=NOW)
        answer = browser_of("monitor").get(f"/evidence/{evidence.pk}/original/?ticket={ticket.signed()}")
        body(answer)

        assert answer["Content-Type"] in {"application/octet-stream", "image/jpeg", "image/gif"}
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("asked", "status", "expected"),
        [
            ("bytes=0-9", 206, BODY[:10]),
            ("bytes=2550-", 206, BODY[2550:]),
            ("bytes=-5", 206, BODY[-5:]),
            ("bytes=2500-99999", 206, BODY[2500:]),
            ("bytes=-99999", 206, BODY),
            ("bytes=2560-", 416, b""),
            ("bytes=-0", 416, b""),
            ("bytes=9-1", 416, b""),
            ("bytes=-", 200, BODY),
            ("bytes=0-1,5-6", 200, BODY),
            ("lines=1-2", 200, BODY),
            ("bytes=99999999999999999999999-", 200, BODY),
        ],
    )
    def test_comes_in_ranges_under_one_act(self, taken, asked, status, expected):
        client, url, evidence = taken()
        answer = client.get(url, headers={"Range": asked})
        content = body(answer) if answer.streaming else answer.content

        assert (answer.status_code, content) == (status, expected)
        assert evidence.acts.count() == 2

    def test_a_range_of_another_version_is_the_whole(self, taken):
        client, url, _evidence = taken()

        assert len(body(client.get(url, headers={"Range": "bytes=0-1", "If-Range": '"other"'}))) == len(BODY)

    @pytest.mark.parametrize("case", ["forged", "of-somebody-else", "for-something-else", "other-evidence", "too-old"])
    def test_a_ticket_is_for_one_person_one_file_and_a_day(self, taken, attach, browser_of, case, monkeypatch):
        client, url, evidence = taken()
        if case == "forged":
            url += "x"
        if case == "of-somebody-else":
            client = browser_of("analyst")
        if case == "for-something-else":
            url = url.replace("/original/", "/package/")
        if case == "other-evidence":
            url = url.replace(evidence.pk, attach(b"other").pk)
        if case == "too-old":
            monkeypatch.setattr(tickets, "VALID_S", -1)

        assert client.get(url).status_code == 403

    def test_of_evidence_that_was_recalled_ends(self, attach, actor, browser_of):
        duty, liaison = actor("duty-officer"), actor("liaison", "north")
        evidence = attach(BODY)
        services.release(evidence_id=evidence.pk, organisation="north", reason="r", actor=duty, now=NOW)
        ticket = services.hand_out(evidence_id=evidence.pk, what="original", reason="r", actor=liaison, now=NOW)
        services.recall(evidence_id=evidence.pk, organisation="north", reason="r", actor=duty, now=NOW)
        url = f"/evidence/{evidence.pk}/original/?ticket={ticket.signed()}"

        assert browser_of("liaison").get(url).status_code == 404


class TestPackage:
    def test_holds_the_original_its_record_and_its_texts(self, taken, monitor):
        client, url, evidence = taken("package")
        words = services.TextClaim(kind="transcript", language="ar", body="سلام")
        services.add_text(evidence_id=evidence.pk, claim=words, actor=monitor, now=NOW)
        with zipfile.ZipFile(io.BytesIO(body(client.get(url)))) as archive:
            assert archive.testzip() is None
            assert set(archive.namelist()) == {
                "custody.json", "custody.csv", "custody.txt", "texts/transcript.ar.1.txt", "original/a b.bin",
            }  # fmt: skip
            assert archive.read("original/a b.bin") == BODY
            record = json.loads(archive.read("custody.json"))
        acts = custody.from_json(record["acts"])

        assert custody.check(record["evidence"], acts, content=record["digest"]).holds
        assert [act.kind for act in acts] == ["received", "packaged", "transcribed"]


class TestRecord:
    def test_as_a_table_disarms_formulas(self, attach, monitor):
        evidence = attach(BODY, note="=HYPERLINK(1)")
        table = records.custody_record(monitor, evidence.pk, as_format="csv").decode("utf-8-sig")

        assert next(csv.DictReader(io.StringIO(table)))["reason"].startswith("'=")

    @pytest.mark.parametrize("as_format", ["json", "csv", "txt"])
    def test_is_a_file_in_each_format(self, attach, browser_of, as_format):
        answer = browser_of("monitor").get(f"/evidence/{attach(BODY).pk}/custody.{as_format}")

        assert answer.status_code == 200
        assert b"received" in answer.content.lower()


class TestVerify:
    def spoil(self, evidence, originals, how: str) -> None:
        path = originals / "sha256" / evidence.digest[:2] / evidence.digest
        path.unlink() if how == "gone" else path.write_bytes(b"X" + BODY[1:])

    def test_says_that_all_is_well(self, attach, monitor):
        evidence = attach(BODY)

        assert services.verify(evidence_id=evidence.pk, actor=monitor, now=NOW) == "sound"
        assert chain_of(evidence)[-1].kind == "checked"

    @pytest.mark.parametrize(("how", "found"), [("changed", "altered"), ("gone", "missing")])
    def test_shouts_where_it_is_not(self, attach, monitor, originals, browser_of, caplog, how, found):
        evidence = attach(BODY)
        self.spoil(evidence, originals, how)
        client = browser_of("monitor")
        page = client.post(f"/evidence/{evidence.pk}/act/", {"verb": "verify"}, follow=True).content.decode()

        assert Evidence.objects.get(pk=evidence.pk).integrity == found
        assert 'data-kind="bad"' in page
        assert "Do not rely on it" in page
        assert "EVIDENCE" in caplog.text

    def test_the_chain_testifies_and_stays_whole(self, attach, monitor, originals):
        evidence = attach(BODY)
        self.spoil(evidence, originals, "changed")
        services.verify(evidence_id=evidence.pk, actor=monitor, now=NOW)
        chain = chain_of(evidence)

        assert custody.check(evidence.pk, chain, content=evidence.digest).holds
        assert (chain[-1].kind, chain[-1].content != evidence.digest) == ("altered", True)


class TestAdding:
    def test_a_copy_never_touches_the_original(self, attach, monitor, originals):
        evidence = attach(BODY)
        claim = services.CopyClaim(name="../masked.bin", note="Faces.")
        for _twice in range(2):
            services.add_copy(evidence_id=evidence.pk, content=[b"masked"], claim=claim, actor=monitor, now=NOW)
        copy = evidence.derivatives.get(kind="redacted")

        assert (copy.name, copy.note) == ("masked.bin", "Faces.")
        assert (originals / "sha256" / evidence.digest[:2] / evidence.digest).read_bytes() == BODY
        assert [act.kind for act in chain_of(evidence)] == ["received", "redacted"]

    def test_texts_stand_side_by_side_and_newer_ones_beside_older(self, attach, monitor):
        evidence = attach(BODY)
        for kind, language, words in [
            ("transcript", "ar", "سلام"), ("translation", "en", "Peace"), ("transcript", "AR", "سلام عليكم"),
            ("transcript", "ar", "سلام عليكم"),
        ]:  # fmt: skip
            claim = services.TextClaim(kind=kind, language=language, body=words)
            services.add_text(evidence_id=evidence.pk, claim=claim, actor=monitor, now=NOW)

        assert list(evidence.texts.values_list("kind", "language", "version")) == [
            ("transcript", "ar", 1), ("transcript", "ar", 2), ("translation", "en", 1),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"kind": "song"}, "evidence.unknown-text-kind"),
            ({"language": "<b>"}, "evidence.bad-language"),
            ({"body": " "}, "evidence.reason-missing"),
        ],
    )
    def test_refuses_a_text_that_is_incomplete(self, attach, monitor, more, code):
        claim = services.TextClaim(**{"kind": "transcript", "language": "ar", "body": "x"} | more)
        evidence = attach(BODY)
        with pytest.raises(Problem) as caught:
            services.add_text(evidence_id=evidence.pk, claim=claim, actor=monitor, now=NOW)
        assert caught.value.code == code

    @pytest.mark.parametrize(
        ("content", "note", "code"),
        [(b"masked", "", "evidence.reason-missing"), (BODY, "Faces.", "evidence.same-as-original")],
    )
    def test_refuses_a_copy_that_is_none(self, attach, monitor, content, note, code):
        claim, evidence = services.CopyClaim(name="a", note=note), attach(BODY)
        with pytest.raises(Problem) as caught:
            services.add_copy(evidence_id=evidence.pk, content=[content], claim=claim, actor=monitor, now=NOW)
        assert caught.value.code == code


class TestTending:
    def test_hashes_the_longest_unchecked_looks_into_the_new_and_forgets_the_unfinished(
        self, attach, originals, capsys
    ):
        attach(samples.jpeg(), name="a.jpg")
        call_command("tend_evidence")

        assert "looked into 1, hashed 1 again" in capsys.readouterr().out
        assert [act.kind for act in chain_of(Evidence.objects.get())] == ["received", "examined", "checked"]

    def test_ends_badly_where_an_original_is_gone(self, attach, originals):
        evidence = attach(b"hello")
        call_command("tend_evidence", check=0)
        (originals / "sha256" / evidence.digest[:2] / evidence.digest).unlink()
        with pytest.raises(SystemExit):
            call_command("tend_evidence")

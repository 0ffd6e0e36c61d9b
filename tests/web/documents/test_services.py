"""Documents come in, are read, set aside, put right, read again and released; nothing is lost on the way."""

import pytest
from django.db import DatabaseError, transaction

from evenhand.foundation.problems import Problem
from evenhand_web.documents import services
from evenhand_web.documents.models import Document, HeadVersion, Reading
from evenhand_web.documents.services import reading, receiving
from evenhand_web.ledger.models import Entry
from web.conftest import NOW
from web.documents import samples


def actions(document: Document) -> list[str]:
    return list(Entry.objects.filter(subject=document.pk).order_by("sequence").values_list("action", flat=True))


class TestReceiving:
    def test_the_same_bytes_twice_are_the_same_document(self, duty):
        one, other = (
            services.receive(content=[samples.text()], name=name, actor=duty, now=NOW) for name in ("a.txt", "b.txt")
        )
        assert (one.document, one.is_new, other.is_new) == (other.document, True, False)

    def test_of_another_organisation_they_are_another_one(self, duty, north):
        one, other = (
            services.receive(content=[samples.text()], name="a.txt", actor=who, now=NOW) for who in (duty, north)
        )
        assert one.document != other.document

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            pytest.param(b"", "a.txt", "documents.empty-file", id="empty"),
            pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(99), "a.pdf", "documents.not-a-document", id="a-picture"),
            pytest.param(b"MZ\x90\x00" + bytes(99), "a.docx", "documents.not-a-document", id="a-program"),
        ],
    )
    def test_what_is_no_document_is_refused_by_its_content(self, duty, content, name, code):
        with pytest.raises(Problem) as told:
            services.receive(content=[content], name=name, actor=duty, now=NOW)
        assert (told.value.code, Document.objects.count()) == (code, 0)

    def test_what_is_too_large_is_refused(self, duty, monkeypatch):
        monkeypatch.setattr(receiving, "LIMIT_BYTES", 10)
        with pytest.raises(Problem) as told:
            services.receive(content=[b"12345678901"], name="a.txt", actor=duty, now=NOW)
        assert told.value.code == "documents.file-too-large"

    def test_a_monitor_keeps_no_documents(self, actor):
        with pytest.raises(Problem) as told:
            services.receive(content=[b"1"], name="a.txt", actor=actor("monitor"), now=NOW)
        assert told.value.code == "accounts.not-permitted"


class TestReading:
    def test_gives_head_paragraphs_and_counts(self, duty):
        found = samples.kept(duty, samples.text())
        assert (found.symbol, str(found.date), found.language, found.kind) == (
            "ST/ORISIA/2020/7", "2020-10-12", "en", "agreement",
        )  # fmt: skip
        assert list(found.paragraphs.values_list("key", flat=True)) == ["heading-1", "1", "2", "3"]
        assert found.reading.counts["duties"] == 3
        assert actions(found) == ["documents.receive", "documents.read"]

    def test_other_languages_and_corrections_join_the_same_work(self, duty):
        contents = (samples.text(), samples.ARABIC, samples.text("ST/ORISIA/2020/7/Corr.1"))
        found = [samples.kept(duty, content) for content in contents]
        assert {one.work for one in found} == {"ST/ORISIA/2020/7"}
        assert [one.version for one in found] == ["", "", "Corr.1"]

    def test_what_cannot_be_read_is_set_aside_and_can_be_tried_again(self, duty):
        received = services.receive(content=[b"%PDF-1.7 broken"], name="a.pdf", actor=duty, now=NOW)
        for _attempt in range(2):
            found = services.read(document_id=received.document, actor=duty, now=NOW)
            assert (found.state, found.problem["code"]) == ("aside", "documents.unreadable-pdf")
        assert actions(found) == ["documents.receive", "documents.set-aside", "documents.set-aside"]

    def test_the_same_result_once_more_adds_nothing(self, duty):
        found = samples.kept(duty, samples.text())
        samples.read_here(found.pk, duty)
        assert found.readings.count() == 1

    def test_the_same_result_clears_the_problem_of_an_attempt_before_it(self, duty):
        found = samples.kept(duty, samples.text())
        reading._set_aside(found.pk, {"code": "documents.reader-stopped", "details": {}}, actor=duty, now=NOW)
        samples.read_here(found.pk, duty)
        found.refresh_from_db()
        assert (found.problem, found.readings.count()) == ({}, 1)
        assert actions(found)[1:] == ["documents.read", "documents.set-aside", "documents.read"]

    def test_reading_again_keeps_what_people_put_right_and_says_what_changed(self, duty, monkeypatch):
        found = samples.kept(duty, samples.text())
        services.correct(document_id=found.pk, values={"kind": "plan"}, reason="Title.", actor=duty, now=NOW)
        better = samples.text(more="\n4. The Parties shall report every week.\n").replace(b"Distr", b"Date")
        monkeypatch.setattr(samples.worker, "document_text", lambda _content: better.decode())

        again = samples.read_here(found.pk, duty)

        assert (again.kind, again.reading.number) == ("plan", 2)
        assert again.reading.changes["paragraphs"] == {"added": ["4"]}
        assert again.reading.changes["duties"] == {"added": 1}


class TestHeads:
    def test_a_correction_is_a_version_over_the_reader_s_proposal(self, duty):
        found = samples.kept(duty, samples.text())
        values = {"title": "  The  Agreement ", "language": "en"}
        number = services.correct(document_id=found.pk, values=values, reason="Page 1.", actor=duty, now=NOW)
        found.refresh_from_db()
        assert (number, found.title, found.reviewed_at) == (1, "The Agreement", NOW)
        assert HeadVersion.objects.get().values == {"title": "The Agreement"}
        assert found.reading.head["title"] == "Agreement on the withdrawal of heavy weapons"

    def test_a_confirmation_changes_nothing_and_is_kept(self, duty):
        found = samples.kept(duty, samples.text())
        services.confirm(document_id=found.pk, actor=duty, now=NOW)
        assert HeadVersion.objects.get().values == {}
        assert actions(found)[-1] == "documents.head"

    @pytest.mark.parametrize(
        "values", [{"date": "12 October"}, {"language": "la"}, {"kind": "song"}, {"symbol": "S" * 121}]
    )
    def test_a_field_holds_what_it_can(self, duty, values):
        found = samples.kept(duty, samples.text())
        with pytest.raises(Problem) as told:
            services.correct(document_id=found.pk, values=values, reason="", actor=duty, now=NOW)
        assert told.value.code == "documents.bad-head-field"

    def test_there_is_no_head_before_a_reading(self, duty):
        received = services.receive(content=[b"x"], name="a.txt", actor=duty, now=NOW)
        with pytest.raises(Problem) as told:
            services.confirm(document_id=received.document, actor=duty, now=NOW)
        assert told.value.code == "documents.not-read-yet"

    @pytest.mark.parametrize("model", [Reading, HeadVersion])
    def test_history_cannot_be_changed(self, duty, model):
        found = samples.kept(duty, samples.text())
        services.confirm(document_id=found.pk, actor=duty, now=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(number=7)


class TestReleasing:
    def test_is_recorded_once_and_taken_back(self, duty):
        found = samples.kept(duty, samples.text())
        for verb in (services.release, services.release, services.recall, services.recall):
            verb(document_id=found.pk, organisation="north", actor=duty, now=NOW)
        for verb in (services.open_to_all, services.open_to_all, services.close_to_others):
            verb(document_id=found.pk, actor=duty, now=NOW)
        assert actions(found)[2:] == [
            "documents.release", "documents.recall", "documents.open", "documents.close",
        ]  # fmt: skip

    def test_goes_to_an_organisation_that_there_is(self, duty):
        found = samples.kept(duty, samples.text())
        with pytest.raises(Problem) as told:
            services.release(document_id=found.pk, organisation="nobody", actor=duty, now=NOW)
        assert told.value.code == "documents.not-releasable"

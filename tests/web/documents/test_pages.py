"""The pages of the library, as a browser without scripts sees them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenhand_web.documents import services
from evenhand_web.documents.models import Document, Reading
from evenhand_web.documents.views import adding
from web.conftest import NOW
from web.documents import samples


@pytest.fixture
def officer(browser_of):
    return browser_of("duty-officer")


def shown(client, name: str, *args: str, **query: str) -> str:
    answer = client.get(reverse(f"documents:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def sent(*contents: bytes) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"file-{n}.txt", content) for n, content in enumerate(contents)]


class TestAdding:
    def test_several_files_are_kept_and_read_at_once(self, officer):
        answer = officer.post(
            reverse("documents:add"), {"file": sent(samples.text(), samples.text(), b"%PDF-1.4 no")}, follow=True
        )
        told = [str(message) for message in answer.context["messages"]]
        assert Document.objects.count() == 2
        assert any("here already" in one for one in told)
        assert any("3 paragraphs, 3 proposed duties" in one for one in told)
        assert any("This PDF cannot be read" in one for one in told)

    def test_what_takes_too_long_waits_and_is_read_later(self, officer, monkeypatch):
        monkeypatch.setattr(adding, "_PATIENCE_S", -1.0)
        officer.post(reverse("documents:add"), {"file": sent(samples.text(), samples.CHINESE)})
        assert set(Document.objects.values_list("state", flat=True)) == {"waiting"}
        assert "file-1.txt" in shown(officer, "arrivals")
        for one in Document.objects.all():
            address = reverse("documents:act", args=[one.pk])
            answer = officer.post(address, {"verb": "read"}, headers={"Accept": "application/json"})
            assert answer.json() == {"state": "read"}

    @pytest.mark.parametrize(
        ("files", "code"),
        [
            pytest.param([], "documents.nothing-sent", id="nothing"),
            pytest.param(sent(*[b"x"] * 31), "documents.too-many-files", id="too-many"),
        ],
    )
    def test_a_form_that_cannot_be_taken_says_why(self, officer, files, code):
        answer = officer.post(reverse("documents:add"), {"file": files})
        assert (answer.status_code, code in answer.content.decode()) == (400, True)

    def test_more_than_can_be_taken_is_refused_before_it_is_read(self, officer):
        answer = officer.post(reverse("documents:add"), b"", content_type="text/plain", CONTENT_LENGTH="999999999")
        assert answer.status_code == 413


class TestReadingPage:
    def test_shows_text_duties_faults_and_where_they_stand(self, officer, duty):
        found = samples.kept(duty, samples.text())
        page = shown(officer, "document", found.pk, source="2", item="a0")
        assert 'id="p-2"' in page
        assert "must" in page
        assert "The text refers to para. 9, which it does not have." in page
        assert "<mark>" in page
        assert 'lang="en" dir="ltr"' in page

    def test_keeps_the_direction_of_the_document(self, officer, duty):
        found = samples.kept(duty, samples.ARABIC)
        assert 'class="document-text" lang="ar" dir="rtl"' in shown(officer, "document", found.pk)

    def test_links_a_citation_to_the_very_paragraph(self, officer, duty):
        cited = samples.kept(duty, samples.text("S/RES/1970 (2011)"), "cited.txt")
        found = samples.kept(duty, samples.text())
        assert f'href="{reverse("documents:paragraph", args=[cited.pk, "1"])}"' in shown(officer, "document", found.pk)

    def test_a_citation_leads_to_the_version_that_it_names(self, officer, duty):
        symbol = "S/RES/1970 (2011)"
        made = {
            version: samples.kept(duty, samples.text(symbol, days=90 + n), f"{n}.txt")
            for n, version in enumerate(["", "Rev.1", "Rev.2", "Corr.1"])
        }
        for version, one in made.items():
            Document.objects.filter(pk=one.pk).update(version=version)
        found = samples.kept(duty, samples.text())

        def leads_to() -> list[str]:
            page = shown(officer, "document", found.pk)
            return [version for version, one in made.items() if f'href="/documents/{one.pk}/' in page]

        assert leads_to() == [""]
        Document.objects.filter(pk=made[""].pk).update(work="elsewhere")
        assert leads_to() == ["Rev.2"]
        Document.objects.filter(pk__in=[made["Rev.1"].pk, made["Rev.2"].pk]).update(work="elsewhere")
        assert leads_to() == []

    def test_a_paragraph_s_address_leads_to_it(self, officer, duty):
        found = samples.kept(duty, samples.text())
        answer = officer.get(reverse("documents:paragraph", args=[found.pk, "2"]))
        assert answer["Location"] == f"{reverse('documents:document', args=[found.pk])}#p-2"
        assert officer.get(reverse("documents:paragraph", args=[found.pk, "99"])).status_code == 404

    def test_a_document_set_aside_says_why_and_offers_another_try(self, officer, duty):
        received = services.receive(content=[b"%PDF-1.4 no"], name="a.pdf", actor=duty, now=NOW)
        services.read(document_id=received.document, actor=duty, now=NOW)
        page = shown(officer, "document", received.document)
        assert "This PDF cannot be read" in page
        assert 'value="read"' in page

    def test_can_be_printed_and_taken_away(self, officer, duty):
        found = samples.kept(duty, samples.text())
        assert "withdraw all heavy weapons" in shown(officer, "print", found.pk)
        taken = {
            form: officer.get(reverse("documents:fetch", args=[found.pk, form])) for form in ("original", "json", "akn")
        }
        assert b"".join(taken["original"].streaming_content) == samples.text()
        assert json.loads(taken["json"].content)["format"] == "evenhand-document-1"
        assert b"akomaNtoso" in taken["akn"].content
        assert all("attachment" in one["Content-Disposition"] for one in taken.values())


class TestReview:
    def test_a_person_corrects_and_the_history_tells(self, officer, duty):
        found = samples.kept(duty, samples.text())
        form = {"verb": "correct", "title": "The Orisia agreement", "reason": "Page 1", "based_on": "0.1"}
        officer.post(reverse("documents:act", args=[found.pk]), form)
        page = shown(officer, "review", found.pk)
        assert "Head put right" in page
        assert "Agreement on the withdrawal of heavy weapons" in page

    @pytest.mark.parametrize("verb", ["correct", "confirm"])
    def test_a_stale_form_puts_nothing_back(self, officer, duty, verb):
        found = samples.kept(duty, samples.text())
        assert 'name="based_on" value="0.1"' in shown(officer, "review", found.pk)
        services.correct(document_id=found.pk, values={"title": "Newer"}, reason="", actor=duty, now=NOW)
        form = {"verb": verb, "title": "Older", "based_on": "0.1"}
        answer = officer.post(reverse("documents:act", args=[found.pk]), form, follow=True)
        found.refresh_from_db()
        assert (found.title, found.heads.count()) == ("Newer", 1)
        assert "since you opened it" in answer.content.decode()

    def test_what_the_form_showed_is_no_correction_and_a_month_stays(self, officer, duty):
        found = samples.kept(duty, samples.text())
        head = found.reading.head | {"date": "2020-12", "language": ""}
        Reading.objects.create(
            document=found, number=2, at=NOW, by="x", result=found.reading.result, head=head, counts={}
        )
        Document.objects.filter(pk=found.pk).update(reading=found.readings.get(number=2))
        page = shown(officer, "review", found.pk)
        assert 'name="date" type="text" dir="ltr" value="2020-12"' in page
        assert '<option value="" selected>' in page
        form = {"verb": "correct", "title": "New", "date": "2020-12", "language": "", "based_on": "0.2"}
        was = {"was-title": head["title"], "was-date": "2020-12", "was-language": ""}
        officer.post(reverse("documents:act", args=[found.pk]), form | was)
        assert found.heads.get().values == {"title": "New"}

    def test_a_wrong_field_is_said_and_nothing_kept(self, officer, duty):
        found = samples.kept(duty, samples.text())
        answer = officer.post(
            reverse("documents:act", args=[found.pk]),
            {"verb": "correct", "date": "soon", "based_on": "0.1"},
            follow=True,
        )
        assert "which it cannot be" in answer.content.decode()
        assert not found.heads.exists()

    def test_every_verb_is_known(self, officer, duty):
        found = samples.kept(duty, samples.text())
        address = reverse("documents:act", args=[found.pk])
        for verb in ("confirm", "read", "open", "close"):
            assert officer.post(address, {"verb": verb}).status_code == 302
        for verb in ("release", "recall"):
            assert officer.post(address, {"verb": verb, "organisation": "north"}).status_code == 302
        assert officer.post(address, {"verb": "burn"}).status_code == 400


class TestListing:
    def test_filters_and_says_when_nothing_matches(self, officer, duty):
        assert "No documents yet" in shown(officer, "library")
        samples.kept(duty, samples.CHINESE)
        assert "沿海公路开放计划" in shown(officer, "library", language="zh", kind="plan", q="ST/ORISIA")
        assert "No document matches" in shown(officer, "library", language="en")
        assert officer.get(reverse("documents:library"), {"begins": "soon"}).status_code == 400

    def test_search_shows_the_paragraph_with_its_marks(self, officer, duty):
        samples.kept(duty, samples.CHINESE)
        assert "<mark>沿海公路</mark>" in shown(officer, "search", q="沿海公路")
        assert "No paragraph holds these words" in shown(officer, "search", q="nothing")
        assert "What are you looking for?" in shown(officer, "search")

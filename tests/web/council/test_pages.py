import io
import re
import zipfile

import pytest
from django.urls import reverse

from evenhand_web.council.models import Record
from web.council.conftest import MEETING

MONTH = {"month": "2020-02"}
SEATS = {"seats": [{"member": "x", "name": {"en": "Xland"}, "permanent": True}]}


@pytest.fixture
def desk(written):
    """A few records of each kind, one of them a draft."""
    written("item", "coast", {"name": {"en": "The coast"}, "region": "africa"})
    written("seats", "seats", SEATS | {"counted_from": "2020-01", "president_then": "x"})
    written("meeting", "meeting-one", MEETING | {"briefers": [{"name": "A. Speaker", "gender": "woman"}]})
    written("meeting", "meeting-draft", MEETING | {"title": {"en": "Hidden sitting"}}, release=False)
    vote = {"in_favour": 14, "ballots": [{"member": "x", "choice": "against"}]}
    written("product", "res-1", {"symbol": "S/RES/1", "kind": "resolution", "day": "2020-02-11", "vote": vote})
    steps = [{"kind": "established", "on": "2020-01-01", "until": "2020-12-31"}]
    written("measure", "measure-one", {"name": {"en": "Mandate one"}, "kind": "mandate", "steps": steps})
    cycle = {"kind": "every-days", "number": 60, "counted_from": "2020-12-01"}
    written("duty", "duty-one", {"name": {"en": "Report one"}, "cycle": cycle})
    written(
        "mission", "mission-one", {"name": {"en": "Mission one"}, "events": [{"stage": "closed", "on": "2021-01-05"}]}
    )
    sitting = {"place": {"en": "Rome"}, "to_come": True}
    written("body", "group", {"name": {"en": "Group"}, "kind": "contact-group", "sittings": [sitting]})
    claim = {"counts": "meeting.briefing", "number": 2}
    told = [{"counts": "meeting.briefing", "day": "2020-02-12"}]
    written("claims", "claims-one", {"month": "2020-02", "claims": [claim], "mentions": told})
    written("programme", "programme-one", MONTH | {"entries": [{"day": "2020-02-11", "item": "coast"}]})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("desk", ["Report one", "32 days", "Mandate one", "2 days left", "Group", "day not fixed", "Xland"]),
        ("meetings", ["The coast", "briefing"]),
        ("products", ["S/RES/1", "14"]),
        ("measures", ["Mandate one", "in force"]),
        ("reporting", ["every 60 days", "2021-01-30"]),
        ("missions", ["Mission one", "7 days left"]),
        ("bodies", ["Rome", "day not fixed"]),
        ("briefers", ["A. Speaker", "100"]),
        ("claims", ["Told and not recorded", "2020-02-12"]),
    ],
)
def test_lists_show_what_is_released_and_nothing_of_a_draft(desk, browser_of, name, words):
    text = browser_of("liaison").get(reverse(f"council:{name}")).content.decode()

    assert [word for word in words if word not in text] == []
    assert "Hidden sitting" not in text
    assert "meeting-draft" not in text


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ("res-1", ["14 stated, 0 among the ballots", "vetoed"]),
        ("measure-one", ["last day", "2020-12-31"]),
        ("duty-one", ["coming"]),
        ("mission-one", ["Closes"]),
        ("group", ["day not fixed"]),
        ("claims-one", ["briefings"]),
    ],
)
def test_a_record_shows_what_follows_from_it(desk, browser_of, record, words):
    text = browser_of("liaison").get(reverse("council:record", args=[record])).content.decode().lower()

    assert [word for word in words if word.lower() not in text] == []


def test_a_draft_looks_like_what_is_not_there(desk, browser_of):
    client = browser_of("liaison")
    texts = [client.get(reverse("council:record", args=[key])) for key in ("meeting-draft", "meeting-nones")]

    assert [one.status_code for one in texts] == [404, 404]
    assert len(texts[0].content) == len(texts[1].content)
    assert "Hidden sitting" in browser_of("secretariat").get(reverse("council:meetings")).content.decode()


@pytest.mark.parametrize("query", ["?q=speaker", "?format=briefing&month=2020-02", "?item=coast&openness=public"])
def test_meetings_are_found_by_what_they_hold(desk, browser_of, query):
    assert "meeting-one" in browser_of("liaison").get(reverse("council:meetings") + query).content.decode()


def test_an_empty_desk_says_so(browser_of, organisations):
    client = browser_of("liaison")
    for name in ("desk", "meetings", "products", "measures", "reporting", "missions", "bodies", "briefers", "claims"):
        assert 'class="empty"' in client.get(reverse(f"council:{name}")).content.decode()
    assert client.get(reverse("council:assessment", kwargs=MONTH)).status_code == 200


def test_a_month_that_is_none_is_refused(browser_of, organisations):
    client = browser_of("liaison")
    for path in ("programme/2020-99/", "assessment/x/", "programme/?month=a/b", "assessment/?month=2020"):
        assert client.get(f"/council/{path}").status_code == 400


def test_the_programme_stands_beside_what_was_held(desk, browser_of):
    text = browser_of("liaison").get(reverse("council:programme-of", kwargs=MONTH)).content.decode()

    assert text.count('data-status="held"') == 1
    assert "not in the programme" not in text


class TestAssessment:
    def test_is_issued_corrected_and_taken_away_as_a_word_file(self, desk, browser_of, written):
        client = browser_of("secretariat")
        page = reverse("council:assessment", kwargs=MONTH)
        client.post(reverse("council:assessment-issue", kwargs=MONTH))
        assert "The records still say the same" in client.get(page).content.decode()
        written("meeting", "meeting-two", MEETING | {"day": "2020-02-20"})
        assert "a correction is due" in client.get(page).content.decode()
        client.post(reverse("council:assessment-issue", kwargs=MONTH), {"reason": "One was missing."})
        text = browser_of("liaison").get(page).content.decode()
        assert "One was missing." in text
        assert "<ins" in text
        told = client.get(reverse("council:assessment-word", kwargs=MONTH)).content
        document = zipfile.ZipFile(io.BytesIO(told)).read("word/document.xml").decode()
        assert "does not represent the views of the Council" in document

    def test_taken_back_is_no_longer_issued(self, desk, browser_of):
        client, page = browser_of("secretariat"), reverse("council:assessment", kwargs=MONTH)
        client.post(reverse("council:assessment-issue", kwargs=MONTH))
        key = Record.objects.get(kind="assessment").pk
        client.post(reverse("council:withdraw", args=[key]), {"reason": "Too early."})
        assert "The records still say the same" not in client.get(page).content.decode()
        client.post(reverse("council:assessment-issue", kwargs=MONTH), {"reason": "Now."})
        text = client.get(page).content.decode()
        assert "The records still say the same" in text
        assert "Corrections that were issued" not in text
        assert "version 1." in browser_of("liaison").get(page).content.decode()

    def test_is_made_from_what_is_released_alone(self, desk, browser_of):
        text = browser_of("secretariat").get(reverse("council:assessment", kwargs=MONTH)).content.decode()

        assert "briefings: 1" in text
        assert "Hidden sitting" not in text


class TestForms:
    def test_a_form_filled_in_becomes_a_record_and_comes_back_filled(self, desk, browser_of):
        client = browser_of("secretariat")
        sent = {
            "record_id": "meeting-new", "based_on": "0", "release": "yes", "day": "2020-03-01", "format": "adoption",
            "title.fr": "Adoption", "requested_by": "A\nB", "outcome": ["resolution"], "briefers.count": "3",
            "briefers.1.name": "C. Speaker", "briefers.1.gender": "woman", "briefers.2.gender": "man",
            "other_business": "yes", "speakers": "60", "basis.symbol": "S/2020/1", "points.count": "1",
        }  # fmt: skip
        answer = client.post(reverse("council:new", args=["meeting"]), sent)
        assert answer.status_code == 302
        shown = client.get(reverse("council:edit", args=["meeting-new"])).content.decode()
        assert re.search(r'name="briefers\.0\.name" value="C\. Speaker"', shown)
        assert 'value="60"' in shown
        assert "A\nB" in shown

    def test_faults_are_told_at_their_fields_and_nothing_is_lost(self, desk, browser_of):
        sent = {"record_id": "meeting-new", "day": "soon", "format": "adoption", "speakers": "many", "chaired_by": "Me"}
        answer = browser_of("secretariat").post(reverse("council:new", args=["meeting"]), sent)
        text = answer.content.decode()

        assert answer.status_code == 400
        assert 'id="f-day-e"' in text
        assert 'id="f-speakers-e"' in text
        assert 'value="Me"' in text
        assert not Record.objects.filter(pk="meeting-new").exists()

    @pytest.mark.parametrize(
        "kind", ["meeting", "product", "measure", "duty", "mission", "programme", "body", "item", "seats", "claims"]
    )
    def test_every_kind_has_a_form_and_an_empty_one_is_refused_or_written(self, desk, browser_of, kind):
        client = browser_of("secretariat")
        assert client.get(reverse("council:new", args=[kind])).status_code == 200

        assert client.post(reverse("council:new", args=[kind]), {"release": "yes"}).status_code in (302, 400)

    def test_what_the_service_refuses_is_told_in_the_form(self, desk, browser_of):
        client = browser_of("secretariat")
        sent = {"based_on": "1", "release": "yes", "day": "2020-02-12", "format": "briefing"}
        answer = client.post(reverse("council:edit", args=["meeting-one"]), sent)

        assert answer.status_code == 400
        assert "no reason is given" in answer.content.decode()
        assert client.get("/council/new/party/").status_code == 404

    def test_a_record_is_taken_back(self, desk, browser_of):
        browser_of("secretariat").post(reverse("council:withdraw", args=["meeting-one"]), {"reason": "Why."})

        assert browser_of("liaison").get(reverse("council:record", args=["meeting-one"])).status_code == 404


def test_the_file_of_meetings_holds_the_rows_that_are_seen(desk, browser_of):
    text = browser_of("liaison").get(reverse("council:meetings-file")).content.decode()

    assert len(text.splitlines()) == 2
    assert "A. Speaker" in text

"""What-if: outlines, trials and drafts, as the page asks for them."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from evenhand_web.agreements.models import AgreementVersion
from evenhand_web.drafts import trials, views
from evenhand_web.drafts.models import Draft
from evenhand_web.incidents.models import Alert
from evenhand_web.ledger.models import Entry
from web.observations.samples import load, track_csv

BEGAN = datetime(2020, 12, 6, 4, tzinfo=UTC)
HERE = [15.38, 31.50]
ADDRESS = ["coastal-example", "2"]
WIDE = {"polygon": ["harbour", [15.6, 31.2], [15.6, 31.7], [15.3, 31.7]]}
AWAY = {"polygon": [[17.0, 31.2], [17.6, 31.2], [17.6, 31.7]]}
BOW = {"polygon": [[15.0, 31.0], [16.0, 32.0], [16.0, 31.0], [15.0, 32.0]]}


@pytest.fixture
def post(browser_of):
    """Posts edits to one of the page's addresses as the analyst."""
    browser = browser_of("analyst")

    def send(name, body):
        address = reverse(f"drafts:{name}", args=ADDRESS)
        return browser.post(
            address, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"}
        )

    return send


@pytest.fixture
def fixes(db):
    """Half an hour of fixes of a military aircraft at one place in the zone, and who it is."""
    load(track_csv(begins_at=BEGAN, minutes=30))
    identities = b"object,category,party\nicao24:4b0001,military-aircraft,north\n"
    load(identities, name="identities.csv", source="desk")


def steps(response):
    return [json.loads(line) for line in b"".join(response.streaming_content).decode().splitlines()]


class TestOutline:
    def test_draws_what_changes_and_says_it_in_words(self, post, coastal):
        answer = post("outline", {"shapes": {"coastal-zone": WIDE}}).json()

        assert [one["properties"]["area"] for one in answer["features"]] == ["coastal-zone"]
        assert answer["faults"] == []
        assert any("Coastal zone" in sentence for sentence in answer["changes"])

    def test_says_of_a_line_that_crosses_itself_where_it_does(self, post, coastal):
        answer = post("outline", {"shapes": {"coastal-zone": BOW}}).json()

        [fault] = answer["faults"]
        assert (fault["noun"], fault["entry"]) == ("area", "coastal-zone")
        lat, lon = map(float, fault["value"].split(","))
        assert (lat, lon) == (pytest.approx(31.5, abs=0.05), pytest.approx(15.5, abs=0.01))
        assert answer["features"] == []

    def test_says_which_figure_is_none(self, post, coastal):
        [fault] = post("outline", {"rules": {"no-flights": {"max_gap": "soon"}}}).json()["faults"]

        assert (fault["noun"], fault["entry"]) == ("rule", "no-flights")

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            pytest.param([], "drafts.bad-edits", id="a-list"),
            pytest.param({"files": {}}, "drafts.bad-edits", id="other-keys"),
            pytest.param({"shapes": {"port": "circle"}}, "drafts.bad-edits", id="a-word"),
            pytest.param({"shapes": {"nowhere": WIDE}}, "agreements.no-such-entry", id="no-such-area"),
            pytest.param({"rules": {"no-flights": {"binds": []}}}, "agreements.not-editable", id="no-figure"),
            pytest.param({"shapes": {"port": {"union": [[1] * 30_000]}}}, "drafts.too-many-edits", id="too-many"),
        ],
    )
    def test_refuses_what_the_page_never_sends(self, post, coastal, body, code):
        response = post("outline", body)

        assert 400 <= response.status_code < 500
        assert response.json()["problem"]["code"] == code

    def test_refuses_a_flood(self, post, coastal, monkeypatch):
        monkeypatch.setattr(views, "MOST_BYTES", 10)

        assert post("outline", {"shapes": {}, "rules": {}}).json()["problem"]["code"] == "drafts.bad-edits"


@pytest.fixture
def _nobody_is_trying(settings, tmp_path):
    """The locks of trials lie in a folder of this test alone: others may run tests at the same time."""
    settings.WORKSPACE = tmp_path


@pytest.mark.usefixtures("_nobody_is_trying")
class TestTrial:
    def test_shows_what_would_have_been_raised_and_stores_nothing(self, post, coastal, fixes):
        told = steps(post("trial", {"shapes": {"coastal-zone": AWAY}}))

        assert [one.get("step") for one in told[:-1]] == ["reading", "before", "after", "comparing"]
        result = told[-1]["result"]
        assert (result["before"], result["after"], result["counts"]) == (1, 0, {"withdrawn": 1})
        assert [one["properties"]["change"] for one in result["listed"]] == ["withdrawn"]
        assert (Draft.objects.count(), Alert.objects.count(), AgreementVersion.objects.count()) == (0, 0, 1)

    def test_runs_only_rules_that_the_change_may_touch(self, post, coastal, fixes):
        told = steps(post("trial", {"rules": {"no-flights": {"min_dwell": "1 h"}}}))

        assert told[1]["rules"] == 1
        assert told[-1]["result"]["counts"] == {"withdrawn": 1}

    def test_an_edit_that_is_no_agreement_is_not_tried(self, post, coastal):
        response = post("trial", {"shapes": {"coastal-zone": BOW}})

        assert response.status_code == 400
        assert response.json()["faults"][0]["entry"] == "coastal-zone"

    def test_one_person_tries_one_thing_at_a_time(self, post, coastal, fixes):
        first = post("trial", {"shapes": {"coastal-zone": AWAY}})
        begun = next(iter(first.streaming_content))

        [told] = steps(post("trial", {"shapes": {"coastal-zone": AWAY}}))

        assert json.loads(begun) == {"step": "reading"}
        assert told["problem"]["code"] == "drafts.trial-running"
        first.close()
        assert "result" in steps(post("trial", {"shapes": {"coastal-zone": AWAY}}))[-1]

    def test_what_can_be_no_text_is_refused(self, post, coastal):
        response = post("trial", {"rules": {"no-flights": {"min_dwell": "\ud800"}}})

        assert response.status_code == 400
        assert response.json()["problem"]["code"] == "drafts.bad-edits"

    def test_more_than_a_page_can_replay_is_said(self, post, coastal, fixes, monkeypatch):
        monkeypatch.setattr(trials, "MOST_ROWS", 3)

        told = steps(post("trial", {"shapes": {"coastal-zone": AWAY}}))

        assert told[-1]["problem"]["code"] == "drafts.too-much-to-try"
        assert steps(post("trial", {"shapes": {"coastal-zone": AWAY}}))[0] == {"step": "reading"}


class TestSave:
    def test_keeps_a_draft_that_can_be_read_and_adopted_later(self, post, browser_of, coastal):
        answer = post("save", {"shapes": {"coastal-zone": WIDE}, "version": "3", "note": "Wider by a mile"}).json()

        row = Draft.objects.get()
        assert (row.version, row.note, row.based_on) == ("3", "Wider by a mile", coastal.digest)
        assert answer["href"] == f"/agreements/coastal-example/#draft-{row.digest[:12]}"
        assert Entry.objects.filter(action="drafts.save", subject="coastal-example").count() == 1
        page = browser_of("analyst", username="other").get("/agreements/coastal-example/").content.decode()
        assert "Wider by a mile" in page
        assert "Wider by a mile" not in browser_of("monitor").get("/agreements/coastal-example/").content.decode()

    def test_the_same_again_changes_nothing(self, post, coastal):
        body = {"shapes": {"coastal-zone": WIDE}, "version": "3", "note": "Wider"}

        assert post("save", body).json() == post("save", body).json()
        assert Draft.objects.count() == 1

    @pytest.mark.parametrize(
        ("more", "code"),
        [
            ({"version": "2", "note": "x"}, "drafts.number-taken"),
            ({"version": "3", "note": " "}, "drafts.note-missing"),
            ({"version": " ", "note": "x"}, "drafts.bad-edits"),
        ],
    )
    def test_refuses_a_draft_without_number_or_reason(self, post, coastal, more, code):
        assert post("save", {"shapes": {"coastal-zone": WIDE}, **more}).json()["problem"]["code"] == code

    def test_there_is_no_draft_of_another_digest(self, browser_of, coastal):
        address = reverse("drafts:download", args=["coastal-example", "0" * 64])

        response = browser_of("analyst").get(address, headers={"Accept": "application/json"})

        assert response.json()["problem"]["code"] == "drafts.no-such-draft"


def test_the_page_holds_all_that_its_script_edits(browser_of, coastal):
    config = browser_of("analyst").get("/what-if/coastal-example/").context["config"]

    assert set(config["shapes"]) == {"coastal-zone", "port"}
    assert config["next_version"] == "3"
    [rule] = [one for one in config["rules"] if one["id"] == "no-flights"]
    assert {"min_dwell", "max_gap", "in_force"} <= set(rule["fields"])


def test_an_analyst_of_a_party_may_not_try(browser_of, coastal):
    assert browser_of("analyst", "north").get("/what-if/coastal-example/").status_code == 403

"""The desk's pages over HTTP, in every language."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import queries, services
from evenhand_web.incidents.filters import AlertFilters
from evenhand_web.incidents.mapping import COLUMNS
from evenhand_web.incidents.models import Alert
from web.alerts import BEGAN, alerts
from web.conftest import NOW

LANGUAGES = ["en", "ar", "fr", "zh-hans"]


@pytest.fixture
def desk(db) -> None:
    rows = [
        {
            "alert": "early",
            "began_at": BEGAN - timedelta(days=3),
            "ended_at": BEGAN - timedelta(days=2),
            "object": "mmsi:1",
        },
        {"alert": "plain"},
        {"alert": "doubtful", "certainty": "possible", "party": None, "category": None, "dwell_s": 60.0},
        {"alert": "shots", "object": None, "event": "E-7", "related": ["E-7", "E-8"], "nuisance": "gas-flare"},
    ]
    services.record_alerts(alerts=alerts(*rows), actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/alerts/", "/alerts/?q=zzz", "/alerts/plain/", "/alerts/shots/", "/ledger/", "/me/"])
def test_every_page_speaks_every_language(desk, browser_of, path, language):
    browser = browser_of("duty-officer")
    browser.cookies["language"] = language
    response = browser.get(path)

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.content.decode()


PERHAPS = {"presence": "perhaps", "certainty": "possible", "doubts": ["position-error"], "entry": None, "exit": None}
CROWDED = {"object": None, "area": None, "reason": "crowded", "certainty": "possible", "doubts": ["crowded"]}
CLEARING = {"nuisance": "announced-demining", "certainty": "possible", "doubts": ["nuisance"]}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(PERHAPS, ["Perhaps inside", "Positions that may be inside"], id="perhaps-inside"),
        pytest.param(CROWDED, ["not complete"], id="crowded"),
        pytest.param(CLEARING, ["Announced demining"], id="announced"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_less_than_sure_is_said_on_the_page(db, browser_of, facts, words, language):
    services.record_alerts(alerts=alerts({"alert": "one", **facts}), actor=SYSTEM, now=NOW)
    browser = browser_of("duty-officer")
    browser.cookies["language"] = language

    page, listed = (browser.get(path).content.decode() for path in ("/alerts/one/", "/alerts/"))

    assert "/alerts/one/" in listed
    assert all(word in page for word in words) == (language == "en")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"early", "plain", "doubtful", "shots"}),
        ({"certainty": "possible"}, {"doubtful"}),
        ({"party": "unknown"}, {"doubtful"}),
        ({"q": "MMSI:1"}, {"early"}),
        ({"q": "e-8"}, {"shots"}),
        ({"begins": "2020-12-06"}, {"plain", "doubtful", "shots"}),
        ({"ends": "2020-12-05"}, {"early"}),
        ({"begins": "2020-12-04", "ends": "2020-12-04"}, {"early"}),
        ({"state": "dismissed"}, set()),
        ({"assignee": "me"}, set()),
        ({"assignee": "nobody"}, {"early", "plain", "doubtful", "shots"}),
        ({"state": "nonsense", "sort": "nonsense", "page": "nonsense"}, {"early", "plain", "doubtful", "shots"}),
    ],
)
def test_filters_find_what_they_say(desk, browser_of, query, expected):
    response = browser_of("duty-officer").get(reverse("incidents:queue"), query)

    assert {row.id for row in response.context["page"].rows} == expected


@pytest.mark.parametrize("value", ["yesterday", "2020-13-01", "0001-01-01'", "<b>"])
def test_a_date_that_is_none_is_refused_in_words(desk, browser_of, value):
    response = browser_of("duty-officer").get(reverse("incidents:queue"), {"begins": value})

    assert (response.status_code, b"2020-12-06" in response.content) == (400, True)


def test_a_span_beyond_the_calendar_is_refused_in_words(desk, browser_of):
    response = browser_of("duty-officer").get(reverse("incidents:queue"), {"ends": "9999-12-31"})

    assert response.status_code == 400


@pytest.mark.parametrize(
    ("sort", "first"), [("-began", "doubtful"), ("began", "early"), ("certainty", "early"), ("duration", "doubtful")]
)
def test_sorting_puts_the_right_alert_first(actor, desk, sort, first):
    assert queries.alert_list(actor("monitor"), AlertFilters(), sort).page.rows[0].id == first


def test_pages_follow_one_another_without_loss(actor, db):
    services.record_alerts(alerts=alerts(*({"alert": f"a{n:03}"} for n in range(120))), actor=SYSTEM, now=NOW)
    pages = [queries.alert_list(actor("monitor"), AlertFilters(), "began", n).page for n in (1, 2, 3)]

    assert [(page.first, page.last, page.total) for page in pages] == [(1, 50, 120), (51, 100, 120), (101, 120, 120)]
    assert len({row.id for page in pages for row in page.rows}) == 120


def test_a_hostile_name_stays_text(browser_of, db):
    name = '"><script>alert(1)</script>'
    services.record_alerts(alerts=alerts({"alert": "evil", "object": name, "article": name}), actor=SYSTEM, now=NOW)
    browser = browser_of("duty-officer")

    for path in ("/alerts/", "/alerts/evil/"):
        assert b"<script>alert" not in browser.get(path).content


class TestExport:
    def body(self, browser, as_format: str, **query) -> str:
        return browser.get(reverse("incidents:export", args=[as_format]), query).content.decode("utf-8-sig")

    def test_holds_what_the_queue_shows(self, desk, browser_of):
        rows = list(csv.DictReader(io.StringIO(self.body(browser_of("monitor"), "csv", certainty="possible"))))

        assert [(row["alert"], row["state"]) for row in rows] == [("doubtful", "new")]

    def test_is_the_table_of_alerts_with_the_state(self, desk, browser_of):
        rows = json.loads(self.body(browser_of("monitor"), "json"))

        assert set(rows[0]) == {*COLUMNS, "state"}

    def test_is_a_feature_collection(self, desk, browser_of):
        assert json.loads(self.body(browser_of("monitor"), "geojson"))["type"] == "FeatureCollection"


class TestForms:
    def post(self, browser, **form):
        return browser.post(reverse("incidents:act"), {"next": "/alerts/plain/"} | form, follow=True)

    def test_dismiss_and_come_back_to_the_page(self, desk, browser_of):
        form = {"verb": "dismiss", "alert": ["plain", "early"], "reason": "harmless", "text": "Survey flight."}
        response = self.post(browser_of("duty-officer"), **form)

        assert response.redirect_chain == [("/alerts/plain/", 302)]
        assert b"Done for 2 alerts." in response.content
        assert set(Alert.objects.filter(state="dismissed").values_list("pk", flat=True)) == {"plain", "early"}

    def test_say_what_is_missing_and_keep_the_page(self, desk, browser_of):
        response = self.post(browser_of("duty-officer"), verb="dismiss", alert="plain", reason="other", text=" ")

        assert b"Say in a sentence what you know." in response.content
        assert Alert.objects.get(pk="plain").state == "new"

    def test_need_the_token_of_the_page(self, desk, person):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(person("duty-officer"))

        assert browser.post(reverse("incidents:act"), {"verb": "take", "alert": "plain"}).status_code == 403


def test_the_table_of_alerts_and_the_rows_have_the_same_columns():
    kept = {field.name for field in Alert._meta.get_fields()}

    assert set(COLUMNS) <= kept


def test_an_object_is_called_by_its_name_and_its_id(browser_of, db):
    services.record_alerts(alerts=alerts({"label": "TRN401"}), actor=SYSTEM, now=NOW)
    browser = browser_of("monitor")

    queue = browser.get("/alerts/").content.decode()
    record = browser.get("/alerts/alert-a/").content.decode()
    found = browser.get("/alerts/", {"q": "trn401"}).context["page"]

    assert "<bdi>TRN401</bdi>" in queue
    assert "<bdi>TRN401</bdi>" in record
    assert found.total == 1


def test_the_span_of_what_one_may_see_ends_where_the_last_alert_does(actor, db):
    services.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)

    begins_at, ends_at = queries.span(actor("monitor"))

    assert begins_at < ends_at
    assert queries.span(actor("liaison")) is None

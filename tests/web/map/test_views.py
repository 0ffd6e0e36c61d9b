"""The map's pages and data, as each role sees them."""

import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import services as incidents
from evenhand_web.map import queries
from web.alerts import alerts
from web.conftest import NOW
from web.observations.samples import load, track_csv

BEGAN = datetime(2020, 12, 6, 4, tzinfo=UTC)
DATA = "/map/situation.geojson"
STRETCH = {"from": "2020-12-06T04:00:00Z", "until": "2020-12-06T04:10:00Z"}
OUTSIDERS = ["liaison", "commissioner", "secretariat"]


def of(answer, kind):
    return [one["properties"] for one in answer["features"] if one["properties"]["kind"] == kind]


@pytest.fixture
def fixes(db):
    """Half an hour of fixes, one a minute, from 04:00."""
    return load(track_csv(begins_at=BEGAN, minutes=30))


@pytest.fixture
def alert(db):
    incidents.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)
    return "alert-a"


class TestSituationData:
    def test_begins_are_included_and_ends_are_not(self, browser_of, coastal, fixes):
        [track] = of(browser_of("monitor").get(DATA, STRETCH).json(), "track")

        assert len(track["times"]) == 10
        assert track["times"][0] == BEGAN.timestamp()

    def test_is_geojson_with_one_coordinate_a_time(self, browser_of, coastal, fixes):
        response = browser_of("monitor").get(DATA, STRETCH)

        answer = response.json()
        [feature] = answer["features"]
        assert response["Content-Type"] == "application/geo+json"
        assert answer["type"] == "FeatureCollection"
        assert feature["geometry"]["type"] == "MultiPoint"
        lengths = {len(feature["properties"][name]) for name in ("times", "accuracies", "integrities", "sources")}
        assert lengths == {len(feature["geometry"]["coordinates"])}

    def test_says_when_it_leaves_fixes_out(self, browser_of, coastal, fixes, monkeypatch):
        monkeypatch.setattr(queries, "MAX_POINTS", 5)

        told = browser_of("monitor").get(DATA, STRETCH).json()["evenhand"]

        assert told["total"] == 10
        assert told["shown"] < 10
        assert told["every"] == 2

    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_shows_no_track_outside_the_mission(self, browser_of, coastal, fixes, role):
        answer = browser_of(role).get(DATA, STRETCH).json()

        assert answer["features"] == []
        assert answer["evenhand"]["total"] == 0

    @pytest.mark.parametrize(("released", "seen"), [(False, []), (True, ["alert-a"])])
    def test_shows_a_party_only_the_alerts_released_to_it(self, browser_of, actor, coastal, alert, released, seen):
        if released:
            incidents.release(
                alert_ids=[alert], organisation="north", actor=actor("duty-officer"), now=NOW, text="for your answer"
            )
        day = {"from": "2020-12-06T00:00:00Z", "until": "2020-12-07T00:00:00Z"}

        assert [one["alert"] for one in of(browser_of("liaison").get(DATA, day).json(), "alert")] == seen
        assert of(browser_of("liaison", "south").get(DATA, day).json(), "alert") == []

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            pytest.param({}, "foundation.not-an-instant", id="no-time"),
            pytest.param(STRETCH | {"from": "2020-12-06T04:00"}, "foundation.naive-instant", id="a-time-without-zone"),
            pytest.param(STRETCH | {"until": "2020-12-06T04:00:00Z"}, "map.bad-stretch", id="empty"),
            pytest.param(STRETCH | {"until": "2021-12-06T04:00:00Z"}, "map.bad-stretch", id="a-year"),
        ],
    )
    def test_refuses_times_that_make_no_sense(self, browser_of, given, code):
        response = browser_of("monitor").get(DATA, given, headers={"Accept": "application/json"})

        assert response.status_code == 400
        assert response.json()["problem"]["code"] == code

    def test_the_last_day_of_the_calendar_is_empty(self, browser_of, coastal):
        response = browser_of("monitor").get(DATA, {"from": "9999-12-31T00:00:00Z", "until": "9999-12-31T23:00:00Z"})

        assert response.status_code == 200
        assert response.json()["features"] == []

    def test_is_not_sent_twice(self, browser_of, coastal, fixes):
        browser = browser_of("monitor")
        first = browser.get(DATA, STRETCH)

        again = browser.get(DATA, STRETCH, headers={"If-None-Match": first["ETag"]})

        assert again.status_code == 304
        assert "private" in first["Cache-Control"]


class TestTimeline:
    def test_counts_every_fix_once(self, browser_of, coastal, fixes, alert):
        answer = browser_of("monitor").get(reverse("map:timeline-data")).json()

        assert sum(one["fixes"] for one in answer["bins"]) == 30
        assert sum(one["certain"] for one in answer["bins"]) == 1
        assert answer["marks"] == [datetime(2020, 12, 6, 4, 15, tzinfo=UTC).timestamp()]

    def test_tells_a_party_nothing_of_what_it_may_not_see(self, browser_of, coastal, fixes, alert):
        answer = browser_of("liaison").get(reverse("map:timeline-data")).json()

        assert sum(one["fixes"] + one["certain"] + one["possible"] for one in answer["bins"]) == 0
        assert answer["marks"] == []


class TestSituationPage:
    def test_lists_what_is_in_the_window_without_scripts(self, browser_of, coastal, fixes, alert):
        page = browser_of("monitor").get("/", {"at": "2020-12-06T04:20:00Z", "window": "3600"}).content.decode()

        assert "icao24:4b0001" in page
        assert reverse("incidents:alert", args=["alert-a"]) in page

    def test_opens_at_the_end_where_the_address_makes_no_sense(self, browser_of, coastal, fixes):
        response = browser_of("monitor").get("/", {"at": "yesterday", "window": "-1"})

        config = response.context["config"]
        assert response.status_code == 200
        assert config["at"] == config["ends"]
        assert config["window"] == 12 * 3600

    def test_is_empty_and_well_before_anything_came(self, browser_of):
        assert browser_of("duty-officer").get("/").status_code == 200

    def test_tells_outsiders_why_there_are_no_tracks(self, browser_of, coastal):
        assert "monitoring mission only" in browser_of("liaison").get("/").content.decode()

    @pytest.mark.parametrize("language", ["en", "ar", "fr", "zh-hans"])
    def test_speaks_every_language(self, browser_of, coastal, language):
        browser = browser_of("monitor")
        browser.cookies["language"] = language

        page = browser.get("/").content.decode()

        assert f'lang="{language}"' in page
        assert ('dir="rtl"' in page.split(">")[1]) == (language == "ar")


def test_agreement_data_holds_areas_and_places(browser_of, coastal):
    answer = browser_of("liaison").get(reverse("map:agreement-data", args=["coastal-example", "2"])).json()

    areas = {one["area"]: one for one in of(answer, "area")}
    assert set(areas) == {"coastal-zone", "port"}
    assert areas["coastal-zone"]["rules"] == [
        {"text": "No flights", "href": "/agreements/coastal-example/versions/2/#rule-no-flights"}
    ]
    assert [one["name"] for one in of(answer, "place")] == ["Al-Marsa"]


class TestAlertData:
    def test_holds_area_fixes_and_crossings(self, browser_of, coastal, alert):
        load(track_csv(object_id="icao24:4b43ac", begins_at=BEGAN, minutes=40))

        answer = browser_of("monitor").get(reverse("map:alert-data", args=[alert])).json()

        assert len(of(answer, "fix")) == 40
        assert [one["area"] for one in of(answer, "area")] == ["coastal-zone"]
        assert [one["way"] for one in of(answer, "crossing")] == ["entry", "exit"]
        assert len(of(answer, "crossing-segment")) == 2
        assert len(of(answer, "path")) == 1
        assert json.dumps(answer, allow_nan=False)

    def test_stands_without_its_agreement(self, browser_of, alert):
        answer = browser_of("monitor").get(reverse("map:alert-data", args=[alert])).json()

        assert of(answer, "area") == []
        assert len(of(answer, "crossing")) == 2

"""The coverage page, its cells for the map, and what stands beside "no alerts"."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from evenhand_web.coverage import queries
from web.observations.samples import load, track_csv

BEGAN = datetime(2020, 12, 6, 4, tzinfo=UTC)
PAGE = "/coverage/coastal-example/"
CELLS = "/coverage/cells.json"


@pytest.fixture
def fixes(db):
    """Half an hour of fixes, one a minute, from 04:00."""
    return load(track_csv(begins_at=BEGAN, minutes=30))


class TestPage:
    def test_shows_each_area_in_force_by_day(self, browser_of, coastal, fixes):
        shown = browser_of("monitor").get(PAGE).context["shown"]

        assert [row.area for row in shown.rows] == ["coastal-zone"]
        assert [cell.day.isoformat() for cell in shown.rows[0].strip] == ["2020-12-06"]
        assert shown.sensors == ("movement", "aircraft")

    def test_a_day_opens_the_map_at_its_noon_with_the_layer_on(self, browser_of, coastal, fixes):
        page = browser_of("monitor").get(PAGE).content.decode()

        assert "?at=2020-12-06T12:00Z&amp;coverage=movement&amp;show=area:coastal-example/coastal-zone" in page

    def test_a_kind_of_source_that_sent_nothing_was_nowhere(self, browser_of, coastal, fixes):
        shown = browser_of("monitor").get(PAGE, {"sensor": "ships"}).context["shown"]

        assert [cell.verdict for cell in shown.rows[0].strip] == ["blind"]

    def test_is_empty_and_well_before_anything_came(self, browser_of, coastal):
        page = browser_of("monitor").get("/coverage/").content.decode()

        assert "Nothing to show" in page

    def test_without_an_agreement_there_is_nothing_to_watch(self, browser_of):
        assert browser_of("monitor").get("/coverage/").status_code == 200

    def test_gives_the_table_to_take_away(self, browser_of, coastal, fixes):
        text = browser_of("monitor").get(reverse("coverage:export", args=["coastal-example"])).content.decode()

        rows = list(csv.DictReader(io.StringIO(text)))
        assert {row["sensor"] for row in rows} == {"movement", "aircraft"}

    @pytest.mark.parametrize(
        ("address", "query"), [(PAGE, {"sensor": "radar"}), (CELLS, {"at": "2020-12-06T00:00Z", "cell": "7"})]
    )
    def test_refuses_what_is_not_offered(self, browser_of, coastal, address, query):
        answer = browser_of("monitor").get(address, query, headers={"Accept": "application/json"})

        assert answer.status_code == 400
        assert answer.json()["problem"]["code"] == "coverage.no-such-cells"


class TestCells:
    def test_hold_a_level_a_cell_for_each_hour_of_the_day(self, browser_of, coastal, fixes):
        answer = browser_of("monitor").get(CELLS, {"at": "2020-12-06T04:15:00Z"}).json()

        assert len(answer["hours"]) == 24
        assert {len(hour["levels"]) for hour in answer["hours"]} == {len(answer["cells"])}
        heard = {hour["at"]: hour["levels"] for hour in answer["hours"]}
        assert "3" in heard[int(BEGAN.timestamp())]
        assert set(heard[int(BEGAN.timestamp()) + 3600]) == {"0"}

    def test_count_the_areas_that_are_blind(self, browser_of, coastal, fixes):
        hours = browser_of("monitor").get(CELLS, {"at": "2020-12-06T12:00:00Z"}).json()["hours"]

        assert {(hour["blind"], hour["total"]) for hour in hours[6:]} == {(1, 1)}

    def test_are_none_before_anything_came(self, browser_of, coastal):
        answer = browser_of("monitor").get(CELLS, {"at": "2020-12-06T12:00:00Z"}).json()

        assert answer == {"cells": [], "hours": []}


class TestBesideNoAlerts:
    def test_no_alert_is_said_together_with_coverage(self, browser_of, coastal, fixes):
        page = browser_of("monitor").get("/alerts/").content.decode()

        assert "No alerts" in page
        assert reverse("coverage:coverage", args=["coastal-example"]) in page

    def test_says_on_which_day_how_many_areas_were_blind(self, actor, coastal, monkeypatch):
        load(track_csv(begins_at=BEGAN, minutes=30))
        monkeypatch.setattr(queries, "table_of", lambda *_given: _watched("watched", "blind", "blind"))

        [told] = queries.blindness(actor("monitor"))

        assert (told.areas, told.blind, told.days_blind, told.day.day) == (1, 1, 2, 3)

    def test_looks_only_at_the_days_asked_about(self, actor, coastal, monkeypatch):
        monkeypatch.setattr(queries, "table_of", lambda *_given: _watched("watched", "blind", "blind"))

        [told] = queries.blindness(actor("monitor"), ends=datetime(2020, 12, 1, tzinfo=UTC).date())

        assert (told.day, told.days) == (None, 1)

    @pytest.mark.parametrize("role", ["liaison", "commissioner", "secretariat"])
    def test_outsiders_learn_nothing_of_it(self, browser_of, actor, coastal, fixes, role):
        assert queries.blindness(actor(role, username="asker")) == ()
        assert "/coverage/" not in browser_of(role).get("/alerts/").content.decode()


def _watched(*verdicts):
    rows = [
        {
            "area": "coastal-zone", "day": datetime(2020, 12, number, tzinfo=UTC).date(), "sensor": "movement",
            "verdict": verdict, "good_h": 0.0, "thin_h": 0.0, "interference_h": 0.0, "blind_h": 24.0,
        }
        for number, verdict in enumerate(verdicts, start=1)
    ]  # fmt: skip
    return queries.pa.Table.from_pylist(rows)


def test_the_last_year_that_a_clock_knows_is_refused_and_breaks_nothing(browser_of, coastal, fixes):
    answer = browser_of("monitor").get(CELLS, {"at": "9999-12-31T00:00:00Z"})

    assert answer.status_code == 400
    assert answer.content.decode().count("9999-12-31") > 0

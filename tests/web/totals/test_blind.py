"""Where nobody was watching, drawn into the totals for those who may know."""

from datetime import UTC, datetime

import pytest

from evenhand.sources.agreement_files import load_agreement
from evenhand_web.totals.blind import blind_for
from web.observations.samples import load, track_csv
from web.totals.conftest import line

LIBYA = load_agreement("libya-2020")


@pytest.fixture
def half_an_hour_of_watching(db):
    load(track_csv(begins_at=datetime(2020, 12, 6, 4, tzinfo=UTC), minutes=30))


@pytest.mark.usefixtures("half_an_hour_of_watching")
def test_a_week_is_as_blind_as_its_areas_were_on_its_days(duty):
    blind = blind_for(duty, LIBYA, begins="", ends="")

    assert list(blind.weeks) == ["2020-11-30"]
    assert 0.5 < blind.weeks["2020-11-30"] <= 1.0
    assert blind.weeks["2020-11-30"] == pytest.approx(sum(blind.areas.values()) / len(blind.areas))


@pytest.mark.usefixtures("half_an_hour_of_watching")
def test_days_outside_the_period_are_not_asked_about(duty):
    assert blind_for(duty, LIBYA, begins="2020-12-07", ends="").weeks == {}
    assert blind_for(duty, LIBYA, begins="", ends="2020-12-05").weeks == {}


@pytest.mark.usefixtures("half_an_hour_of_watching")
def test_outside_the_mission_nothing_is_told(north):
    assert blind_for(north, LIBYA, begins="", ends="") is None


@pytest.mark.usefixtures("half_an_hour_of_watching")
def test_the_drawing_has_a_hatch_for_the_mission_and_none_for_a_party(browser_of, duty, north, filed):
    filed(duty, line(low=2))
    filed(north, line(low=2))
    inside = browser_of("monitor").get("/totals/").content.decode()
    outside = browser_of("liaison", username="reader").get("/totals/").content.decode()

    assert inside.count('fill="url(#blind)"') > 1  # one of them is the legend's
    assert 'fill="url(#blind)"' not in outside
    assert "is not shown to you" in outside

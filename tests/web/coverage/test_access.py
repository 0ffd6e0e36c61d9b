"""Who may know where the mission is blind, and what is counted again when."""

from datetime import UTC, datetime, timedelta

import pytest

from evenhand.detection.kernels.coverage import coverage_of
from evenhand.foundation.problems import Problem
from evenhand_web.coverage import access
from evenhand_web.observations.access import lake
from web.observations.samples import load, track_csv

BEGAN = datetime(2020, 12, 6, 22, tzinfo=UTC)


@pytest.mark.parametrize("role", ["liaison", "commissioner", "secretariat", "administrator"])
def test_nobody_else_comes_through_the_door(actor, role):
    with pytest.raises(Problem) as refused:
        access.coverage_for(actor(role), cell_deg=0.25)

    assert refused.value.code == "accounts.not-permitted"


def test_a_role_of_the_mission_gives_nothing_in_another_organisation(actor):
    with pytest.raises(Problem) as refused:
        access.version_of(actor("analyst", "north"))

    assert refused.value.code == "accounts.not-permitted"


def test_before_anything_came_nothing_is_known(actor):
    assert access.coverage_for(actor("monitor"), cell_deg=0.25) is None


def test_counting_by_day_gives_what_counting_at_once_gives(actor):
    load(track_csv(begins_at=BEGAN, minutes=240))
    load(track_csv(object_id="icao24:4b0002", begins_at=BEGAN + timedelta(hours=1), minutes=180))

    by_day = access.coverage_for(actor("monitor"), cell_deg=0.25)

    whole = coverage_of(lake().positions(), lake().events(), cell_deg=0.25)
    assert by_day.table.equals(whole.table)


def test_a_file_that_comes_late_is_counted(actor):
    load(track_csv(begins_at=BEGAN, minutes=60))
    reader = actor("monitor")
    before = access.coverage_for(reader, cell_deg=0.25), access.version_of(reader)

    load(track_csv(object_id="icao24:4b0002", begins_at=BEGAN - timedelta(hours=5), minutes=30))

    after = access.coverage_for(reader, cell_deg=0.25)
    assert after.table.num_rows > before[0].table.num_rows
    assert access.version_of(reader) != before[1]

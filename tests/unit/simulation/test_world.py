from datetime import UTC, datetime

import numpy as np
import pytest

from evenhand.simulation.movers import path_at
from unit.simulation.small import small_world

WORLD = small_world()


def feed(source: str):
    return next(feed for feed in WORLD.feeds if feed.source == source)


class TestSimulate:
    def test_the_same_seed_gives_the_same_bytes(self):
        assert small_world().files() == WORLD.files()

    def test_another_seed_gives_others(self):
        assert small_world(6).files() != WORLD.files()

    def test_every_network_delivers(self):
        sources = {feed.source for feed in WORLD.feeds}

        assert sources == {
            "adsb", "ais", "gpx:team-1", "trackers", "sketches", "fires", "reports", "secretariat",
        }  # fmt: skip

    def test_what_would_come_after_the_end_has_not_come(self):
        assert all(feed.received_at <= WORLD.scenario.ends_at for feed in WORLD.feeds)
        assert b"R-2" not in feed("reports").data

    def test_a_ship_that_goes_dark_is_not_logged(self):
        dark = range(
            int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()), int(datetime(2026, 3, 1, 20, tzinfo=UTC).timestamp())
        )
        logged = [
            int(line.split("c:")[1].split("*")[0]) for line in feed("ais").data.decode().splitlines() if "c:" in line
        ]

        assert logged
        assert not [second for second in logged if second in dark]

    def test_expectations_of_a_source_come_with_its_files(self):
        assert feed("ais").expected.total_seconds() == 600.0
        assert feed("reports").expected is None


class TestTruth:
    def test_is_what_the_author_wrote_for_each_departure(self):
        flights = [one for one in WORLD.truth if one.rule == "no-flights"]

        assert [(one.object, one.area, one.certainty) for one in flights] == [("icao24:4b0001", "zone", "certain")] * 2
        assert all(one.earliest_at < one.latest_at for one in flights)

    def test_covers_reports_and_fires(self):
        told = {(one.event, one.certainty) for one in WORLD.truth if one.rule == "no-fire"}

        assert told == {("R-1", "certain"), (None, "possible")}

    @pytest.mark.parametrize("name", ["icao24:4b0001", "mmsi:642990001", "device:team-1"])
    def test_true_paths_can_be_followed(self, name):
        path = WORLD.paths[name][0]
        motion = path_at(path, np.linspace(path.at_s[0], path.at_s[-1], 50))

        assert len(motion.at_s) == 50
        assert np.isfinite(motion.lon).all()


class TestNotices:
    def test_one_for_each_departure_and_before_it(self):
        lines = feed("secretariat").data.decode(), WORLD.files()["notices.csv"].decode()

        assert len(lines[1].splitlines()) == 3
        assert lines[1].splitlines()[1].startswith("notice-001,2026-02-27T0")

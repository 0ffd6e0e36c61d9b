"""Coverage held against areas: who was listening, who was deaf, who was jammed."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.agreements.model import Area, CircleShape, Phase
from evenhand.detection.kernels.coverage import cells_within, coverage_of, grid_of
from evenhand.detection.watched import (
    BLIND,
    GOOD,
    INTERFERENCE,
    MOVEMENT,
    THIN,
    WATCHED,
    Receiver,
    cells_of,
    levels,
    listening,
    reach_of,
    watched,
)
from evenhand.foundation.instants import Interval
from evenhand.observations.schemas import EVENTS, POSITIONS
from unit.detection import worlds

START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HERE = (16.05, 31.05)


def heard(hours, *, place=HERE, integrity=None, name="icao24:a", source="adsb"):
    """A fix at the beginning of each of these hours from START."""
    return [
        {
            "object": name, "seen_at": START + hour * HOUR, "lon": place[0], "lat": place[1], "source": source,
            "integrity": integrity, "file": "f", "row": 1,
        }
        for hour in hours
    ]  # fmt: skip


def counted(*rows, events=None):
    table = pa.Table.from_pylist([row for one in rows for row in one], schema=POSITIONS)
    return coverage_of(table, EVENTS.empty_table() if events is None else events)


def one_level(coverage, hour, sensor="aircraft", place=HERE):
    cells = cells_within(np.array([place[0]]), np.array([place[1]]), 0.0, grid_of(coverage.cell_deg))
    begins_at = START + hour * HOUR
    return int(levels(coverage, cells, begins_at=begins_at, ends_at=begins_at + HOUR)[sensor][0, 0])


def days_but(*silent, days=20, at=(8, 9, 10, 11, 12)):
    """The same hours of every day, but for some hours counted from START."""
    return [24 * day + hour for day in range(days) for hour in at if 24 * day + hour not in silent]


class TestListening:
    def test_a_silence_that_is_usual_at_that_time_of_day_is_quiet(self):
        coverage = counted(heard(days_but()))

        assert one_level(coverage, 24 * 5 + 2) == THIN
        assert one_level(coverage, 24 * 5 + 10) == GOOD

    def test_a_silence_that_is_not_is_deafness_all_through(self):
        silent = [24 * 5 + hour for hour in (8, 9, 10, 11, 12)]
        coverage = counted(heard(days_but(*silent)))

        assert {one_level(coverage, 24 * 5 + hour) for hour in (2, 8, 12, 20)} == {BLIND}
        assert one_level(coverage, 24 * 4 + 2) == THIN

    def test_one_hour_missed_is_chance(self):
        assert one_level(counted(heard(days_but(24 * 5 + 9))), 24 * 5 + 9) == THIN

    def test_before_it_was_first_heard_nobody_knows_that_it_stood_there(self):
        others = heard(range(24 * 20), source="other", place=(40.0, 10.0), name="icao24:b")

        assert one_level(counted(heard(range(240, 480)), others), 100) == BLIND

    def test_off_to_the_end_is_blind(self):
        others = heard(range(24 * 20), source="other", place=(40.0, 10.0), name="icao24:b")

        assert one_level(counted(heard(range(240)), others), 24 * 15) == BLIND

    @given(st.sets(st.integers(0, 239), min_size=1), st.integers(0, 200), st.integers(1, 60))
    def test_what_is_asked_about_does_not_change_the_answer(self, bins, first, count):
        whole = (0, 239)
        everything = listening(np.array(sorted(bins)), whole, first=0, count=240, per_day=24)

        part = listening(np.array(sorted(bins)), whole, first=first, count=count, per_day=24)

        expected = np.concatenate([everything, np.zeros(60, np.uint8)])[first : first + count]
        assert (part == expected).all()
        assert (everything[sorted(bins)] == GOOD).all()


class TestReach:
    def test_is_near_what_was_ever_heard_with_a_sound_position(self):
        coverage = counted(heard(range(3)), heard(range(3), place=(25.0, 31.05), integrity="jammed"))

        reach = reach_of(coverage)["adsb"]

        grid = grid_of(0.25)
        near, far = ((np.array([lon]), np.array([31.05])) for lon in (16.3, 25.0))
        assert np.isin(cells_within(*near, 0.0, grid), reach).all()
        assert not np.isin(cells_within(*far, 0.0, grid), reach).any()

    def test_of_a_known_aerial_is_its_range(self):
        aerial = Receiver(source="adsb", lon=20.0, lat=31.0, range_m=200_000.0)

        reach = reach_of(counted(heard(range(3))), receivers=[aerial])["adsb"]

        assert not np.isin(cells_within(np.array([HERE[0]]), np.array([HERE[1]]), 0.0, grid_of(0.25)), reach).any()
        assert np.isin(cells_within(np.array([21.5]), np.array([31.0]), 0.0, grid_of(0.25)), reach).all()


class TestInterference:
    def test_reaches_around_fixes_that_nobody_vouches_for(self):
        coverage = counted(heard(range(5)), heard([3], place=(16.3, 31.05), integrity="degraded", name="icao24:b"))

        assert one_level(coverage, 3, place=(16.3, 31.3)) == INTERFERENCE
        assert one_level(coverage, 2, place=(16.3, 31.3)) == GOOD

    def test_is_not_claimed_where_sound_fixes_say_otherwise(self):
        coverage = counted(heard(range(5)), heard([3], place=(16.3, 31.05), integrity="degraded", name="icao24:b"))

        assert one_level(coverage, 3) == GOOD


class TestLookers:
    def test_a_patrol_vouches_only_for_what_it_saw_when_it_did(self):
        coverage = counted(heard([3], name="device:team", source="gpx"), heard(range(9), place=(40.0, 10.0)))

        assert one_level(coverage, 3, sensor="patrol") == GOOD
        assert one_level(coverage, 4, sensor="patrol") == BLIND
        assert one_level(coverage, 3, sensor=MOVEMENT) == GOOD

    def test_a_satellite_makes_nothing_watched(self):
        fire = {
            "event": "a", "kind": "fire", "began_at": START, "ended_at": START, "lon": 16.0, "lat": 31.0,
            "source": "viirs", "file": "f", "row": 1,
        }  # fmt: skip
        coverage = counted([], events=pa.Table.from_pylist([fire], schema=EVENTS))

        assert one_level(coverage, 0, sensor="satellite") == GOOD
        assert one_level(coverage, 0, sensor=MOVEMENT) == BLIND


def answer(coverage, *, days=1, agreement=None):
    told = watched(
        agreement or worlds.agreement(time_zone="UTC"), coverage, begins_at=START, ends_at=START + days * DAY
    )
    return {(row["area"], row["day"], row["sensor"]): row for row in told.to_pylist()}


class TestWatched:
    def test_hours_of_a_day_add_up_to_the_day(self):
        rows = answer(counted(heard(days_but())), days=3).values()

        sums = [sum(row[f"{name}_h"] for name in ("good", "thin", "interference", "blind")) for row in rows]
        assert sums == pytest.approx([24.0] * len(sums))

    def test_says_watched_partly_and_blind(self):
        silent = [24 * 1 + hour for hour in (8, 9, 10, 11, 12)]
        told = answer(counted(heard(days_but(*silent))), days=20)

        verdicts = [row["verdict"] for (_area, _day, sensor), row in told.items() if sensor == MOVEMENT]
        assert verdicts[1] == "blind"
        assert verdicts[5] == "watched"

    def test_nothing_at_all_is_blind(self):
        [row] = answer(counted([])).values()

        assert (row["sensor"], row["verdict"], row["blind_h"]) == (MOVEMENT, "blind", 24.0)

    def test_days_are_those_of_the_agreements_zone(self):
        told = watched(worlds.agreement(time_zone="Africa/Tripoli"), counted([]), begins_at=START, ends_at=START + DAY)

        assert sorted(set(told["day"].to_pylist())) == [date(2026, 3, 1), date(2026, 3, 2)]

    def test_an_area_counts_only_while_it_is_in_force(self):
        zone = worlds.agreement().areas[0]
        late = Area(
            id=zone.id,
            name=zone.name,
            article=zone.article,
            shape=zone.shape,
            valid=Interval(begins_at=START + 6 * HOUR),
        )

        [row] = answer(counted([]), agreement=worlds.agreement(areas=(late,), time_zone="UTC")).values()

        assert row["blind_h"] == pytest.approx(18.0)

    def test_an_area_whose_phase_has_not_begun_is_left_out(self):
        zone = worlds.agreement().areas[0]
        waiting = Area(id=zone.id, name=zone.name, article=zone.article, shape=zone.shape, phase="later")
        phase = Phase(id="later", name=zone.name, article="art. 9")

        told = answer(counted([]), agreement=worlds.agreement(areas=(waiting,), phases=(phase,)))

        assert told == {}

    def test_an_agreement_without_areas_has_nothing_to_watch(self):
        told = watched(worlds.agreement(areas=()), counted([]), begins_at=START, ends_at=START + DAY)

        assert told.equals(WATCHED.empty_table())


def test_shares_of_an_area_add_up_to_one_and_follow_its_surface():
    zone = worlds.agreement().areas[0]
    disc = Area(id="disc", name=zone.name, article="art. 1", shape=CircleShape(16.0, 31.0, 80_000.0))

    cells, share = cells_of(worlds.agreement(areas=(disc,)), "disc", 0.25)

    assert share.sum() == pytest.approx(1.0)
    assert len(cells) == len(set(cells.tolist()))
    assert 1.0 / share.max() == pytest.approx(3.14159 * 80_000**2 / (0.25 * 111_200) ** 2, rel=0.1)


def test_an_area_that_cannot_be_drawn_has_no_cells():
    assert cells_of(worlds.agreement(), "nowhere", 0.25) is None

"""What fixes say against themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.signs import (
    AHEAD,
    DISORDER,
    EXACT_M,
    MISMATCH,
    MOCK,
    MOCK_FIXES,
    MOCK_US,
    STEPS,
    against_reported,
    made_up_places,
    wrong_clocks,
)
from evenhand.foundation.geodesy import destination

NONE = np.empty(0, np.float32)
SECOND = 1_000_000


def singles(values):
    return np.array(values, np.float32)


def flown(n, *, course=90.0, speed_kn=400.0, step_s=10, turn=0.0):
    """Seconds, places and courses of a flight that turns by `turn` degrees a step."""
    lon, lat, rows = 16.0, 31.0, []
    for k in range(n):
        rows.append((k * step_s, lon, lat, course % 360.0))
        lon, lat = destination(lon, lat, course + turn / 2, speed_kn * 1852 / 3600 * step_s)
        course += turn
    return [np.array(column) for column in zip(*rows, strict=True)]


def contradicted(seconds, lon, lat, speed, course, accuracy=NONE):
    n = len(seconds)
    zeros = np.zeros(n, np.int32)
    t_us = (np.asarray(seconds) * SECOND).astype(np.int64)
    said = (singles(np.broadcast_to(speed, n)), singles(course), accuracy)
    return against_reported(zeros, zeros, t_us, np.array(lon), np.array(lat), said, np.array([2.0]))


class TestSpeedAndCourse:
    @pytest.mark.parametrize("turn", [0.0, 3.0, -30.0, 60.0], ids=["straight", "standard", "orbit", "very-tight"])
    def test_a_flight_that_does_what_it_says_is_believed(self, turn):
        seconds, lon, lat, course = flown(40, turn=turn)

        assert not contradicted(seconds, lon, lat, 400.0, course).any()

    def test_a_flight_that_goes_the_other_way_is_not(self):
        seconds, lon, lat, course = flown(40)

        assert (contradicted(seconds, lon, lat, 400.0, (course + 180) % 360) == MISMATCH).all()

    def test_a_place_that_stands_still_under_a_moving_aircraft(self):
        seconds, lon, lat, course = flown(40)
        lon[10:20], lat[10:20] = lon[10], lat[10]

        marked = contradicted(seconds, lon, lat, 400.0, course)

        assert (marked[10:20] == MISMATCH).all()
        assert not marked[:10].any()
        assert not marked[22:].any()

    def test_without_a_course_only_too_fast_is_told(self):
        seconds, lon, lat, _ = flown(20)

        assert (contradicted(seconds, lon, lat, 50.0, NONE) == MISMATCH).all()
        assert not contradicted(seconds, lon, lat, 4000.0, NONE).any()

    @pytest.mark.parametrize(("steps", "told"), [(STEPS - 1, False), (STEPS, True)])
    def test_fewer_steps_than_three_tell_nothing(self, steps, told):
        seconds, lon, lat, course = flown(20)
        course[8 : 8 + steps + 1] = 270.0

        assert contradicted(seconds, lon, lat, 400.0, course).any() == told

    def test_a_difference_within_the_error_is_none(self):
        seconds, lon, lat, course = flown(20)
        vague = np.full(20, 20_000, np.float32)

        assert not contradicted(seconds, lon, lat, 400.0, (course + 180) % 360, vague).any()

    def test_the_same_fix_heard_twice_is_one_step(self):
        seconds, lon, lat, course = (np.repeat(column, 2) for column in flown(20))

        assert (contradicted(seconds, lon, lat, 400.0, (course + 180) % 360) == MISMATCH).all()
        assert not contradicted(seconds, lon, lat, 400.0, course).any()


def made_up(seconds, lon, lat, altitude=NONE, accuracy=NONE):
    place = (np.zeros(len(seconds), np.int32), np.array(lon, float), np.array(lat, float))
    return made_up_places(place, (np.array(seconds) * SECOND).astype(np.int64), singles(altitude), singles(accuracy))


MINUTES = np.arange(61) * 60


class TestMadeUpPlaces:
    def test_one_place_to_the_last_digit_more_exact_than_any_phone_for_an_hour(self):
        marked = made_up(MINUTES, np.full(61, 16.0), np.full(61, 31.0), accuracy=np.full(61, 1.62))

        assert (marked == MOCK).all()

    def test_a_walk_at_altitude_zero_and_one_metre(self):
        walk = 16.0 + np.arange(61) * 1e-4

        assert (made_up(MINUTES, walk, np.full(61, 31.0), np.zeros(61), np.full(61, EXACT_M)) == MOCK).all()

    @pytest.mark.parametrize(
        ("altitude", "accuracy"),
        [([], []), (np.full(61, 12.0), []), ([], np.full(61, 8.0)), (np.full(61, np.nan), np.full(61, np.nan))],
        ids=["nothing-said", "on-a-hill", "an-honest-error", "unknown"],
    )
    def test_one_sign_alone_is_none(self, altitude, accuracy):
        assert not made_up(MINUTES, np.full(61, 16.0), np.full(61, 31.0), altitude, accuracy).any()

    def test_less_than_an_hour_is_none(self):
        assert not made_up(MINUTES[:60], np.full(60, 16.0), np.full(60, 31.0), np.zeros(60)).any()

    @settings(deadline=None, max_examples=100)
    @given(st.lists(st.tuples(st.integers(0, 900), st.booleans(), st.booleans(), st.booleans()), max_size=60))
    def test_marks_exactly_the_long_runs_with_two_signs(self, rows):
        seconds = np.cumsum([0, *(gap for gap, *_ in rows)])[1:]
        lon = np.cumsum([0 if same else 1 for _, same, _, _ in rows]) / 1e4
        altitude = [0.0 if low else 9.0 for _, _, low, _ in rows]
        accuracy = [1.0 if exact else 9.0 for _, _, _, exact in rows]

        signs = [
            (lon[k] in (*lon[max(0, k - 1) : k], *lon[k + 1 : k + 2])) + low + exact
            for k, (_, _, low, exact) in enumerate(rows)
        ]
        expected, k = np.zeros(len(rows), np.uint8), 0
        while k < len(rows):
            end = k
            while end < len(rows) and signs[end] >= 2:
                end += 1
            run = seconds[k:end]
            if len(set(run.tolist())) >= MOCK_FIXES and (run[-1] - run[0]) * SECOND >= MOCK_US:
                expected[k:end] = MOCK
            k = max(end, k + 1)

        assert made_up(seconds, lon, np.zeros(len(rows)), altitude, accuracy).tolist() == expected.tolist()


class TestClocks:
    @pytest.mark.parametrize(
        ("seen", "received", "expected"),
        [
            pytest.param([0, 60], [1, 61], [0, 0], id="as-it-should-be"),
            pytest.param([300], [180], [0], id="two-minutes-ahead-is-tolerated"),
            pytest.param([301], [180], [AHEAD], id="more-is-not"),
            pytest.param([0, 60], [3600, 61], [DISORDER, 0], id="sent-after-a-later-one"),
            pytest.param([0, 60], [120, 61], [0, 0], id="a-minute-of-disorder-is-tolerated"),
            pytest.param([0, 0], [3600, 1], [0, 0], id="one-instant-has-no-order"),
            pytest.param([9000], [-1e-6], [0], id="not-said"),
        ],
    )
    def test_clock(self, seen, received, expected):
        zeros = np.zeros(len(seen), np.int32)
        seen_us, received_us = ((np.array(one) * SECOND).astype(np.int64) for one in (seen, received))

        assert wrong_clocks(zeros, seen_us, received_us, zeros).tolist() == expected

    def test_two_feeds_have_two_orders(self):
        zeros, feeds = np.zeros(2, np.int32), np.array([0, 1], np.int32)

        assert not wrong_clocks(zeros, np.array([0, 60]), np.array([9_000_000_000, 60_000_000]), feeds).any()


def test_nothing_said_nothing_marked():
    zeros, instants = np.zeros(2, np.int32), np.array([0, SECOND])
    place = (zeros, np.zeros(2), np.zeros(2))

    assert not against_reported(zeros, zeros, instants, *place[1:], (NONE, NONE, NONE), np.array([2.0])).any()
    assert not made_up_places(place, instants, NONE, NONE).any()
    assert not wrong_clocks(zeros, instants, np.empty(0, np.int64), zeros).any()

"""Claims that are not believed, and only those."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.places import PointPlace, SectorPlace
from evenhand.reports.plausibility import CODES, REVEALING, Circumstances, Fix, Flag, flags_of, say_flags, say_length
from evenhand.reports.record import Claimed, When
from evenhand.reports.shapes import shape_of

RECEIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HERE = {"lon": 16.5, "lat": 31.0}
FAR = PointPlace(lon=17.5, lat=31.0, accuracy_m=500)
NEAR = PointPlace(lon=16.6, lat=31.0, accuracy_m=500)


def codes(claimed=None, **circumstances):
    more = {name: circumstances.pop(name) for name in ("when", "place", "shape") if name in circumstances}
    found = flags_of(claimed, Circumstances(received_at=RECEIVED, **circumstances), **more)
    return [flag.code for flag in found]


def filled(*, before, lasting=10 * MINUTE, **more):
    """What a phone claims that finished so long before the report arrived."""
    return Claimed(started_at=RECEIVED - before - lasting, finished_at=RECEIVED - before, **more)


class TestClock:
    @pytest.mark.parametrize(
        ("claimed", "found"),
        [
            pytest.param(None, [], id="nothing-claimed"),
            pytest.param(filled(before=MINUTE), [], id="sent-at-once"),
            pytest.param(filled(before=29 * DAY), [], id="sent-after-weeks-without-a-network"),
            pytest.param(filled(before=-MINUTE), [], id="a-minute-fast"),
            pytest.param(filled(before=-HOUR), ["clock-ahead"], id="an-hour-fast"),
            pytest.param(filled(before=31 * DAY), ["long-before"], id="more-than-a-month-ago"),
            pytest.param(filled(before=5000 * DAY), ["clock-reset"], id="before-any-such-phone"),
            pytest.param(filled(before=HOUR, lasting=-HOUR), ["finished-before-started"], id="backwards"),
            pytest.param(filled(before=HOUR, lasting=30 * HOUR), ["long-filling"], id="overnight"),
            pytest.param(Claimed(started_at=RECEIVED + DAY), ["clock-ahead"], id="begun-tomorrow"),
        ],
    )
    def test_is_compared_with_the_arrival(self, claimed, found):
        assert codes(claimed) == found


class TestEvent:
    @pytest.mark.parametrize(
        ("begins_at", "found"),
        [
            pytest.param(RECEIVED - HOUR, [], id="before"),
            pytest.param(RECEIVED - 5 * MINUTE, ["event-after-report"], id="after-the-form-was-finished"),
            pytest.param(RECEIVED + HOUR, ["event-ahead"], id="after-the-arrival"),
        ],
    )
    def test_comes_before_its_report(self, begins_at, found):
        when = When(begins_at=begins_at, ends_at=begins_at + DAY)

        assert codes(filled(before=30 * MINUTE), when=when) == found

    def test_a_time_without_zone_is_told(self):
        assert codes(zoneless=True) == ["zone-missing"]


class TestReceiver:
    @pytest.mark.parametrize(
        ("claimed", "found"),
        [
            pytest.param(Claimed(mock_location=False, accuracy_m=5.0, **HERE), [], id="good"),
            pytest.param(Claimed(mock_location=True, **HERE), ["mock-location"], id="mock"),
            pytest.param(Claimed(accuracy_m=0.0, **HERE), ["accuracy-nought"], id="nought"),
            pytest.param(Claimed(accuracy_m=-1.0, **HERE), ["accuracy-nought"], id="negative"),
            pytest.param(Claimed(accuracy_m=10_000.0, **HERE), [], id="ten-kilometres"),
            pytest.param(Claimed(accuracy_m=10_001.0, **HERE), ["accuracy-huge"], id="more"),
            pytest.param(Claimed(lon=0.0, lat=0.0), ["position-nought"], id="the-gulf-of-guinea"),
            pytest.param(Claimed(lon=16.5, lat=310.0), ["position-impossible"], id="off-the-globe"),
        ],
    )
    def test_is_flagged_where_it_cannot_be_right(self, claimed, found):
        assert codes(claimed) == found


class TestPlace:
    @pytest.mark.parametrize(
        ("place", "found"),
        [
            pytest.param(NEAR, [], id="9-km-away"),
            pytest.param(FAR, ["place-far"], id="95-km-away"),
            pytest.param(SectorPlace(observer_lon=16.5, observer_lat=31.0), [], id="an-observer-here"),
            pytest.param(SectorPlace(observer_lon=17.5, observer_lat=31.0), ["place-far"], id="an-observer-elsewhere"),
        ],
    )
    def test_is_near_the_device_that_reports_it(self, place, found):
        assert codes(Claimed(**HERE), place=place, shape=shape_of(place)) == found

    def test_is_not_compared_with_a_position_off_the_globe(self):
        assert codes(Claimed(lon=500.0, lat=0.0), place=FAR, shape=shape_of(FAR)) == ["position-impossible"]

    def test_a_bad_accuracy_of_the_device_is_taken_off(self):
        assert (
            codes(Claimed(accuracy_m=9_000.0, **HERE), shape=shape_of(PointPlace(lon=17.1, lat=31, accuracy_m=9))) == []
        )


class TestMovement:
    @pytest.mark.parametrize(
        ("after", "found"),
        [
            pytest.param(2 * HOUR, [], id="95-km-in-two-hours"),
            pytest.param(10 * MINUTE, ["too-fast"], id="95-km-in-ten-minutes"),
            pytest.param(-10 * MINUTE, ["too-fast"], id="the-same-out-of-order"),
            pytest.param(0 * MINUTE, ["two-places-at-once"], id="at-once"),
        ],
    )
    def test_between_two_reports_is_no_faster_than_anything_that_carries_people(self, after, found):
        previous = Fix(at=RECEIVED - HOUR - after, lon=17.5, lat=31.0, accuracy_m=20.0)

        assert codes(filled(before=HOUR, **HERE), previous=previous) == found

    def test_within_the_accuracies_is_no_movement(self):
        previous = Fix(at=RECEIVED - HOUR, lon=16.501, lat=31.0, accuracy_m=200.0)

        assert codes(filled(before=HOUR, **HERE), previous=previous) == []

    def test_names_the_speed(self):
        previous = Fix(at=RECEIVED - HOUR - 10 * MINUTE, lon=17.5, lat=31.0)
        [flag] = flags_of(filled(before=HOUR, **HERE), Circumstances(received_at=RECEIVED, previous=previous))

        assert flag.words() == "Since its last report the phone would have moved 96 km in 10 min: 573 km/h."


class TestTheRest:
    @pytest.mark.parametrize(
        ("claimed", "circumstances", "found"),
        [
            (None, {"bearing_said": 361.0}, ["bearing-impossible"]),
            (None, {"bearing_said": 360.0}, []),
            (Claimed(device="collect:a"), {"device": "collect:b"}, ["device-differs"]),
            (Claimed(device="collect:a"), {"device": "collect:a"}, []),
            (Claimed(device="collect:a"), {}, []),
            (None, {"device": "collect:a"}, []),
        ],
    )
    def test_is_flagged(self, claimed, circumstances, found):
        assert codes(claimed, **circumstances) == found

    def test_flags_come_in_one_order(self):
        claimed = Claimed(device="a", mock_location=True, accuracy_m=0.0, finished_at=RECEIVED + DAY, **HERE)

        assert codes(claimed, device="b") == ["mock-location", "clock-ahead", "accuracy-nought", "device-differs"]

    @settings(deadline=None)
    @given(
        st.builds(
            Claimed,
            started_at=st.none() | st.datetimes(timezones=st.just(UTC)),
            finished_at=st.none() | st.datetimes(timezones=st.just(UTC)),
            lon=st.none() | st.floats(-1e12, 1e12),
            lat=st.none() | st.floats(-1e12, 1e12),
            accuracy_m=st.none() | st.floats(-1e12, 1e12),
            mock_location=st.none() | st.booleans(),
        )
    )
    def test_no_claim_makes_it_fail_and_every_flag_can_be_said(self, claimed):
        previous = Fix(at=RECEIVED, lon=1.0, lat=89.0)
        circumstances = Circumstances(received_at=RECEIVED, previous=previous)

        for flag in flags_of(claimed, circumstances, shape=shape_of(NEAR)):
            assert flag.code in CODES
            assert all(flag.words(language=language) for language in LANGUAGES)

    @pytest.mark.parametrize("make", [lambda at: Circumstances(received_at=at), lambda at: Fix(at=at, lon=1, lat=1)])
    def test_a_time_without_zone_of_our_own_is_refused(self, make):
        with pytest.raises(Problem) as refused:
            make(RECEIVED.replace(tzinfo=None))

        assert refused.value.code == "foundation.naive-instant"


class TestSays:
    def test_nothing_of_where_a_protected_reporter_was(self):
        flags = (Flag(code="mock-location"), *(Flag(code=code, details=_FIGURES) for code in sorted(REVEALING)))

        assert len(say_flags(flags)) == 5
        assert say_flags(flags, protected=True) == (Flag(code="mock-location").words(),)

    def test_keeps_figures_as_plain_values(self):
        assert Flag(code="place-far", details={"distance_m": 5.0}).to_json() == {
            "code": "place-far",
            "details": {"distance_m": 5.0},
        }

    @pytest.mark.parametrize(
        ("seconds", "words"), [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172_800, "2 d")]
    )
    def test_a_length_of_time_in_its_largest_unit(self, seconds, words):
        assert say_length(seconds) == words


_FIGURES = {"distance_m": 60_000.0, "seconds": 60.0, "speed_km_h": 3600}

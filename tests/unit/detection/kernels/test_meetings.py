"""Certain or only possible: what fixes, errors, trust and silences say about a meeting."""

import pytest

from unit.detection.kernels.oracles import MINUTE_US
from unit.detection.kernels.pair_oracles import meetings, shifted

D = 1000.0


def at(minute, metres, azimuth=0.0):
    """A fix so many metres from where the other stands."""
    return (minute, *shifted(18.0, 44.0, azimuth, metres))


def verdict(a, b, **more):
    """Within, certain, inexact, untrusted, unseen of the only meeting; None: there is none."""
    found = meetings({"a": a, "b": b}, D, **more)
    names = ("within", "certain", "inexact", "untrusted", "unseen")
    return tuple(found[0][name] for name in names) if found else None


POST = [at(0, 0), at(20, 0)]


@pytest.mark.parametrize(
    ("b", "more", "expected"),
    [
        pytest.param([at(0, 900)], {}, (1, 1, 0, 0, 0), id="two-fixes-of-one-instant"),
        pytest.param([at(10, 900)], {}, (1, 1, 0, 0, 0), id="a-fix-between-two-of-one-who-stands"),
        pytest.param([at(5, 2500), at(15, 2500, 180)], {}, (1, 0, 0, 0, 0), id="no-fix-at-all"),
        pytest.param(
            [at(0, 900)], {"accuracy_m": [60.0, None, 60.0]}, (1, 0, 1, 0, 0), id="near-but-not-less-the-errors"
        ),
        pytest.param([at(0, 900)], {"accuracy_m": [40.0, None, 40.0]}, (1, 1, 0, 0, 0), id="near-less-the-errors"),
        pytest.param([at(0, 900)], {"integrity": ["trusted", "trusted", "jammed"]}, (1, 0, 0, 1, 0), id="not-trusted"),
        pytest.param(
            [at(0, 1100)], {"accuracy_m": [60.0, None, 60.0]}, (0, 0, 1, 0, 0), id="far-but-near-with-the-errors"
        ),
        pytest.param([at(0, 1100)], {"accuracy_m": [40.0, None, 40.0]}, None, id="far-even-with-the-errors"),
        pytest.param(
            [at(0, 1100)], {"accuracy_m": [0.0, None, 2e4]}, None, id="an-error-beyond-the-distance-says-nothing"
        ),
        pytest.param([at(0, 1100)], {}, None, id="far"),
    ],
)
def test_certainty_of_one_who_comes_near_a_post(b, more, expected):
    assert verdict(POST, b, **more) == expected


def test_one_who_is_heard_while_the_other_only_passes_is_unseen():
    passing = [at(0, 3000), at(20, 3000, 180)]

    assert verdict([at(10, 0)], passing) == (1, 0, 0, 0, 1)


def test_errors_that_reach_farther_join_no_second_alert_to_a_near_time():
    b = [at(0, 1050), at(5, 900), at(10, 1050)]
    found = meetings({"a": [at(0, 0), at(10, 0)], "b": b}, D, accuracy_m=[30.0, 30.0, 30.0, 30.0, 30.0])

    assert [one["within"] for one in found] == [1]


def test_a_time_too_short_by_itself_is_possible_where_the_errors_make_it_long():
    b = [at(0, 1050), at(5, 990), at(10, 1050)]
    found = meetings({"a": [at(0, 0), at(10, 0)], "b": b}, D, least_min=8, accuracy_m=[30.0, 30.0, 30.0, 30.0, 30.0])

    assert [(one["within"], one["ended_us"] - one["began_us"]) for one in found] == [(0, 10 * MINUTE_US)]


def test_of_several_places_at_one_instant_the_closest_speaks():
    b = [at(10, 800), at(10, 300, 90)]
    (one,) = meetings({"a": POST, "b": b}, D)

    assert one["least_m"] == pytest.approx(300.0, abs=0.01)
    assert (one["entry_b_lon"], one["entry_b_lat"]) == pytest.approx(shifted(18.0, 44.0, 90, 300))


def test_the_fixes_that_a_meeting_rests_on_include_those_around_it():
    b = [at(0, 9000), at(5, 2500), at(15, 2500, 180), at(20, 9000, 180)]
    (one,) = meetings({"a": POST, "b": b}, D)

    assert (one["first_a"], one["last_a"], one["first_b"], one["last_b"]) == (0, 1, 3, 4)

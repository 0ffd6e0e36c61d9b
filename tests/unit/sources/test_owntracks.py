import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.owntracks import is_report, position_of

# The members and units of the OwnTracks booklet, "JSON".
LOCATION = {
    "_type": "location", "tid": "JJ", "tst": 1772424000, "lat": 31.5, "lon": 15.3, "acc": 10, "alt": 7, "vel": 36,
    "cog": 90, "batt": 80,
}  # fmt: skip


def test_units_become_ours():
    found = position_of(LOCATION, topic="owntracks/jane/phone")

    assert found["object"] == "device:jane/phone"
    assert (found["seen_at"], found["lon"], found["lat"]) == (1772424000_000_000, 15.3, 31.5)
    assert found["speed_kn"] == pytest.approx(10 * 3600 / 1852)
    assert found["accuracy_m"] == pytest.approx(16.2)
    assert (found["altitude_m"], found["course_deg"]) == (7.0, 90.0)


@pytest.mark.parametrize(
    ("changes", "topic", "object_"),
    [
        pytest.param({}, "patrols/3", "device:patrols/3", id="another-root"),
        pytest.param({}, "", "device:JJ", id="no-topic"),
        pytest.param({"topic": "owntracks/a/b"}, "", "device:a/b", id="topic-inside"),
        pytest.param({"topic": "owntracks/a/b"}, "owntracks/c/d", "device:c/d", id="the-broker-knows-better"),
    ],
)
def test_the_object_is_named_by_the_topic(changes, topic, object_):
    assert position_of(LOCATION | changes, topic=topic)["object"] == object_


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"_type": "lwt"}, "sources.not-an-observation"),
        ({"_type": "encrypted", "data": "x"}, "sources.not-an-observation"),
        ({"lat": None}, "sources.no-position"),
        ({"tst": None}, "sources.no-time"),
        ({"tid": None}, "sources.no-object"),
        ({"vel": "fast"}, "sources.bad-number"),
        ({"acc": float("nan")}, "sources.bad-number"),
    ],
)
def test_what_is_no_position_is_refused_with_its_reason(changes, code):
    with pytest.raises(Problem) as caught:
        position_of(LOCATION | changes, topic="")

    assert caught.value.code == code


def test_an_accuracy_that_is_not_known_stays_unknown():
    assert position_of(LOCATION | {"acc": -1}, topic="")["accuracy_m"] is None
    assert position_of(LOCATION | {"tst": 1e300}, topic="")["seen_at"] == 2**62


def test_a_report_has_a_type():
    assert is_report(LOCATION)
    assert not is_report({"type": "location"})
    assert not is_report([LOCATION])

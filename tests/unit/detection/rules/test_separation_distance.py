"""Separation distance: from fixes of two parties to alerts."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.agreements.model import Exemption, RuleKind
from evenhand.detection.alerts import ALERTS
from evenhand.detection.plan import conclude, detect, sight
from evenhand.foundation.instants import Interval
from evenhand.observations.schemas import EVENTS, NOTICES
from unit.detection.worlds import INSIDE, LATE, OUTSIDE, agreement, at, found, identities, named, positions, rule

APART = rule(RuleKind.SEPARATION_DISTANCE, id="apart", areas=(), categories=(), distance_m=2000.0)
KNOWN = identities(
    ann=("boat", "north"), bob=("boat", "south"), cat=("boat", "north"), dan=("boat", "other"), eve=("boat", None)
)
HERE, NEAR, FAR = INSIDE, (16.06, 31.05), (16.3, 31.05)


def told(tracks, one=APART, **more):
    """Object, other, certainty, doubts of each alert."""
    alerts = found(agreement(one, **more), tracks=tracks, known=KNOWN)
    return [(alert["object"], alert["other"], alert["certainty"], alert["doubts"]) for alert in alerts]


def test_an_alert_about_two_says_who_when_where_and_how_near():
    tracks = {"bob": [(0, FAR), (20, NEAR), (30, FAR)], "ann": [(0, HERE), (30, HERE)]}
    (alert,) = found(agreement(APART), tracks=tracks, known=KNOWN)

    assert (alert["object"], alert["other"], alert["party"], alert["rule_kind"]) == (
        "ann",
        "bob",
        "north",
        "separation-distance",
    )
    assert alert["distance_m"] == pytest.approx(954.7, abs=0.5)
    assert (alert["entry"], alert["exit"], alert["reason"]) == ("came-near", "went-away", "too-close")
    assert at(19) < alert["began_at"] < at(20) < alert["ended_at"] < at(21)
    assert (alert["entry_lon"], alert["entry_lat"]) == HERE
    assert (alert["n_fixes"], alert["presence"], alert["certainty"]) == (1, "observed", "certain")
    assert (alert["related"], alert["files"], alert["area"]) == (["ann", "bob"], ["f" * 64], None)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param("ann bob", [("ann", "bob", "certain", [])], id="of-two-parties"),
        pytest.param("ann cat", [], id="of-one-party"),
        pytest.param("ann dan", [], id="of-a-party-that-the-rule-does-not-bind"),
        pytest.param("ann eve", [("ann", "eve", "possible", ["party-unknown"])], id="of-nobody-knows-whom"),
    ],
)
def test_only_two_who_are_or_may_be_of_two_parties_are_too_close(names, expected):
    assert told({name: [(0, HERE), (10, HERE)] for name in names.split()}) == expected


def test_where_a_rule_has_areas_one_of_the_two_has_to_be_there():
    bound = replace(APART, areas=("zone",), distance_m=20_000.0)
    tracks = {"ann": [(0, INSIDE), (10, INSIDE)], "bob": [(0, OUTSIDE), (10, OUTSIDE)]}

    (alert,) = found(agreement(bound), tracks=tracks, known=KNOWN)
    assert (alert["object"], alert["area"]) == ("ann", "zone")
    assert told({"ann": [(0, OUTSIDE), (10, OUTSIDE)], "bob": [(0, OUTSIDE), (10, OUTSIDE)]}, bound) == []
    assert told({"ann": [(0, (30.0, 31.0)), (10, (30.0, 31.0))], "bob": [(0, (30.0, 31.0))]}, bound) == []


def test_the_time_of_the_rule_and_of_exemptions_is_cut_out():
    tracks = {"ann": [(0, HERE), (20, HERE)], "bob": [(0, HERE), (20, HERE)]}
    timed = replace(APART, in_force=Interval(begins_at=at(2), ends_at=at(18)))
    spared = named(Exemption, "spared", parties=("south",), in_force=Interval(begins_at=at(5), ends_at=at(9)))
    alerts = found(agreement(timed, exemptions=(spared,)), tracks=tracks, known=KNOWN)

    assert [(alert["began_at"], alert["ended_at"]) for alert in alerts] == [(at(2), at(5)), (at(9), at(18))]
    assert [(alert["entry"], alert["exit"]) for alert in alerts] == [("began-to-count", "ceased-to-count")] * 2


def test_one_longer_stay_than_the_least_is_asked_for():
    tracks = {"ann": [(0, HERE), (20, HERE)], "bob": [(0, HERE), (20, HERE)]}

    assert told(tracks, replace(APART, min_dwell=timedelta(minutes=21))) == []
    assert len(told(tracks, replace(APART, min_dwell=timedelta(minutes=20)))) == 1


TRACK = st.lists(
    st.tuples(st.integers(0, 90), st.tuples(st.floats(15.9, 16.2), st.floats(30.95, 31.15))), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["ann", "bob", "cat", "eve"]), TRACK, min_size=2),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_any_division_of_the_objects_and_any_order_give_the_same_alerts(tracks, bounded, random):
    world = agreement(replace(APART, areas=("zone",) if bounded else (), distance_m=5000.0))
    rest = {"identities": KNOWN, "notices": NOTICES.empty_table(), "as_of": LATE}
    whole = detect(world, positions=positions(tracks), events=EVENTS.empty_table(), **rest)
    names = random.sample(sorted(tracks), len(tracks))
    seen = [
        sight(world, positions=positions({name: random.sample(tracks[name], len(tracks[name]))}), **rest)
        for name in names
    ]
    parted = conclude(world, seen, events=EVENTS.empty_table(), done={}, **rest)

    assert parted.to_pylist() == whole.to_pylist()
    assert parted.schema.equals(ALERTS)

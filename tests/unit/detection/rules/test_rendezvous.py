"""Rendezvous: from fixes of two who stay together to alerts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from evenhand.agreements.model import Exemption, RuleKind
from unit.detection.worlds import INSIDE, OUTSIDE, agreement, at, found, identities, named, rule

MEET = rule(
    RuleKind.RENDEZVOUS,
    id="no-meeting",
    areas=(),
    categories=(),
    binds=("north",),
    distance_m=500.0,
    max_speed_kn=2.0,
    min_dwell=timedelta(hours=2),
)
KNOWN = identities(ann=("boat", "north"), bob=("boat", "south"), cat=("boat", "other"), eve=("boat", None))
BESIDE = (INSIDE[0] + 0.002, INSIDE[1])


def anchored(place, until=180):
    return [(minute, place) for minute in range(0, until + 1, 10)]


def told(tracks, one=MEET, **more):
    alerts = found(agreement(one, **more), tracks=tracks, known=KNOWN)
    return [(alert["object"], alert["other"], alert["certainty"], alert["doubts"]) for alert in alerts]


def test_two_who_stay_side_by_side_for_three_hours_have_met():
    (alert,) = found(agreement(MEET), tracks={"bob": anchored(BESIDE), "ann": anchored(INSIDE)}, known=KNOWN)

    assert (alert["object"], alert["other"], alert["reason"], alert["rule_kind"]) == ("ann", "bob", "met", "rendezvous")
    assert (alert["began_at"], alert["ended_at"], alert["n_fixes"]) == (at(0), at(180), 38)
    assert alert["distance_m"] == pytest.approx(190.9, abs=0.1)


@pytest.mark.parametrize(
    ("tracks", "expected"),
    [
        pytest.param({"ann": anchored(INSIDE), "bob": anchored(BESIDE, 110)}, [], id="not-for-long-enough"),
        pytest.param({"ann": anchored(INSIDE), "bob": anchored(OUTSIDE)}, [], id="not-near"),
        pytest.param({"bob": anchored(INSIDE), "cat": anchored(BESIDE)}, [], id="neither-is-bound"),
        pytest.param(
            {"bob": anchored(INSIDE), "eve": anchored(BESIDE)},
            [("bob", "eve", "possible", ["party-unknown"])],
            id="one-may-be-bound",
        ),
        pytest.param(
            {"ann": anchored(INSIDE), "eve": anchored(BESIDE)}, [("ann", "eve", "certain", [])], id="one-is-bound"
        ),
    ],
)
def test_who_has_met(tracks, expected):
    assert told(tracks) == expected


def test_two_who_sail_together_have_not_met_unless_the_rule_asks_for_no_speed():
    sails = [(minute, (16.0 + minute / 500, 31.05)) for minute in range(0, 181, 10)]
    tracks = {"ann": sails, "bob": sails}

    assert told(tracks) == []
    assert len(told(tracks, replace(MEET, max_speed_kn=None))) == 1


def test_a_meeting_in_a_port_is_exempt():
    port = named(Exemption, "port", areas=("zone",))

    assert told({"ann": anchored(INSIDE), "bob": anchored(BESIDE)}, exemptions=(port,)) == []
    outside = (OUTSIDE[0] + 0.002, OUTSIDE[1])
    assert len(told({"ann": anchored(OUTSIDE), "bob": anchored(outside)}, exemptions=(port,))) == 1


def test_one_who_goes_silent_beside_another_has_met_with_a_doubt():
    dark = [(0, (16.0, 31.05)), (25, (16.052, 31.05)), (175, (16.0515, 31.05)), (200, (16.0, 31.05))]
    patient = replace(MEET, max_gap=timedelta(hours=3))
    tracks = {"ann": [(minute, INSIDE) for minute in (0, 24, 176, 200)], "eve": dark}

    assert told(tracks, MEET) == []
    assert told(tracks, patient) == [("ann", "eve", "certain", [])]

"""What was announced marks what fits it, and hides nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from evenhand.agreements.model import RuleKind
from evenhand.detection.announcements import Announcements
from evenhand.detection.explain import explain
from evenhand.foundation.texts import LANGUAGES
from unit.detection.worlds import INSIDE, OUTSIDE, PASS, agreement, at, event, found, identities, notice, rule

CEASED = rule(RuleKind.CESSATION, id="ceased", categories=(), event_kinds=("explosion", "shelling"))
CLEARING = {"activity": "demining", "area": "zone"}
FULL = {"party": None, "object": None, "category": None, "area": None, "max_count": None, "label": None, "route": None,
        "radius_m": None, "activity": None}  # fmt: skip


def blast(**more):
    return event(kind=more.pop("kind", "explosion"), **more)


@pytest.mark.parametrize(
    ("told", "happened", "mark"),
    [
        pytest.param(CLEARING, {}, "announced-demining", id="in-the-area"),
        pytest.param({**CLEARING, "activity": "controlled-detonation"}, {}, "announced-detonation", id="detonation"),
        pytest.param({"activity": "demining", "route": "31.05,16.05"}, {}, "announced-demining", id="at-the-point"),
        pytest.param({"activity": "demining", "route": "31.07,16.05"}, {}, None, id="two-km-from-the-point"),
        pytest.param({"activity": "demining", "route": "31.07,16.05", "radius_m": 3000.0}, {}, "announced-demining",
                     id="within-its-radius"),
        pytest.param({"activity": "demining", "route": "31.07,16.05"}, {"accuracy_m": 1500.0}, "announced-demining",
                     id="perhaps-within"),
        pytest.param({"activity": "demining"}, {}, None, id="nowhere"),
        pytest.param({"activity": "demining", "area": "gone"}, {}, None, id="an-area-that-is-not-there"),
        pytest.param({**CLEARING, "begins": 6}, {}, None, id="before-its-time"),
        pytest.param({**CLEARING, "ends": 4}, {}, None, id="after-its-time"),
        pytest.param({**CLEARING, "given": 6}, {}, None, id="announced-afterwards"),
        pytest.param({**CLEARING, "party": "south"}, {}, None, id="of-another-party"),
        pytest.param({**CLEARING, "party": "south"}, {"party": None}, "announced-demining", id="of-nobody-knows-whom"),
        pytest.param(CLEARING, {"kind": "shelling"}, None, id="no-deminer-shells"),
        pytest.param({**CLEARING, "activity": "live-fire"}, {"kind": "shelling"}, "announced-live-fire", id="exercise"),
        pytest.param(CLEARING, {"nuisance": "gas-flare"}, "gas-flare", id="what-the-source-says-stands"),
        pytest.param({"area": "zone"}, {}, None, id="a-movement-is-no-reason"),
    ],
)  # fmt: skip
def test_an_event_that_fits_an_announced_activity_is_marked(told, happened, mark):
    (alert,) = found(agreement(CEASED), events=[blast(**happened)], notices=[notice("n-7", **told)])

    assert alert["nuisance"] == mark
    assert ("nuisance" in alert["doubts"]) == (mark is not None)
    assert ("n-7" in alert["related"]) == (mark not in (None, "gas-flare"))


FLIGHT = {"activity": "scheduled-flight", "label": "TRN 401"}


@pytest.mark.parametrize(
    ("told", "mark"),
    [
        pytest.param(FLIGHT, "scheduled-flight", id="by-call-sign"),
        pytest.param({**FLIGHT, "label": "trn401"}, "scheduled-flight", id="call-signs-without-case-and-spaces"),
        pytest.param({**FLIGHT, "label": "TRN 402"}, None, id="another-call-sign"),
        pytest.param({"activity": "scheduled-flight"}, None, id="a-flight-without-a-name"),
        pytest.param({"activity": "scheduled-flight", "object": "jet"}, "scheduled-flight", id="by-object"),
        pytest.param({**FLIGHT, "route": "31.05,15.9; 31.05,16.3"}, "scheduled-flight", id="on-its-way"),
        pytest.param({**FLIGHT, "route": "31.25,15.9; 31.25,16.3"}, None, id="off-its-way"),
        pytest.param({**FLIGHT, "begins": 7}, None, id="too-early"),
        pytest.param({**CLEARING, "party": "north"}, "announced-demining", id="those-who-clear-mines"),
        pytest.param({**CLEARING, "category": "boat"}, None, id="of-another-kind"),
        pytest.param({**CLEARING, "party": "south"}, None, id="of-another-party"),
    ],
)  # fmt: skip
def test_a_movement_that_fits_is_marked(told, mark):
    (alert,) = found(agreement(), tracks={"jet": PASS}, label="TRN401", notices=[notice("n-7", **told)])

    assert (alert["nuisance"], alert["certainty"]) == (mark, "possible" if mark else "certain")
    assert alert["related"] == ["jet", "n-7"] if mark else ["jet"]


def test_an_activity_answers_no_duty_to_notify_but_a_scheduled_flight_does():
    duty = rule(RuleKind.PRIOR_NOTIFICATION)
    reasons = {}
    for activity in ("demining", "scheduled-flight", None):
        alerts = found(agreement(duty), tracks={"jet": PASS}, notices=[notice(activity=activity, object="jet")])
        reasons[activity] = [one["reason"] for one in alerts]

    assert reasons == {"demining": ["no-notice"], "scheduled-flight": [], None: []}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_mark_and_its_notice_are_told(language):
    what = agreement(CEASED, rule())
    told = [notice("n-7", **CLEARING), notice("n-8", **FLIGHT)]
    alerts = found(what, tracks={"jet": PASS}, label="TRN401", events=[blast()], notices=told,
                   known=identities(jet=("military-aircraft", "south")))  # fmt: skip

    said = {one["rule"]: " ".join(explain(what, one, language=language).sentences) for one in alerts}

    assert "n-7" in said["ceased"]
    assert "n-7" in said["no-entry"]
    assert len(alerts) == 2


PLACES = (st.floats(15.9, 16.2), st.floats(30.9, 31.2))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(*PLACES, st.integers(-20, 20), st.floats(0, 3000)), max_size=12),
    st.lists(st.tuples(*PLACES, st.integers(-20, 10), st.integers(1, 20), st.floats(100, 9000)), max_size=6),
)
def test_as_asking_each_of_each(happened, told):
    events = [blast(name=f"e-{k}", minute=t, place=(x, y), accuracy_m=r) for k, (x, y, t, r) in enumerate(happened)]
    notices = [
        {
            **FULL,
            **notice(f"n-{k}", given=t, begins=t, ends=t + n, activity="demining", route=f"{y!r},{x!r}", radius_m=r),
        }
        for k, (x, y, t, n, r) in enumerate(told)
    ]
    earth, expected = Geod(ellps="WGS84"), {}
    for number, (x, y, t, error_m) in enumerate(happened):
        for k, (lon, lat, begins, lasts, radius_m) in enumerate(told):
            away_m = earth.inv(x, y, lon, lat)[2] - error_m - radius_m
            if abs(away_m) < 1.0:
                return
            if away_m < 0 and begins <= t <= begins + lasts:
                expected.setdefault(number, f"n-{k}")

    marks = Announcements(agreement(), notices).of_events(events)

    assert {number: one.row["notice"] for number, one in marks.items()} == expected


def test_no_events_and_no_notices():
    assert Announcements(agreement(), []).of_events([]) == {}
    assert Announcements(agreement(), [{**FULL, **notice(**CLEARING)}]).of_events([]) == {}
    assert found(replace(agreement(CEASED)), notices=[notice(**CLEARING)]) == []


@pytest.mark.parametrize("place", [INSIDE, OUTSIDE])
def test_a_stay_is_marked_only_where_it_was_all_within(place):
    tracks = {"jet": [(0, INSIDE), (5, place)]}
    told = notice("n-7", activity="demining", party="north", route="31.05,16.05", radius_m=2000.0)

    (alert,) = found(agreement(), tracks=tracks, notices=[told])

    assert (alert["nuisance"] is not None) == (place == INSIDE)
    assert np.isfinite(alert["dwell_s"])
    assert at(0) == alert["began_at"]

"""Freedom of movement: events that deny passage, patrols that turned back, roads on which nobody passes."""

from datetime import timedelta

import pytest

from evenhand.agreements.model import Area, CorridorShape, RuleKind
from unit.detection.worlds import agreement, at, event, found, identities, named, rule

ROAD = named(Area, "road", shape=CorridorShape(line=((16.0, 31.0), (16.5, 31.0)), to_m=1_000.0))
FACTS = {"areas": ("road",), "categories": ("military-aircraft",), "event_kinds": ("access-refused",)}
RULE = rule(RuleKind.FREEDOM_OF_MOVEMENT, id="free", **FACTS)
TURNS = rule(RuleKind.FREEDOM_OF_MOVEMENT, id="free", distance_m=3_000.0, **FACTS)
OPEN = rule(RuleKind.FREEDOM_OF_MOVEMENT, id="free", max_silence=timedelta(hours=6), **FACTS)
PATROL = identities(patrol=("military-aircraft", "observers"))
EAST = [(10 * k, (15.98 + 0.02 * k, 31.0)) for k in range(8)]
BACK = [*EAST, *((10 * (8 + k), (16.12 - 0.02 * k, 31.0)) for k in range(1, 8))]
THROUGH = [(10 * k, (15.98 + 0.05 * k, 31.0)) for k in range(12)]


def world(one):
    return agreement(one, areas=(ROAD,))


def refused(minute=70, place=(16.13, 31.0), **more):
    return event(kind="access-refused", minute=minute, place=place, **more)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, ["certain"], id="a-party-refused"),
        pytest.param({"party": None}, ["possible"], id="nobody-is-named"),
        pytest.param({"party": "east"}, [], id="somebody-else-refused"),
        pytest.param({"kind": "checkpoint-stop"}, [], id="an-event-of-another-kind"),
        pytest.param({"category": "medical-aircraft"}, ["certain"], id="one-of-those-who-have-to-be-let-through"),
        pytest.param({"category": "aircraft"}, ["possible"], id="perhaps-one-of-them"),
        pytest.param({"category": "boat"}, [], id="it-was-about-others"),
        pytest.param({"lon": 16.1, "lat": 32.0}, [], id="elsewhere"),
    ],
)
def test_events_that_deny_passage(more, expected):
    assert [one["certainty"] for one in found(world(RULE), events=[{**refused(), **more}])] == expected


def test_a_patrol_that_turned_back_is_possible_and_accuses_nobody():
    [alert] = found(world(TURNS), tracks={"patrol": BACK}, known=PATROL)

    assert (alert["reason"], alert["certainty"], alert["doubts"]) == ("turned-back", "possible", ["turn-unexplained"])
    assert (alert["object"], alert["party"], alert["began_at"]) == ("patrol", None, at(70))
    assert alert["distance_m"] > 9_000


@pytest.mark.parametrize("one", [pytest.param(THROUGH, id="went-through"), pytest.param(EAST, id="has-not-turned")])
def test_who_did_not_turn_back(one):
    assert found(world(TURNS), tracks={"patrol": one}, known=PATROL) == []


def test_turning_back_is_looked_for_only_where_the_rule_asks_for_it():
    assert found(world(RULE), tracks={"patrol": BACK}, known=PATROL) == []


def test_an_event_that_says_why_takes_the_turn_in():
    [alert] = found(world(TURNS), tracks={"patrol": BACK}, known=PATROL, events=[refused()])

    assert (alert["event"], alert["certainty"], alert["related"]) == ("e-1", "certain", ["e-1", "patrol"])


@pytest.mark.parametrize("other", [refused(minute=300), refused(place=(16.4, 31.0))], ids=["too-late", "too-far"])
def test_an_event_far_away_in_place_or_time_explains_nothing(other):
    alerts = found(world(TURNS), tracks={"patrol": BACK}, known=PATROL, events=[other])

    assert sorted(one["reason"] or "" for one in alerts) == ["", "turned-back"]


def test_a_road_on_which_nobody_passes_while_others_are_heard_elsewhere():
    tracks = {"kite": [(60 * k, (17.0, 32.0)) for k in range(17)], "patrol": [(400 + m, p) for m, p in THROUGH]}

    [first, second] = found(world(OPEN), tracks=tracks, known=PATROL)

    assert (first["reason"], first["certainty"], first["object"]) == ("no-passage", "possible", None)
    assert first["began_at"] == at(0)
    assert second["ended_at"] == at(960)


def test_a_road_is_not_quiet_when_nobody_is_heard_anywhere():
    assert found(world(OPEN), tracks={"patrol": THROUGH}, known=PATROL) == []
    assert found(world(OPEN)) == []

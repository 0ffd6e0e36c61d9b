"""Withdrawal line: who stayed in the band, and how near to the line."""

import pytest

from evenhand.agreements.model import Area, CorridorShape, PolygonShape, Ring, RuleKind, UnionShape
from evenhand.foundation.geodesy import destination
from unit.detection.worlds import ZONE, agreement, found, identities, named, rule

LINE = ((16.0, 31.0), (16.0, 31.5))
BAND = named(Area, "band", shape=CorridorShape(line=LINE, to_m=25_000.0, side="left"))
RULE = rule(
    RuleKind.WITHDRAWAL_LINE, id="behind", areas=("band",), categories=("military-aircraft",), distance_m=25_000.0
)
KNOWN = identities(gun=("military-aircraft", "north"))


def west(km):
    """A place so far west of the line."""
    return destination(16.0, 31.25, 270.0, km * 1000.0)


def test_a_gun_that_stayed_says_how_near_it_came():
    tracks = {"gun": [(0, west(20)), (10, west(12)), (20, west(14)), (30, west(30))]}

    [alert] = found(agreement(RULE, areas=(BAND,)), tracks=tracks, known=KNOWN)

    assert alert["distance_m"] == pytest.approx(12_000, abs=0.1)
    assert (alert["certainty"], alert["area"], alert["n_fixes"]) == ("certain", "band", 3)


def test_behind_the_band_nothing_is_said():
    assert found(agreement(RULE, areas=(BAND,)), tracks={"gun": [(0, west(25.1))]}, known=KNOWN) == []


def test_of_another_calibre_or_none_known():
    tracks = {name: [(0, west(12))] for name in ("gun", "boat", "thing")}
    known = identities(gun=("aircraft", "north"), boat=("boat", "north"), thing=(None, "north"))

    alerts = found(agreement(RULE, areas=(BAND,)), tracks=tracks, known=known)

    assert [(one["object"], one["doubts"]) for one in alerts] == [
        ("gun", ["category-unknown"]),
        ("thing", ["category-unknown"]),
    ]


def test_a_band_that_is_drawn_by_hand_has_no_line_to_measure_from():
    drawn = named(Area, "band", shape=PolygonShape(outer=Ring(vertices=ZONE)))

    [alert] = found(agreement(RULE, areas=(drawn,)), tracks={"gun": [(0, (16.05, 31.05))]}, known=KNOWN)

    assert alert["distance_m"] is None


def test_of_several_lines_the_nearest_counts():
    other = CorridorShape(line=((15.7, 31.0), (15.7, 31.5)), to_m=25_000.0)
    both = named(Area, "band", shape=UnionShape(parts=(BAND.shape, other)))
    place = destination(15.7, 31.25, 90.0, 3_000.0)

    [alert] = found(agreement(RULE, areas=(both,)), tracks={"gun": [(0, place)]}, known=KNOWN)

    assert alert["distance_m"] == pytest.approx(3_000, abs=0.1)


def test_one_that_only_passed_between_two_fixes_has_no_distance():
    tracks = {"gun": [(0, west(30)), (10, destination(16.0, 31.25, 90.0, 5_000.0))]}

    [alert] = found(agreement(RULE, areas=(BAND,)), tracks=tracks, known=KNOWN)

    assert (alert["presence"], alert["distance_m"]) == ("crossed", None)


def test_a_gun_behind_the_band_by_less_than_its_error_may_be_in_it():
    place = west(25.1)

    [alert] = found(agreement(RULE, areas=(BAND,)), tracks={"gun": [(0, place)]}, known=KNOWN, accuracy_m=150.0)

    assert (alert["presence"], alert["doubts"]) == ("perhaps", ["position-error"])
    assert alert["distance_m"] == pytest.approx(25_100, abs=1.0)

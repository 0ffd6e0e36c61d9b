"""Yes, no and unknown about whom a rule is about."""

from datetime import UTC, datetime

import pytest

from evenhand.agreements.model import Exemption
from evenhand.detection.binding import (
    ALWAYS,
    Binding,
    Subject,
    any_covers,
    micros,
    notice_fits,
    rule_window,
    subjects_of,
    window,
    without,
)
from evenhand.foundation.instants import Interval
from unit.detection.worlds import START, agreement, identities, named, rule

NOTICE = {"object": None, "area": None, "party": None, "category": None}


def test_microseconds_are_exact():
    moment = datetime(2026, 3, 2, 4, 5, 6, 7, tzinfo=UTC)

    assert micros(moment) == 1_772_424_306_000_007


def test_an_open_interval_is_always():
    assert window(Interval()) == ALWAYS


@pytest.mark.parametrize(
    ("spans", "less", "left"),
    [
        ([(0, 10)], [], [(0, 10)]),
        ([(0, 10)], [(10, 20)], [(0, 10)]),
        ([(0, 10)], [(-5, 5)], [(5, 10)]),
        ([(0, 10), (20, 30)], [(5, 25)], [(0, 5), (25, 30)]),
        ([(0, 10)], [(-1, 11)], []),
    ],
)
def test_spans_less_spans(spans, less, left):
    assert without(spans, less) == left


def test_the_most_exact_of_several_categories_on_one_line_counts():
    (jet,) = subjects_of(agreement(), ["jet"], identities(), {"jet": frozenset({"aircraft", "military-aircraft"})}, {})

    assert (jet.category, jet.doubts) == ("military-aircraft", ())


def test_categories_on_different_lines_are_disputed():
    (jet,) = subjects_of(agreement(), ["jet"], identities(), {"jet": frozenset({"boat", "military-aircraft"})}, {})

    assert (jet.category, jet.doubts) == (None, ("identity-disputed",))


def test_one_identity_may_stand_for_many():
    (unit,) = subjects_of(agreement(), ["unit"], identities(unit=("boat", "north", 500)), {}, {})

    assert unit.count == 500


def test_a_rule_that_binds_everybody_asks_for_no_party():
    binding = Binding(agreement(), rule(binds=()))

    assert binding.standing(Subject(name="jet", category="military-aircraft")).answer == "yes"


@pytest.mark.parametrize(
    ("exemption", "binds", "answer"),
    [
        ({"parties": ("un",)}, ("north",), "no"),
        ({"parties": ("un",)}, (), "unknown"),
        ({"categories": ("boat",)}, (), "no"),
    ],
)
def test_where_nothing_is_known_an_exemption_does_not_apply(exemption, binds, answer):
    made = named(Exemption, "one", **exemption)

    assert Binding(agreement(), rule(binds=binds)).exempt(made, Subject(name="jet")) == answer


@pytest.mark.parametrize(
    ("notice", "answer"),
    [
        ({}, "yes"),
        ({"object": "jet"}, "yes"),
        ({"object": "tug"}, "no"),
        ({"area": "bay"}, "no"),
        ({"party": "south"}, "no"),
        ({"category": "boat"}, "no"),
        ({"category": "aircraft"}, "yes"),
        ({"category": "medical-aircraft"}, "unknown"),
    ],
)
def test_what_a_notice_is_about(notice, answer):
    jet = Subject(name="jet", category="military-aircraft", party="north")

    assert notice_fits(agreement(), {**NOTICE, **notice}, jet, "zone") == answer


def test_a_rule_without_areas_runs_while_it_and_the_agreement_are_in_force():
    made = rule(in_force=Interval(ends_at=START))

    assert rule_window(agreement(made), made, None) == (micros(datetime(2026, 1, 1, tzinfo=UTC)), micros(START))


def test_no_categories_cover_everything():
    assert any_covers(agreement(), (), None) == "yes"

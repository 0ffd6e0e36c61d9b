from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import shapely

from evenhand.agreements.diff import describe_changes, say_duration, surface_km2
from evenhand.agreements.model import AreaShape, CorridorShape
from evenhand.foundation.instants import Interval
from evenhand.foundation.texts import LANGUAGES
from unit.agreements.small import agreement

OLD = agreement()


def with_rule(**values):
    return replace(OLD, rules=(replace(OLD.rules[0], **values),))


def told(new, language="en"):
    return [(change.code, change.sentence) for change in describe_changes(OLD, new, language=language)]


def test_versions_that_say_the_same_have_no_changes():
    assert describe_changes(OLD, agreement()) == ()
    assert describe_changes(OLD, replace(OLD, version="3", digest="other", parties=OLD.parties[::-1])) == ()


@pytest.mark.parametrize(
    ("new", "code", "sentence"),
    [
        pytest.param(replace(OLD, parties=OLD.parties[:1]), "removed", "Party “South” was removed.", id="a-party-less"),
        pytest.param(
            with_rule(max_gap=timedelta(hours=1)),
            "value",
            "Rule “No flights”: the greatest gap between fixes was 30 min and is now 1 h.",
            id="a-limit",
        ),
        pytest.param(
            with_rule(max_count=6000),
            "set",
            "Rule “No flights”: the most allowed was not given and is now 6000.",
            id="a-figure-more",
        ),
        pytest.param(
            with_rule(binds=("north",)),
            "list-removed",
            "Rule “No flights”: removed from the parties bound: south.",
            id="a-party-released",
        ),
        pytest.param(
            with_rule(in_force=Interval(ends_at=datetime(2027, 1, 1, tzinfo=UTC))),
            "value",
            "Rule “No flights”: the time in force was from open until open and is now from open until "
            "2027-01-01T00:00:00Z.",
            id="an-end",
        ),
        pytest.param(
            with_rule(cases=OLD.rules[0].cases[:1]),
            "cases",
            "Rule “No flights”: cases added or rewritten: 0; removed or replaced: 1.",
            id="a-case-less",
        ),
        pytest.param(
            replace(OLD, places=(replace(OLD.places[0], lat=OLD.places[0].lat + 0.01),)),
            "moved",
            "Place “Al-Marsa” moved: 1.1 km to the north.",
            id="a-place-moved",
        ),
        pytest.param(
            replace(OLD, places=(replace(OLD.places[0], accuracy_m=2000.0),)),
            "value",
            "Place “Al-Marsa”: the accuracy was 500 m and is now 2.0 km.",
            id="a-place-less-sure",
        ),
        pytest.param(
            replace(OLD, supersedes=None),
            "cleared",
            "Agreement “Coastal ceasefire”: the version replaced was 1 and is no longer given.",
            id="head",
        ),
    ],
)
def test_says_what_changed_in_plain_words(new, code, sentence):
    assert told(new) == [(code, sentence)]


def test_an_area_that_grew_says_by_how_much():
    port = OLD.areas[1]
    grown = replace(port, shape=replace(port.shape, radius_m=20_000.0))

    [change] = describe_changes(OLD, replace(OLD, areas=(OLD.areas[0], grown)))

    assert change.code == "outline"
    assert change.sentence == (
        "Area “Port”: its outline gained 942.5 km² and lost 0 km²; it had 314.2 km² and has 1257 km²."
    )


def test_an_area_drawn_from_another_changes_with_it():
    old = replace(OLD, areas=(OLD.areas[1], replace(OLD.areas[0], shape=AreaShape("port"))))
    wider = replace(OLD.areas[1], shape=replace(OLD.areas[1].shape, radius_m=11_000.0))

    changes = describe_changes(old, replace(old, areas=(wider, old.areas[1])))

    assert [(change.id, change.code) for change in changes] == [("port", "outline"), ("coastal-zone", "outline")]


def test_an_outline_that_cannot_be_drawn_is_still_told():
    crossing = CorridorShape(((15.0, 31.0), (15.5, 31.3), (15.5, 31.0), (15.0, 31.3)), 3_000.0, 0.0, "left")
    new = replace(OLD, areas=(OLD.areas[0], replace(OLD.areas[1], shape=crossing)))

    assert told(new) == [("outline-unknown", "Area “Port”: its outline changed.")]


def test_a_new_wording_names_the_languages():
    text = replace(
        OLD.rules[0].text, by_language={**OLD.rules[0].text.by_language, "fr": "Aucun vol", "ar": "ممنوع الطيران"}
    )

    assert told(with_rule(text=text)) == [("text", "Rule “No flights”: the wording of the text changed (ar, fr).")]


def test_a_reading_of_a_deadline_is_told_by_its_date():
    owed = replace(OLD.commitments[0], readings=OLD.commitments[0].readings[:1])

    assert told(replace(OLD, commitments=(owed,))) == [
        ("list-removed", "Commitment “Withdraw”: removed from the readings: by-noon (2026-06-01T12:00:00.000001Z).")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_change_is_told_in_each_language(language):
    new = replace(
        OLD,
        parties=(*OLD.parties[:1], replace(OLD.parties[1], id="west")),
        places=(replace(OLD.places[0], lat=31.5),),
        areas=(OLD.areas[0], replace(OLD.areas[1], shape=replace(OLD.areas[1].shape, radius_m=20_000.0))),
        rules=(replace(OLD.rules[0], binds=("north",), max_count=3, cases=()),),
    )

    found = told(new, language)

    assert {code for code, _ in found} == {"removed", "added", "moved", "outline", "list-removed", "set", "cases"}
    assert all("{" not in sentence for _, sentence in found)


def test_surface_is_that_of_the_ellipsoid():
    degree = shapely.Polygon([(0, 0), (1, 0), (1, 1), (0, 1)])

    assert surface_km2(degree) == pytest.approx(12_308.8, abs=0.5)
    assert surface_km2(shapely.MultiPolygon([degree])) == surface_km2(degree)


@pytest.mark.parametrize(("length", "words"), [(timedelta(seconds=1.5), "1.5 s"), (timedelta(hours=48), "2 d")])
def test_lengths_of_time_use_the_largest_unit_that_fits(length, words):
    assert say_duration(length) == words

"""Headings are understood in four languages; what people choose is held to the list."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.tables.columns import COLUMN_TWICE, FIELDS, NO_SUCH_FIELD, corrected, field_of, heading, propose


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_of_a_template_is_understood(language):
    headings = [heading(field, language=language) for field in FIELDS]

    assert propose(headings).fields == FIELDS


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_understood_by_its_own_name(field):
    assert field_of(field) == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ("when.begins_at", "begins_at"), ("place.observer_lat", "observer_lat"), (" DATE ", "date"),
        ("Distance max (m)", "distance_max_m"), ("التاريخ", "date"), ("تاريخ", "date"), ("Précision", "accuracy_m"),
        ("nombre", "count"), ("纬度", "lat"), ("Weapon type:", "weapon"), ("Colour of the car", None), ("", None),
    ],
)  # fmt: skip
def test_a_heading_is_understood_or_left_out(given, field):
    assert field_of(given) == field


def test_of_two_columns_for_one_field_the_first_is_proposed():
    assert propose(["Date", "Day"]).fields == ("date", None)
    assert propose(["Date", "Mood"]).left_out == ("Mood",)


@pytest.mark.parametrize(
    ("chosen", "kind"), [({0: "mood"}, NO_SUCH_FIELD), ({0: "date", 1: "date"}, COLUMN_TWICE)], ids=["unknown", "twice"]
)
def test_a_choice_that_cannot_be_is_refused(chosen, kind):
    with pytest.raises(Problem) as caught:
        corrected(["a", "b"], chosen)

    assert caught.value.kind is kind

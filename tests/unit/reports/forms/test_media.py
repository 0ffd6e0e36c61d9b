"""The files beside the forms: places and parties of the agreement in force."""

import csv
import io

import pytest

from evenhand.reports.forms.media import NAMES, PARTIES, PLACES, csv_of
from unit.agreements.small import agreement


def rows(name, **more):
    return {row["name"]: row["label"] for row in csv.DictReader(io.StringIO(csv_of(name, **more).decode()))}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_facts_give_the_same_bytes(name):
    assert csv_of(name, agreement=agreement(), language="ar") == csv_of(name, agreement=agreement(), language="ar")


def test_the_parties_of_the_agreement_are_to_choose_from_and_not_known():
    offered = rows(PARTIES, agreement=agreement(), language="en")
    assert list(offered) == [*(party.id for party in agreement().parties), "unknown"]
    assert offered["unknown"] == "Not known"


def test_a_place_is_found_by_its_name_in_every_language():
    for place in agreement().places:
        label = rows(PLACES, agreement=agreement(), language="ar")[place.id]
        assert label.startswith(place.name.in_language("ar"))
        assert all(name in label for name in place.name)


def test_without_an_agreement_there_are_no_places():
    assert rows(PLACES, agreement=None, language="en") == {}

import pytest

from evenhand.commitments.building import amount_from, build_commitment, source_from
from evenhand.commitments.model import Access, Amount, Qualifier, Source
from simulators.commitments import en


@pytest.mark.parametrize(
    ("draft", "qualifier"),
    [
        (None, Qualifier.UNKNOWN),
        ({}, Qualifier.UNKNOWN),
        ({"qualifier": "about"}, Qualifier.UNKNOWN),
        ({"value": 3}, Qualifier.EXACT),
        ({"value": 3, "qualifier": "about"}, Qualifier.ABOUT),
        ({"low": 3}, Qualifier.AT_LEAST),
        ({"high": 3}, Qualifier.AT_MOST),
        ({"low": 3, "high": 4}, Qualifier.RANGE),
    ],
)
def test_how_sure_an_amount_is_follows_from_what_is_told(draft, qualifier):
    assert amount_from(draft).qualifier is qualifier


def test_an_amount_without_a_figure_is_unknown_and_not_nothing():
    assert amount_from({"unit": "km"}) == Amount(unit="km")


@pytest.mark.parametrize(
    ("draft", "source"),
    [
        ({}, Source()),
        ({"para": "3"}, Source(document="S/1", para="3")),
        ({"para": "3", "document": "S/2"}, Source(document="S/2", para="3")),
        ({"agreement": "libya-2020", "article": "par. 5"}, Source(agreement="libya-2020", article="par. 5")),
    ],
)
def test_a_source_is_in_the_document_of_the_plan_unless_it_names_another(draft, source):
    assert source_from(draft, "S/1") == source


def test_the_least_that_a_commitment_says():
    found = build_commitment({"id": "c", "what": en("Act"), "verb": "must", "access": "national"})

    assert (found.debtors, found.readings, found.recurrence, found.access) == ((), (), None, Access.NATIONAL)

import pytest

from evenhand.documents.calendars import future_pasts, impossible_dates, past_futures, reversed_intervals
from evenhand.documents.findings import passages_of
from evenhand.documents.reading import read_structure

HEAD = "S/2031/5\n\nDistr.: General\n\n12 March 2031\n\nReport of the commission\n\nI. Introduction\n\n"


def read(text: str, language: str = "en"):
    structure = read_structure(text, language)
    return structure, passages_of(structure)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1. They left on 31 June 2031.", "en"),
        ("1. Ils sont partis le 30 février 2031.", "fr"),
        ("1. 他们于2031年6月31日离开。", "zh"),
        ("1. Они ушли 31 апреля 2031 года.", "ru"),
    ],
)
def test_a_day_that_its_month_does_not_have(text, language):
    assert [one.para for one in impossible_dates(read(text, language)[1])] == ["1"]


def test_the_last_of_february_is_a_day():
    assert list(impossible_dates(read("1. They left on 29 February 2032.")[1])) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1. It covers the time from 5 May 2031 to 2 May 2031.", "en"),
        ("1. 所涉期间为2031年5月5日至2031年5月2日。", "zh"),
        ("1. Il porte sur la période du 5 mai 2031 au 2 mai 2031.", "fr"),
    ],
)
def test_an_interval_that_ends_before_it_begins(text, language):
    assert [one.kind for one in reversed_intervals(read(text, language)[1], language)] == ["date-order"]


def test_two_days_in_a_sentence_are_no_interval():
    assert list(reversed_intervals(read("1. They met on 5 May 2031 and on 2 May 2031.")[1], "en")) == []


def test_what_was_to_come_had_passed():
    structure, passages = read(HEAD + "1. The meeting will be held on 2 March 2031.\n")

    assert [dict(one.details)["date"] for one in past_futures(structure, passages)] == ["2031-03-02"]


def test_a_month_that_had_passed_is_told_as_well():
    structure, passages = read(HEAD + "1. The work will be completed in February 2031.\n")

    assert [dict(one.details)["date"] for one in past_futures(structure, passages)] == ["2031-02"]


def test_what_had_happened_had_not_come():
    structure, passages = read(HEAD + "1. The parties met in the capital on 2 April 2031.\n")

    assert [dict(one.details)["date"] for one in future_pasts(structure, passages)] == ["2031-04-02"]


def test_a_text_without_a_date_of_its_own_has_neither():
    structure, passages = read("1. The parties met on 2 April 2031 and will meet on 5 April 2031.\n")

    assert [*past_futures(structure, passages), *future_pasts(structure, passages)] == []

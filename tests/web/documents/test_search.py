"""Paragraphs are found in every language, ranked, and narrowed by what their documents are."""

import pytest

from evenhand_web.documents.filters import Filters
from evenhand_web.documents.queries import listing
from web.documents import samples


@pytest.fixture
def three(duty):
    for name, content in {"en": samples.text(), "ar": samples.ARABIC, "zh": samples.CHINESE}.items():
        samples.kept(duty, content, f"{name}.txt")


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        pytest.param("withdrawals", [("en", "heading-1")], id="a-form-of-a-word"),
        pytest.param("الاسلحة", [("ar", "1")], id="arabic"),
        pytest.param("沿海公路", [("zh", "1")], id="chinese"),
        pytest.param("resolution 1970", [("en", "3")], id="all-words"),
        pytest.param("1970", [("ar", "3"), ("en", "3")], id="a-figure-in-every-language"),
        pytest.param("withdrawal of boots", [], id="one-word-is-missing"),
        pytest.param("' OR 1 --", [], id="no-query-of-its-own"),
    ],
)
def test_finds(three, duty, query, keys):
    found = listing.search(duty, Filters(q=query))
    assert sorted((hit.row.language, hit.key) for hit in found.page.rows) == keys


def test_is_narrowed_by_language_kind_and_date(three, duty):
    for filters, total in (
        (Filters(q="1970", language="ar"), 1),
        (Filters(q="1970", kind="plan"), 0),
        (Filters(q="1970", begins="2020-10-13"), 0),
        (Filters(q="1970", ends="2020-10-12"), 2),
    ):
        assert listing.search(duty, filters).page.total == total


def test_marks_what_was_found(three, duty):
    (hit,) = listing.search(duty, Filters(q="الاسلحة")).page.rows
    assert [one.text for one in hit.segments if one.marked] == ["الأسلحة"]


def test_asks_for_nothing_in_nothing(three, duty):
    assert listing.search(duty, Filters(q=" ,, ")).phrases == ()

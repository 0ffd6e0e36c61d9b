import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents.comparing import aligned, changes, likeness, signature
from evenhand.documents.output import read_document
from simulators.parallel_documents import ENGLISH, PARALLEL

WORDS = ("border", "commission", "mines", "withdraw", "report", "detainees", "road", "airport", "monitors", "salaries")


def document(texts: list[str], language: str = "en") -> dict:
    paragraphs = [{"id": f"p{at}", "number": str(at), "text": text} for at, text in enumerate(texts, start=1)]
    return {"language": language, "paragraphs": paragraphs}


def pairs(first: dict, second: dict) -> list[tuple[str | None, str | None]]:
    return [(one.first, one.second) for one in aligned(first, second)]


@pytest.fixture(scope="module")
def read():
    return {language: read_document(text) for language, text in PARALLEL.items()}


@pytest.mark.parametrize("language", sorted(PARALLEL))
def test_each_language_stands_beside_english_number_by_number(read, language):
    found = aligned(read["en"], read[language])

    assert [one.first for one in found] == [one.second for one in found]
    assert all(one.likeness > 0.4 for one in found if one.first in {"1", "2", "4", "5", "11"})


def test_a_paragraph_put_in_moves_the_numbers_and_not_the_pairs():
    old = document(["The border is closed.", "The commission meets.", "The mines are cleared."])
    new = document(
        ["The border is closed.", "Salaries are paid at last.", "The commission meets.", "The mines are cleared."]
    )

    assert pairs(old, new) == [("p1", "p1"), (None, "p2"), ("p2", "p3"), ("p3", "p4")]
    assert [one.kind for one in aligned(old, new)] == ["same", "added", "same", "same"]


def test_a_changed_paragraph_keeps_its_number():
    found = aligned(document(["All forces leave within 30 days."]), document(["All forces leave within 60 days."]))

    assert [(one.kind, one.by) for one in found] == [("changed", "number")]


def test_nothing_is_beside_nothing():
    assert aligned(document([]), document([])) == []
    assert pairs(document(["The border."]), document([])) == [("p1", None)]


TEXTS = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), max_size=9)


class TestProperties:
    @given(TEXTS, TEXTS)
    @settings(max_examples=60, deadline=None)
    def test_every_paragraph_is_there_once_and_no_pair_crosses_another(self, first, second):
        found = pairs(document(first), document(second))

        assert [one for one, _ in found if one] == [f"p{at}" for at in range(1, len(first) + 1)]
        assert [other for _, other in found if other] == [f"p{at}" for at in range(1, len(second) + 1)]

    @given(TEXTS)
    @settings(max_examples=30, deadline=None)
    def test_a_document_stands_beside_itself(self, texts):
        assert all(one.first == one.second for one in aligned(document(texts), document(texts)))

    @given(st.integers(0, 10**6))
    @settings(max_examples=20, deadline=None)
    def test_what_is_taken_out_is_removed_and_all_else_the_same(self, seed):
        whole = read_document(ENGLISH)
        gone = random.Random(seed).randrange(len(whole["paragraphs"]))
        less = {**whole, "paragraphs": [one for at, one in enumerate(whole["paragraphs"]) if at != gone]}
        kinds = [one.kind for one in aligned(whole, less)]

        assert (kinds.count("same"), kinds.count("removed")) == (len(whole["paragraphs"]) - 1, 1)

    @given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["en", "zh", "ar"]))
    @settings(max_examples=60, deadline=None)
    def test_changes_cover_both_texts(self, first, second, language):
        found = changes(first, second, language)

        assert "".join(first[slice(*one.first)] for one in found) == first
        assert "".join(second[slice(*one.second)] for one in found) == second
        assert all(first[slice(*one.first)] == second[slice(*one.second)] for one in found if one.kind == "same")


def test_a_signature_is_the_same_in_two_languages():
    assert signature("avant le 3 mars 2031, 90 jours", "fr") == signature("до 3 марта 2031 года, 90 дней", "ru")


def test_two_empty_texts_are_not_alike():
    assert likeness(signature("", "en"), signature("", "fr")) == 0.0

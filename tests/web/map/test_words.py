import pytest
from django.utils import translation

from evenhand_web.map import words
from unit.agreements import small


@pytest.mark.parametrize(
    ("category", "shape"),
    [
        pytest.param("military-aircraft", "aircraft", id="the-nearest-kind-above"),
        pytest.param("aircraft", "aircraft", id="the-kind-itself"),
        pytest.param("gun", "unknown", id="no-kind-above-has-a-symbol"),
        pytest.param("vessel", "vessel", id="a-word-of-the-feeds-that-the-agreement-lacks"),
        pytest.param(None, "unknown", id="nobody-says"),
    ],
)
def test_the_symbol_of_an_object(category, shape):
    assert words.shape_of(small.agreement(), category) == shape


def test_without_an_agreement_the_words_of_the_feeds_count():
    assert words.shape_of(None, "drone") == "drone"
    assert words.category_name(None, "drone") == "drone"


def test_names_are_in_the_readers_language():
    with translation.override("ar"):
        assert words.category_name(small.agreement(), "military-aircraft") == "طائرة عسكرية"
        assert words.party_name(small.agreement(), "north") == "الشمال"
        assert words.in_words(words.EVENTS, "seizure_attempt") == "محاولة استيلاء"


def test_a_code_without_a_word_is_told_as_it_is():
    assert words.in_words(words.EVENTS, "balloon_seen") == "balloon seen"
    assert words.in_words(words.EVENTS, None) == ""

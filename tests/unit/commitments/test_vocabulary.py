import re

import pytest

from evenhand.commitments.vocabulary import LANGUAGES, WORDS, pattern, subjects, theme_named, theme_of
from evenhand.foundation.phrases import catalogue

ENGLISH = catalogue(WORDS, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_pattern_and_all_of_them_compile(language):
    assert set(catalogue(WORDS, language)) == set(ENGLISH)
    assert all(pattern(language, key) for key in ENGLISH if key != "subjects")
    assert all(name and isinstance(words, re.Pattern) for name, words in subjects(language))


def test_a_language_that_is_none_of_the_six_is_read_as_english():
    assert pattern("de", "urgent") == pattern("en", "urgent")
    assert subjects("de") == subjects("en")


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("States should resume mine action.", "mines"),
        ("Les États devraient reprendre le déminage.", "mines"),
        ("Cease fire at once: the ceasefire holds.", "ceasefire"),
        ("各国应设立研究中心。", "information-exchange"),
        ("Все стороны соблюдают прекращение огня.", "ceasefire"),
        ("تلتزم الأطراف بوقف إطلاق النار", "ceasefire"),
        ("The Committee shall meet.", "other"),
    ],
)
def test_what_a_text_is_about(text, theme):
    assert theme_of(text, "other") == theme


def test_what_a_text_only_touches_counts_where_nothing_is_named():
    assert theme_named("the arms were there", "none") == "none"
    assert theme_of("about weapons", "none") == "stockpile"

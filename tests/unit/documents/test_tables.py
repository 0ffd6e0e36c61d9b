import re

import pytest

from evenhand.documents.tables import LANGUAGES, anywhere, ascii_digits, language_of, pattern, table

KEYS = (
    "letter_title",
    "annex_mark",
    "signed",
    "section",
    "dates",
    "xref",
    "approx",
    "units",
    "verbs",
    "duration",
    "enacting",
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_form(language):
    assert [key for key in KEYS if not table(language).get(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_same_acts(language):
    assert set(table(language)["verbs"]) == set(table("en")["verbs"])


def test_what_a_table_lacks_matches_nothing():
    assert pattern("en", "no-such-key").search("anything") is None
    assert anywhere("no-such-key").search("anything") is None


def test_digits_of_other_scripts_keep_their_places():
    assert ascii_digits("٢٥ أ") == "25 أ"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("安全理事会", "zh"),
        ("the Council of the region", "en"),
        ("le Conseil et les pays", "fr"),
        ("", "en"),
        ("el y los", "es"),
    ],
)
def test_languages_are_told(text, language):
    assert language_of(text) == language


def test_all_patterns_compile():
    assert all(isinstance(pattern(language, key), re.Pattern) for language in LANGUAGES for key in ("xref", "signed"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_verbs_are_written_in_small_letters_as_they_are_looked_for(language):
    verbs = {act: re.sub(r"\\[A-Za-z]", "", form) for act, form in table(language)["verbs"].items()}

    assert {act: form.lower() for act, form in verbs.items()} == verbs

import string

import pytest

from evenhand.commitments.deadlines import DueState
from evenhand.commitments.evaluating import Movement
from evenhand.commitments.exporting import COLUMNS, RISK_COLUMNS
from evenhand.commitments.suggesting import Matter
from evenhand.commitments.wording import NOUNS, PHRASES, name_of, say
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES


def test_every_word_that_is_chosen_has_a_name_in_every_language():
    for language in LANGUAGES:
        assert all(name_of(word, language=language) for noun in NOUNS for word in noun)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_matter_movement_and_column_has_its_words(language):
    keys = {f"due.{one}" for one in DueState} | {f"suggestion.{one}" for one in Matter}
    keys |= {f"moves.{one}" for one in Movement} | {f"column.{one}" for one in (*COLUMNS, *RISK_COLUMNS)}

    assert keys <= set(catalogue(PHRASES, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_say_the_same_with_the_same_details(language):
    def details(words):
        return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name)

    english, other = catalogue(PHRASES, "en"), catalogue(PHRASES, language)

    assert set(english) == set(other)
    assert [key for key in english if details(english[key]) != details(other[key])] == []


def test_details_keep_their_own_direction_in_arabic():
    assert "\u20685\u2069" in say("due.overdue", language="ar", days=5, last_day="2031-01-01")

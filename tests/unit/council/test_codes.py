from enum import StrEnum

import pytest

from evenhand.council import chains, codes, reporting, votes
from evenhand.council.counting import KEYS
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES

CHOICES = sorted(
    {
        value
        for module in (codes, chains, reporting, votes)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    },
    key=lambda kind: kind.__name__,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CHOICES, ids=lambda kind: kind.__name__)
def test_every_code_has_its_words(kind, language):
    assert all(codes.said(code, language=language) for code in kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_counted_has_its_words(language):
    assert [key for key in KEYS if f"count.{key}" not in catalogue(codes.PHRASES, language)] == []


def test_every_format_says_who_could_hear_it():
    assert set(codes.OPENNESS) == set(codes.Format)
    assert all(codes.OPENNESS[one] is not codes.Openness.PUBLIC for one in codes.SPOKEN_BEHIND_DOORS)

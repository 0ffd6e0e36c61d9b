"""The catalogue of sentences about reports."""

import re
from pathlib import Path

import pytest
import yaml

import evenhand.reports
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.plausibility import CODES
from evenhand.reports.wording import PHRASES, joined, say

PACKAGE = Path(evenhand.reports.__file__).parent
ENGLISH = catalogue(PHRASES, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_each_phrase_with_the_same_details(language):
    phrases = catalogue(PHRASES, language)

    assert set(phrases) == set(ENGLISH)
    assert [key for key in ENGLISH if _details(phrases[key]) != _details(ENGLISH[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice_in_a_catalogue(language):
    text = (PACKAGE / "phrases" / f"{language}.yaml").read_text("utf-8")
    keys = [key.value for key, _ in yaml.compose(text).value]

    assert len(keys) == len(set(keys))


def test_every_flag_has_its_words():
    assert {f"flag.{code}" for code in CODES} == {key for key in ENGLISH if key.startswith("flag.")}


def test_details_keep_their_own_direction_in_arabic():
    assert "\u20685 km\u2069" in say("place.apart", language="ar", distance="5 km")


def test_names_are_parted_as_the_language_does():
    assert joined(("A", "B"), language="zh-hans") == "A、B"


def test_says_so_when_a_phrase_is_missing():
    with pytest.raises(Problem, match=re.escape("'no-such' is missing")):
        say("no-such", language="en")


def _details(phrase: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", phrase))

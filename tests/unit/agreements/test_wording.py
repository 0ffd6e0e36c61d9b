import ast
import re
from pathlib import Path

import pytest
import yaml

import evenhand.agreements
from evenhand.agreements.wording import say
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES

PACKAGE = Path(evenhand.agreements.__file__).parent
ENGLISH = catalogue("evenhand.agreements.phrases", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_each_phrase_with_the_same_details(language):
    phrases = catalogue("evenhand.agreements.phrases", language)

    assert set(phrases) == set(ENGLISH)
    differing = [key for key in ENGLISH if _details(phrases[key]) != _details(ENGLISH[key])]
    assert differing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice_in_a_catalogue(language):
    text = (PACKAGE / "phrases" / f"{language}.yaml").read_text("utf-8")
    keys = [key.value for key, _ in yaml.compose(text).value]

    assert len(keys) == len(set(keys))


def test_every_fault_that_the_code_can_note_has_its_words():
    paths = (*PACKAGE.glob("*.py"), *(PACKAGE.parent / "commitments").glob("*.py"))
    noted = {code for path in paths for code in _codes(ast.parse(path.read_text("utf-8")))}
    noted |= {"naive-instant", "not-an-instant", "not-a-distance", "not-a-speed", "not-a-duration"}

    assert noted == {key.removeprefix("fault.") for key in ENGLISH if key.startswith("fault.")}
    assert noted == {key.removeprefix("remedy.") for key in ENGLISH if key.startswith("remedy.")}


def test_details_keep_their_own_direction_in_arabic():
    assert "\u2068harbour\u2069" in say("remedy-did-you-mean", language="ar", meant="harbour")


def test_says_so_when_a_phrase_is_missing():
    with pytest.raises(Problem, match=re.escape("'no-such' is missing")):
        say("no-such", language="en")


def _details(phrase: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", phrase))


def _codes(tree: ast.AST):
    """First arguments of calls of `fault`, and the code that `fault` itself puts in at its limit."""
    for node in ast.walk(tree):
        heads = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fault":
            heads = node.args[:1]
        elif isinstance(node, ast.Tuple):
            heads = [head for head in node.elts[:1] if getattr(head, "value", "") == "too-many-faults"]
        yield from (head.value for head in heads if isinstance(head, ast.Constant))

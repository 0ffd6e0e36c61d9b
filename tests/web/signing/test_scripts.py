"""The scripts of the browser write the same bytes as Python: else no signature would fit."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.foundation.canonical import canonical_bytes
from evenhand_web.signing import posted

ROOT = Path(__file__).resolve().parents[3]
NODE = Path(sys.executable).parent / "node"
AWKWARD = [
    "سرت \u200f\u200e", "🕊️👩🏽‍✈️", "\x00\x01\x08\x09\x0a\x0b\x0c\x0d\x1f\x7f\x80\x9f", "\u2028\u2029",
    "\ufeff\ufffe\uffff", '"\\/', "e\u0301 é", "\u202eabc\u2066", "\U0010ffff", "中文", "</script>", "",
]  # fmt: skip

pytestmark = pytest.mark.skipif(not NODE.exists(), reason="Node is not in this environment")


def by_script(name: str, values: list) -> list:
    done = subprocess.run(
        [NODE, ROOT / "frontend" / "tests" / name],
        input=json.dumps(values),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)


def in_pairs(value):
    """As the script reads it: an object as a list of names with values."""
    return [[name, in_pairs(inner)] for name, inner in value.items()] if isinstance(value, dict) else value


def awkward_values() -> list:
    """Texts, numbers and objects of every kind that a statement holds; the same at every run."""
    chance = random.Random(8785)
    letters = [chr(code) for code in (*range(0x100), *range(0x600, 0x660), *range(0xD7F0, 0xD800))]
    letters += [*"".join(AWKWARD), "\ue000", "\U00010000", "\U0001f54a"]

    def text() -> str:
        return "".join(chance.choices(letters, k=chance.randint(0, 12)))

    def value(depth: int):
        kinds = [
            text,
            lambda: chance.choice([0, -1, 2**53 - 1, 1 - 2**53, chance.randint(-(10**9), 10**9)]),
            lambda: None,
        ]
        if depth:
            kinds.append(lambda: {text(): value(depth - 1) for _one in range(chance.randint(0, 5))})
        return chance.choice(kinds)()

    return [*AWKWARD, *(value(3) for _one in range(2000))]


def test_canonical_json_is_the_same_in_the_browser_and_on_the_server():
    values = awkward_values()

    assert by_script("canonical.mjs", [in_pairs(value) for value in values]) == [
        canonical_bytes(value).hex() for value in values
    ]


def test_half_a_character_is_signed_nowhere():
    for value in ("\ud800", "a\udc00b", {"\udfff": "a"}):
        assert by_script("canonical.mjs", [in_pairs(value)]) == [None]
        with pytest.raises(ValueError, match=r"non-UTF-8|surrogates not allowed"):
            canonical_bytes(value)


def test_texts_are_tidied_alike_in_the_browser_and_on_the_server():
    blanks = [chr(code) for code in range(0x3001) if chr(code).isspace()] + ["\ufeff", "\u200b", "\x85", "\x1c"]
    values = [f"{one}a\r\n\rb{one}{one}" for one in blanks] + AWKWARD

    assert by_script("tidy.mjs", values) == [posted.texts({"text.en": one}).get("en", "") for one in values]

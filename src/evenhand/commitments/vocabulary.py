"""Patterns by which proposals are worked out, by language (`words/`), and themes (`tables/themes.yaml`)."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

from evenhand.foundation.phrases import catalogue

WORDS = "evenhand.commitments.words"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
NUMERALS: Mapping[str, int] = {
    **{sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)},
    "两": 2, "十二": 12, "十五": 15, "二十": 20, "三十": 30, "六十": 60, "九十": 90,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "twelve": 12,
    "fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90,
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "dix": 10, "trente": 30, "soixante": 60,
    "quatre-vingt-dix": 90,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "diez": 10, "treinta": 30, "sesenta": 60,
    "noventa": 90,
    "одного": 1, "двух": 2, "трех": 3, "трёх": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7, "десяти": 10,
    "тридцати": 30, "девяноста": 90,
    "شهر": 1, "ثلاثة": 3, "أربعة": 4, "خمسة": 5, "ستة": 6, "سبعة": 7, "عشرة": 10, "ثلاثين": 30, "ستين": 60,
    "تسعين": 90,
}  # fmt: skip
"""Numbers as words; "six" is the same in two languages."""


@cache
def pattern(language: str, key: str) -> re.Pattern[str]:
    """One pattern of a language; that of English where the language is none of the six."""
    tongue = language if language in LANGUAGES else "en"
    return re.compile(catalogue(WORDS, tongue)[key])


@cache
def subjects(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Groups that sentences name as those who act, by their English names; the more special ones first."""
    tongue = language if language in LANGUAGES else "en"
    pairs = [one.partition("=") for one in catalogue(WORDS, tongue)["subjects"].split(";")]
    return tuple((name.strip(), re.compile(words)) for name, _, words in pairs)


def theme_of(text: str, otherwise: str) -> str:
    """What a text is about: the first theme whose object it names, else the first that it touches, else `otherwise`.

    >>> theme_of("States should resume demining.", "political")
    'mines'
    """
    return theme_named(text, "") or next(
        (theme for theme, _, weak in _themes() if weak is not None and weak.search(text)), otherwise
    )


def theme_named(text: str, otherwise: str) -> str:
    """The first theme whose object a text names."""
    return next((theme for theme, strong, _ in _themes() if strong.search(text)), otherwise)


@cache
def _themes() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    text = files("evenhand.commitments").joinpath("tables", "themes.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, str]] = yaml.safe_load(text)
    return tuple(
        (theme, re.compile(row["strong"], re.I), re.compile(row["weak"], re.I) if row["weak"] else None)
        for theme, row in rows.items()
    )

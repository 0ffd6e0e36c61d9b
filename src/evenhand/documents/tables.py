"""One table a language: its dates, numerals, furniture, citations and verbs, kept as YAML in `library/`."""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LANGUAGES = ("zh", "en", "fr", "ar", "es", "ru")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ARABIC = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９", "0123456789" * 3)


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of `library/`, as it stands there."""
    text = files("evenhand.documents").joinpath("library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 - safe, in C where there is one
    return loaded


@cache
def pattern(language: str, key: str) -> re.Pattern[str]:
    """The pattern under `key` in a language's table; one that never matches where the table has none.

    Of several patterns under one key the groups lose their names.
    """
    value = table(language).get(key)
    if not value:
        return re.compile(r"(?!)")
    several = isinstance(value, list) and len(value) > 1
    joined = "|".join(value) if isinstance(value, list) else value
    if several:
        joined = re.sub(r"\(\?P<\w+>", "(?:", joined)
    return re.compile(joined, re.I if language != "zh" else 0)


@cache
def anywhere(key: str) -> re.Pattern[str]:
    """The patterns of all languages under `key`, as one without names for its groups."""
    found: list[str] = []
    for language in LANGUAGES:
        value = table(language).get(key)
        if value:
            found += value if isinstance(value, list) else [value]
    return re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", one) for one in found) or r"(?!)", re.I)


def ascii_digits(text: str) -> str:
    """Digits of other scripts as 0 to 9, one sign for one, so that places stay.

    >>> ascii_digits("٢٥١٠")
    '2510'
    """
    return text.translate(_ARABIC)


def language_of(text: str) -> str:
    """Which of the six languages a text is in, by script and by its commonest words; English when nothing says.

    >>> language_of("安全理事会"), language_of("Совет Безопасности и"), language_of("le Conseil et la paix des Nations")
    ('zh', 'ru', 'fr')
    """
    sample = text[:200_000]
    chinese = len(re.findall(r"[\u4e00-\u9fff]", sample)) * 2
    arabic, cyrillic = len(re.findall(r"[\u0621-\u064a]", sample)), len(re.findall(r"[\u0400-\u04ff]", sample))
    latin = len(re.findall(r"[A-Za-z\u00c0-\u017f]", sample))
    most = max(chinese, arabic, cyrillic, latin)
    if most == 0:
        return "en"
    if most != latin:
        return "zh" if most == chinese else "ar" if most == arabic else "ru"
    words = re.findall(r"[a-z\u00e0-\u017f]+", sample.lower())
    counts = {tongue: sum(word in table(tongue)["common"] for word in words) for tongue in ("en", "fr", "es")}
    return max(counts, key=lambda tongue: counts[tongue])

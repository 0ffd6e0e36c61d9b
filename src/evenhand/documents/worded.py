"""Quantities in other words than number and unit: "annual", "two thirds", Arabic duals, Russian adjectives, "5+5"."""

import re
from functools import cache
from typing import Any

from evenhand.documents.numerals import value_of
from evenhand.documents.quantity import Quantity
from evenhand.documents.tables import table

_BOUND = re.compile(r"[，。；、：,.;:()（）“”\"«»\s]")


def worded(plain: str, language: str) -> list[Quantity]:
    """All of them but shares, in no order.

    >>> [(one.value, one.unit) for one in worded("трехмесячный срок", "ru")], worded("", "ar")
    ([(3.0, 'months')], [])
    """
    return [*_recurring(plain, language), *_duals(plain, language), *_compounds(plain, language), *_of_names(plain)]


@cache
def _recurrences(language: str) -> re.Pattern[str]:
    words = sorted(table(language)["recurrence"], key=len, reverse=True)
    if language == "ar":
        around = (r"(?<![\u0621-\u064a])(?:[وبلك]?ال|[وبل])?", r"(?:ة|ا|اً|ي|ية)?(?![\u0621-\u064a])")
    else:
        around = {"zh": ("", ""), "ru": (r"(?<![^\W_])", "")}.get(language, (r"\b", r"\b"))
    return re.compile(around[0] + "(?P<w>" + "|".join(words) + ")" + around[1], re.I)


def _recurring(plain: str, language: str) -> list[Quantity]:
    """Words such as "annual": once in their time."""
    known = table(language)["recurrence"]
    return [
        Quantity(snippet=hit[0], value=1.0, unit=known.get(hit["w"].lower(), "per year"),
                 what=plain[hit.end() : hit.end() + 12].strip(), approx=False, begin=hit.start(), end=hit.end(),
                 counter="")
        for hit in _recurrences(language).finditer(plain)
    ]  # fmt: skip


@cache
def _pattern_of(language: str, key: str) -> re.Pattern[str]:
    words: dict[str, Any] = table("numbers")[language].get(key) or {}
    every = "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or "(?!)"
    if key != "compounds":
        return re.compile(rf"(?<![^\W\d_])(?:[وبلف]|ال|بال|وال)?(?P<w>{every})(?![^\W\d_])")
    numbers = "|".join(sorted(map(re.escape, table("numbers")[language]["values"]), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?P<n>(?:{numbers})+)(?P<w>{every})[^\W\d_]{{2,4}}(?![^\W\d_])", re.I)


def _duals(plain: str, language: str) -> list[Quantity]:
    """Arabic duals and singles: شهرين is two months, سنة واحدة is one year."""
    found = []
    for key, value in (("duals", 2.0), ("singles", 1.0)):
        words = table("numbers")[language].get(key) or {}
        for hit in _pattern_of(language, key).finditer(plain) if words else ():
            made = _plain(hit["w"], (hit.start("w"), hit.end()), value, words[hit["w"]])
            found.append(made)
    return found


def _compounds(plain: str, language: str) -> list[Quantity]:
    """Russian adjectives: трехмесячный is of three months."""
    words = table("numbers")[language].get("compounds") or {}
    found = []
    for hit in _pattern_of(language, "compounds").finditer(plain) if words else ():
        known = table("numbers")[language]["values"]
        parts = re.findall("|".join(sorted(known, key=len, reverse=True)), hit["n"].lower())
        found.append(
            Quantity(snippet=hit[0], value=float(sum(known[part] for part in parts)), unit=words[hit["w"].lower()],
                     what=hit[0], approx=False, begin=hit.start(), end=hit.end(), counter=hit[0])
        )  # fmt: skip
    return found


@cache
def _fraction_forms(language: str) -> list[tuple[re.Pattern[str], float]]:
    forms: dict[str, float] = table("numbers")[language].get("fractions") or {}
    return [(re.compile(rf"(?<![^\W\d_])(?:{form})(?![^\W\d_])", re.I), value) for form, value in forms.items()]


def shares(plain: str, language: str) -> list[Quantity]:
    """Shares in words: "two thirds", 百分之三十, 三分之二."""
    found = []
    for form, value in _fraction_forms(language):
        found += [_plain(hit[0], hit.span(), value, "share") for hit in form.finditer(plain)]
    if language == "zh":
        for hit in _PARTS.finditer(plain):
            whole = 100.0 if hit["d"] == "百" else value_of(hit["d"], "zh")
            part = value_of(hit["n"], "zh")
            if whole == 100.0 and part is not None:
                found.append(_plain(hit[0], hit.span(), part, "percent"))
            elif whole and part is not None:
                found.append(_plain(hit[0], hit.span(), round(part / whole, 4), "share"))
    return found


_PARTS = re.compile(r"(?P<d>[一二三四五六七八九十百]{1,3})分之(?P<n>\d+(?:\.\d+)?|[一二三四五六七八九十百]{1,5})")


def _plain(words: str, span: tuple[int, int], value: float, unit: str) -> Quantity:
    return Quantity(
        snippet=words, value=value, unit=unit, what=words, approx=False, begin=span[0], end=span[1], counter=words
    )


def _of_names(plain: str) -> list[Quantity]:
    """Numbers that only a name holds: "5+5"."""
    found = []
    for hit in re.finditer(r"(?<![\d+])(\d{1,2})\s?\+\s?(\d{1,2})(?![\d+])", plain):
        what = _BOUND.split(plain[hit.end() : hit.end() + 16].strip())[0]
        found.append(
            Quantity(snippet=f"{hit[0]} {what}", value=float(int(hit[1]) + int(hit[2])), unit="members (from name)",
                     what=what, approx=False, begin=hit.start(), end=hit.end(), counter="+")
        )  # fmt: skip
    return found

"""Numbers in words and figures, in six languages: what they are worth.

Words add up ("seventy-five", "خمسة وسبعين"), scales multiply what stands before them ("two hundred thousand"); Chinese
numerals are read by their places. What is no number is None: nothing is guessed.
"""

import re
from functools import cache

from evenhand.documents.tables import ascii_digits, table

_DIGITS = {sign: value for value, signs in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
           for sign in signs}  # fmt: skip
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_GROUPED = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f,]\d{3})+")
_POINTED = re.compile(r"\d{1,3}(?:\.\d{3})+")


@cache
def words_pattern(language: str) -> str:
    """A pattern for one number in words; Chinese numerals end before 万 and 亿, which are scales.

    >>> re.fullmatch(words_pattern("en"), "seventy-five", re.I) is not None
    True
    """
    if language == "zh":
        return "[零〇一二两三四五六七八九十百千]{1,7}"
    rules = table("numbers")[language]
    values = {**rules["values"], **rules["scales"]}
    every = "|".join(re.escape(word) for word in sorted(values, key=len, reverse=True))
    firsts = "|".join(re.escape(word) for word in sorted(rules["values"], key=len, reverse=True))
    edge, end = (r"(?<![^\W\d_])", r"(?![^\W\d_])")
    return rf"{edge}(?:{firsts}){end}(?:(?:{rules['joins']})(?:{every}){end})*"


@cache
def scales_pattern(language: str) -> str:
    """A pattern for one or more scales behind figures: 万, thousand, "mille millions"."""
    scales = {"百", "千", "万", "亿", "百万", "千万"} if language == "zh" else set(table("numbers")[language]["scales"])
    every = "|".join(re.escape(word) for word in sorted(scales, key=len, reverse=True))
    return (
        rf"(?:{every})(?![克米瓦字])" if language == "zh" else rf"(?:{every})(?![^\W\d_])(?:\s(?:{every})(?![^\W\d_]))?"
    )


def value_of(words: str, language: str) -> float | None:
    """What a number is worth, in words or figures; None where it is none.

    >>> value_of("一百二十", "zh"), value_of("two hundred and forty", "en"), value_of("many", "en")
    (120.0, 240.0, None)
    """
    plain = ascii_digits(words).strip()
    if re.match(r"\d", plain):
        return _figures(plain, language)
    if language == "zh":
        return _chinese(plain)
    rules = table("numbers")[language]
    parts = re.findall(words_of(language), plain.lower())
    return _summed([_worth(part, rules) for part in parts]) if parts else None


@cache
def words_of(language: str) -> re.Pattern[str]:
    """Each word of a number by itself, the longest first."""
    rules = table("numbers")[language]
    every = sorted({**rules["values"], **rules["scales"]}, key=len, reverse=True)
    return re.compile(r"(?<![^\W\d_و])(?:" + "|".join(map(re.escape, every)) + r")(?![^\W\d_])", re.I)


def _worth(word: str, rules: dict[str, dict[str, int]]) -> tuple[int, bool]:
    lower = word.lower()
    if lower in rules["scales"]:
        return rules["scales"][lower], True
    return rules["values"][lower], False


def _summed(parts: list[tuple[int, bool]]) -> float:
    """Words add up; a scale multiplies what stands before it, and a thousand closes it."""
    total, current = 0, 0
    for worth, scale in parts:
        if not scale:
            current += worth
        elif worth >= 1000:
            total, current = total + max(current, 1) * worth, 0
        else:
            current = max(current, 1) * worth
    return float(total + current)


def _figures(plain: str, language: str) -> float | None:
    if _GROUPED.fullmatch(plain) or (language in {"es", "fr", "ru", "ar"} and _POINTED.fullmatch(plain)):
        return float(re.sub(r"\D", "", plain))
    found = re.fullmatch(r"(\d+)(?:[.,](\d+))?", plain)
    return float(f"{found[1]}.{found[2] or 0}") if found is not None else None


def _chinese(spelled: str) -> float | None:
    """Chinese numerals by their places: 二十三 is 23, 三万五千 is 35 000; 三四 ("three or four") is none."""
    total, part, digit = 0, 0, 0
    before = ""
    for sign in spelled:
        if sign in _DIGITS:
            if before in _DIGITS and before not in "零〇":
                return None
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            part += (digit or (1 if before not in _PLACES else 0)) * _PLACES[sign]
            digit = 0
        elif sign in _MYRIADS:
            total, part, digit = (total + part + digit) * _MYRIADS[sign], 0, 0
        else:
            return None
        before = sign
    return float(total + part + digit) if spelled else None

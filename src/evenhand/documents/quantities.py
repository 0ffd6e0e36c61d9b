"""Numbers with their unit, qualifier and what they count, in six languages."""

import re
from dataclasses import dataclass
from functools import cache

from evenhand.documents.tables import ascii_digits, table

_SPACES = r"[\s\u00a0\u202f,]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text; `qualifier` is exact, about, at least or unknown in words of the table."""

    snippet: str
    value: float
    unit: str
    what: str
    approx: bool
    begin: int
    end: int
    counter: str


@cache
def _pattern(language: str) -> re.Pattern[str]:
    rules = table(language)
    words = sorted(rules.get("numerals", {}), key=len, reverse=True)
    spelled = (
        "[二两三四五六七八九]?十[一二三四五六七八九]?|[二两三四五六七八九]" if language == "zh" else "|".join(words)
    )
    units = "|".join(f"(?P<{name}>{form})" for name, form in rules["units"].items())
    multipliers = "|".join(sorted(rules.get("multipliers", {}), key=len, reverse=True)) or "(?!)"
    approx, least = rules.get("approx", "(?!)"), rules.get("at_least", "(?!)")
    gap = r"\s*" if language == "zh" else r"[\s\u00a0-]+"
    edge = "" if language == "zh" else r"(?<![\w/.-])"
    after = "" if language == "zh" else r"(?!\w)"
    number = rf"(?P<number>\d{{1,3}}(?:{_SPACES}\d{{3}})+(?![\d])|\d+(?:[.,]\d+)?)|(?P<spelled>{spelled})"
    return re.compile(
        rf"(?:(?P<approx>{approx})\s*)?(?:(?P<least>{least})\s*)?(?<![\d/+.,第]){edge}(?:{number})"
        rf"(?:\s*(?P<more>{rules.get('more', '(?!)')}))?(?:\s*(?P<multi>{multipliers})(?:\s+(?:de|d.)\s*)?)?"
        rf"(?:(?:{gap})|(?=[%％٪]))(?:{units}){after}",
        re.I,
    )


@cache
def _recurrences(language: str) -> re.Pattern[str]:
    words = sorted(table(language).get("recurrence", {}), key=len, reverse=True)
    edge = "" if language in {"zh", "ru", "ar"} else r"\b"
    return re.compile(edge + "(?P<w>" + "|".join(words) + ")" + edge, re.I)


def quantities_in(text: str, language: str, taken: tuple[tuple[int, int], ...] = ()) -> list[Quantity]:
    """The quantities of a text; what lies within `taken` (dates, citations) is none.

    >>> [(one.value, one.unit) for one in quantities_in("约360万人需要援助", "zh")]
    [(3600000.0, 'persons')]
    >>> [(one.value, one.unit) for one in quantities_in("about 500 kilometres from two towns", "en")]
    [(500.0, 'kilometres'), (2.0, 'sites')]
    """
    plain = ascii_digits(text)
    rules = table(language)
    found = []
    for hit in _pattern(language).finditer(plain):
        begin, end = hit.start(), hit.end()
        number_at = hit.start("number") if hit["number"] else hit.start("spelled")
        if any(one < end and number_at < other for one, other in taken):
            continue
        unit = next(name for name in rules["units"] if hit[name])
        value = _value(hit, rules["numerals"])
        value *= rules.get("multipliers", {}).get((hit["multi"] or "").lower(), 1)
        if unit == "years" and 1900 <= value <= 2100 and not hit["multi"]:
            continue
        what = (
            re.split(r"[，。；、：,.;:()（）\s]", plain[end : end + 24])[0]
            if language == "zh"
            else _noun(plain, hit, unit)
        )
        found.append(
            Quantity(
                snippet=text[begin:end].strip(),
                value=value,
                unit=unit,
                what=what[:16] if language == "zh" else what,
                approx=bool(hit["approx"] or hit["more"]),
                begin=begin,
                end=end,
                counter=hit[unit],
            )
        )
    for hit in _recurrences(language).finditer(plain):
        unit = rules["recurrence"].get(hit["w"].lower(), "per year")
        found.append(
            Quantity(snippet=hit[0], value=1.0, unit=unit, what=plain[hit.end() : hit.end() + 12].strip(), approx=False,
                     begin=hit.start(), end=hit.end(), counter="")
        )  # fmt: skip
    for hit in re.finditer(r"(?<![\d+])(\d{1,2})\s?\+\s?(\d{1,2})(?![\d+])", plain):
        what = re.split(r"[，。；、,.;:()（）\s]", plain[hit.end() : hit.end() + 16].strip())[0]
        found.append(
            Quantity(snippet=f"{hit[0]} {what}", value=float(int(hit[1]) + int(hit[2])), unit="members (from name)",
                     what=what, approx=False, begin=hit.start(), end=hit.end(), counter="+")
        )  # fmt: skip
    return sorted(found, key=lambda one: one.begin)


def _noun(plain: str, hit: re.Match[str], unit: str) -> str:
    return (
        hit[unit].strip()
        if unit in {"persons", "items", "sites", "bodies", "meetings", "cases"}
        else plain[hit.end() : hit.end() + 30].strip()
    )


def _value(hit: re.Match[str], numerals: dict[str, int]) -> float:
    if hit["number"] is None:
        return float(numerals.get(hit["spelled"].lower()) or _chinese(hit["spelled"], numerals))
    digits = hit["number"]
    if re.fullmatch(rf"\d{{1,3}}(?:{_SPACES}\d{{3}})+", digits):
        return float(re.sub(r"\D", "", digits))
    return float(digits.replace(",", "."))


def _chinese(spelled: str, numerals: dict[str, int]) -> int:
    """Chinese numerals below a hundred: 四十 is 40, 二十三 is 23."""
    tens, _, ones = spelled.partition("十")
    return numerals.get(tens, 1) * 10 + numerals.get(ones, 0)

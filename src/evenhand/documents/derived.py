"""Quantities that a text holds without a figure: how many places a list names, how long the meeting it reports lasted.

They are counted from the text, and marked as inferred.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from evenhand.documents.dates import Found, dates_in
from evenhand.documents.findings import Passage
from evenhand.documents.model import Structure
from evenhand.documents.quantity import Quantity
from evenhand.documents.tables import table

_LEAST_LISTED = 4
_LONGEST_MEETING = 31
_ITEM_ZH = r"[\u4e00-\u9fff·\-]{2,10}?(?=[、和及以与，。；：()（）]|$)"
_LISTED_ZH = re.compile(rf"{_ITEM_ZH}(?:、{_ITEM_ZH})+(?:(?:和|及|以及|与){_ITEM_ZH})?")
_CLOSE = re.compile(r"[.;؛:)）。；\n]")
_ENDS = {
    "en": r",?\s+and\s+|,\s+",
    "fr": r"\s+et\s+|,\s+",
    "es": r"\s+[ye]\s+|,\s+",
    "ru": r"\s+и\s+|,\s+",
    "ar": r"\s+و(?=\S{2})|،\s*",
}


def derived_quantities(structure: Structure, passages: Sequence[Passage]) -> list[tuple[Passage, Quantity]]:
    """Places counted in lists, and the days of the document's own meeting where its head gives them as an interval."""
    language = structure.head.language
    found = [
        (passage, one) for passage in passages if passage.paragraph is not None for one in _listed(passage, language)
    ]
    meeting = next(_intervals(structure.head_texts, language, structure.head.date), None)
    for passage in passages if meeting is not None else ():
        if passage.paragraph is None:
            continue
        same = next((one for one in _pairs(passage.dates.whole, passage.text) if _span(one) == meeting), None)
        if same is not None:
            found.append((passage, _days(passage.text, same)))
            break
    return found


def _intervals(texts: Sequence[str], language: str, about: str | None) -> Iterator[tuple[str, str]]:
    for text in texts:
        if len(text) < 80:
            yield from map(_span, _pairs(dates_in(text, language, about).whole, text))


def _pairs(whole: Sequence[Found], text: str) -> Iterator[tuple[Found, Found]]:
    """Two days with nothing but a link between them."""
    for one, other in pairwise(whole):
        link = text[one.end : other.begin]
        lasted = (date.fromisoformat(other.value) - date.fromisoformat(one.value)).days
        if len(link.strip()) <= 6 and 0 < lasted < _LONGEST_MEETING and not re.search(r"[,，、;；.]", link):
            yield one, other


def _span(pair: tuple[Found, Found]) -> tuple[str, str]:
    return pair[0].value, pair[1].value


def _days(text: str, pair: tuple[Found, Found]) -> Quantity:
    one, other = pair
    lasted = (date.fromisoformat(other.value) - date.fromisoformat(one.value)).days + 1
    return Quantity(
        snippet=text[one.begin : other.end].strip(), value=float(lasted), unit="days",
        what=text[other.end :][:20].strip(),
        approx=False, begin=one.begin, end=other.end, counter="", inferred=True,
    )  # fmt: skip


@cache
def _introduced(language: str) -> re.Pattern[str]:
    return re.compile(table("numbers")[language]["lists"])


def _listed(passage: Passage, language: str) -> Iterator[Quantity]:
    """Lists of places that a word such as "towns" leads into: how many names they hold."""
    plain = re.sub(r"\s+", "", passage.text) if language == "zh" else passage.text
    for lead in _introduced(language).finditer(plain):
        if language == "zh":
            hit = _LISTED_ZH.match(plain, lead.end())
            words = hit[0] if hit is not None else ""
            items = re.split("、|和|以及|及|与", words)
        else:
            stop = _CLOSE.search(plain, lead.end())
            words = plain[lead.end() : stop.start() if stop is not None else len(plain)].strip()
            items = re.split(_ENDS[language], words)
            if language != "ar":
                items = _names(items)
        if _LEAST_LISTED <= len(items) <= 60 and all(0 < len(item) <= 40 for item in items):
            yield Quantity(
                snippet=words, value=float(len(items)), unit="place names", what=lead[0].strip(" :："), approx=False,
                begin=lead.end(), end=lead.end() + len(words), counter="", inferred=True,
            )  # fmt: skip


def _names(items: Sequence[str]) -> list[str]:
    """The items up to the first that is no name."""
    found = []
    for item in items:
        if not re.match(r"[\s’']*(?:al-|el-|as-|ash-|the |la |le |les |los |las )?[^\W\d_a-zа-яà-ÿ]", item):
            break
        name = re.match(r"[^\W\d_][^\W\d_’'-]*(?:[ -](?:al-|el-|as-)?[^\W\d_a-zа-яà-ÿ][\w’'-]*)*", item.strip())
        found.append(name[0] if name is not None else item)
    return found

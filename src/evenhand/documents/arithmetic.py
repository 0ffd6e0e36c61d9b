"""What does not add up: totals with their parts, counts with what the text tells, deadlines, units."""

import re
from collections.abc import Iterator, Sequence

from evenhand.documents.faults import Anomaly, anomaly
from evenhand.documents.findings import Passage
from evenhand.documents.quantities import Quantity
from evenhand.documents.tables import ascii_digits, pattern, table

_CLOSING = re.compile(r"[)）。.;；]")
_LEAST_TERMS = 4
_MOST_ALIKE = 12
"""How many times one and the same term is looked at; a long text says "within 90 days" very often."""


def totals(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """A number, then "including", then parts of the same unit whose sum is another number."""
    for passage in passages:
        for total in passage.quantities:
            lead = pattern(language, "including").search(passage.text, total.end, total.end + 40)
            if lead is None or _CLOSING.search(passage.text, total.end, lead.start()):
                continue
            stop = _CLOSING.search(passage.text, lead.end())
            end = stop.start() if stop is not None else len(passage.text)
            parts = [
                one
                for one in passage.quantities
                if lead.end() <= one.begin and one.end <= end and one.unit == total.unit
            ]
            summed = sum(one.value for one in parts)
            if _numbers_left(passage, lead.end(), end):
                continue
            if len(parts) > 1 and summed != total.value and not total.approx:
                listed = " + ".join(_plain(one.value) for one in parts)
                yield anomaly("total", passage.para, total=_plain(total.value), parts=listed, sum=_plain(summed))


def _numbers_left(passage: Passage, begin: int, end: int) -> bool:
    """Whether a list of parts holds a number that was not read as a quantity, so that its sum cannot be told."""
    known = [(one.begin, one.end) for one in passage.quantities]
    known += [(one.begin, one.end) for one in (*passage.dates.whole, *passage.dates.partial)]
    known += [(one.begin, one.end) for one in passage.citations]
    hits = re.finditer(r"\d+", ascii_digits(passage.text[begin:end]))
    return any(not any(one <= begin + hit.start() < other for one, other in known) for hit in hits)


def counted(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """How many resolutions a text says were adopted, and how many it then names as adopted."""
    rules = table("adopted")
    told: set[str] = set()
    for passage in passages:
        told |= set(re.findall(rules[language], ascii_digits(passage.text), re.I))
    for passage in passages:
        claim = re.search(rules["claims"][language], ascii_digits(passage.text), re.I)
        number = _number(claim[1], language) if claim is not None else None
        if number is not None and len(told) > 1 and len(told) != number:
            yield anomaly(
                "count", passage.para, claimed=number, found=len(told), names=", ".join(sorted(told, key=int))
            )


def _number(word: str, language: str) -> int | None:
    return int(word) if word.isdigit() else table(language)["numerals"].get(word.lower())


def deadlines(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Two terms of nearly one length in different units, for what reads as one act: "three months" and "90 days"."""
    found = []
    seen: dict[tuple[int, str], int] = {}
    for passage in passages:
        if passage.paragraph is None:
            continue
        for hit in pattern(language, "duration").finditer(ascii_digits(passage.text)):
            number = _number(hit["n"], language)
            days = table(language)["duration_units"].get(hit["u"].lower())
            if number and days:
                seen[number, hit["u"]] = seen.get((number, hit["u"]), 0) + 1
                if seen[number, hit["u"]] > _MOST_ALIKE:
                    continue
                found.append(
                    (passage, hit[0], number * days, hit["u"], _around(passage.text, hit.start(), hit.end(), language))
                )
    for place, (passage, words, days, unit, terms) in enumerate(found):
        for other, other_words, other_days, other_unit, other_terms in found[place + 1 :]:
            if unit[:2] == other_unit[:2]:
                continue
            close = abs(days - other_days) <= 0.06 * max(days, other_days)
            alike = len(terms & other_terms) >= _LEAST_TERMS or len(terms & other_terms) > 0.25 * min(
                len(terms), len(other_terms)
            )
            if close and alike:
                yield anomaly("deadline", other.para, one=words, other=other_words, para=passage.para)


def _around(text: str, begin: int, end: int, language: str) -> set[str]:
    near = text[max(0, begin - 60) : end + 60]
    if language == "zh":
        plain = re.sub(r"\s", "", near)
        return {
            plain[i : i + 2] for i in range(len(plain) - 1) if re.fullmatch(r"[\u4e00-\u9fff]{2}", plain[i : i + 2])
        }
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", near)}


def units(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """One large number of one thing, counted once in one measure and once in another."""
    seen: dict[tuple[float, str], list[tuple[str, Quantity]]] = {}
    for passage in passages:
        for one in passage.quantities:
            if one.value >= 100 and one.unit in {"items", "persons", "bodies", "sites"}:
                key = (one.value, _head_of(one, language))
                seen.setdefault(key, []).append((passage.para, one))
    for (value, _), entries in seen.items():
        first = entries[0][1]
        for para, one in entries[1:]:
            if one.counter != first.counter and _differs(first, one, language):
                yield anomaly(
                    "unit-changes", para, value=_plain(value), one=_said(first), other=_said(one), para=entries[0][0]
                )
                break


def _head_of(one: Quantity, language: str) -> str:
    if language == "zh":
        return re.sub(r"\s", "", one.what)[:4]
    words = one.counter.lower().split()
    return words[0] if words else ""


def _differs(first: Quantity, one: Quantity, language: str) -> bool:
    return language == "zh" or first.counter.lower().split()[-1:] != one.counter.lower().split()[-1:]


def _said(one: Quantity) -> str:
    return f"{one.counter} {one.what}".strip() if one.what != one.counter else one.counter


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)

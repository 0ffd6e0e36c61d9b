"""What does not add up: totals with their parts, counts with what the text tells, deadlines, units."""

import re
from collections.abc import Iterator, Sequence

from evenhand.documents.faults import Anomaly, anomaly
from evenhand.documents.findings import Passage
from evenhand.documents.numerals import value_of, words_pattern
from evenhand.documents.quantity import Quantity
from evenhand.documents.tables import ascii_digits, pattern, table

_CLOSING = re.compile(r"[)）。.;；]")
_LEAST_TERMS = 4
_THINGS = frozenset(("items", "bodies", "sites", "measures"))
_LEAST_COUNTED = 100
_LEAST_SHARED = 2
_CALENDAR = 1900
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
    known += [(one.begin, one.end) for one in (*passage.dates.whole, *passage.dates.partial, *passage.dates.impossible)]
    known += [(one.begin, one.end) for one in passage.citations]
    hits = re.finditer(r"\d+", ascii_digits(passage.text[begin:end]))
    return any(not any(one <= begin + hit.start() < other for one, other in known) for hit in hits)


def counted_statements(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """How many presidential statements a text says were issued, and how many it names."""
    form = re.compile(table("adopted")["statements"][language], re.I)
    named = {one.document for passage in passages for one in passage.citations if one.document.startswith("S/PRST/")}
    for passage in passages if named else ():
        claim = form.search(ascii_digits(passage.text))
        number = _number(claim[1], language) if claim is not None else None
        if number is not None and len(named) != number:
            yield anomaly("statements", passage.para, claimed=number, found=len(named), names=", ".join(sorted(named)))


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
    value = value_of(word, language)
    return int(value) if value is not None and value == int(value) else None


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
    seen: dict[tuple[float, str], list[tuple[Passage, Quantity]]] = {}
    for passage in passages:
        for one in passage.quantities:
            kind = "persons" if one.unit == "persons" else "things" if one.unit in _THINGS else None
            if one.value >= _LEAST_COUNTED and kind is not None and one.counter != "+":
                seen.setdefault((one.value, kind), []).append((passage, one))
    for (value, _), entries in seen.items():
        if len(entries) > _MOST_ALIKE:
            continue
        change = next(_changes(entries, language), None)
        if change is not None:
            (passage, first), (other, one) = change
            yield anomaly(
                "unit-changes", other.para, value=_plain(value), one=_said(first), other=_said(one), para=passage.para
            )


def _changes(
    entries: Sequence[tuple[Passage, Quantity]], language: str
) -> Iterator[tuple[tuple[Passage, Quantity], tuple[Passage, Quantity]]]:
    for place, (passage, first) in enumerate(entries):
        for other, one in entries[place + 1 :]:
            if passage.para == other.para or not _differs(first, one, language):
                continue
            shared = _around(passage.text, first.begin, first.end, language)
            shared &= _around(other.text, one.begin, one.end, language)
            alike = first.qualifier == one.qualifier and first.qualifier != "exact"
            if len(shared) >= (_LEAST_SHARED if alike else 2 * _LEAST_SHARED):
                yield (passage, first), (other, one)


def _differs(first: Quantity, one: Quantity, language: str) -> bool:
    """Whether two numbers count things of different names."""
    if language == "zh":
        names = [re.sub(r"\s|^[枚件个处名]", "", entry.what)[:4] for entry in (first, one)]
        same = names[0] == names[1] or not all(names)
        return one.counter[-1:] != first.counter[-1:] if same else True
    words = [entry.counter.lower().split() for entry in (first, one)]
    return (all(words) and words[0][0][:5] != words[1][0][:5] and words[0][-1][:5] != words[1][-1][:5]) or (
        all(words) and words[0][0] == words[1][0] and words[0][-1][:5] != words[1][-1][:5]
    )  # fmt: skip


def _said(one: Quantity) -> str:
    return f"{one.counter} {one.what}".strip() if one.what != one.counter else one.counter


def number_twice(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """A number in words with another one in figures behind it: "thirty (20) days"."""
    form = re.compile(rf"(?P<w>{words_pattern(language)})\s?[(（](?P<f>\d{{1,6}})[)）]", re.I)
    for passage in passages:
        plain = ascii_digits(passage.text)
        if passage.paragraph is None or not re.search(r"[(（]\d", plain):
            continue
        for hit in form.finditer(plain):
            words, figures = value_of(hit["w"], language), value_of(hit["f"], language)
            if words is not None and figures is not None and words != figures and figures < _CALENDAR:
                yield anomaly("number-twice", passage.para, words=hit["w"], figures=hit["f"])


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)

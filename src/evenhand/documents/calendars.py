"""What is wrong with days: dates that no calendar has, intervals that end before they begin, days on the wrong side
of the document's own.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from itertools import pairwise

from evenhand.documents.faults import Anomaly, anomaly
from evenhand.documents.findings import Passage
from evenhand.documents.model import Structure
from evenhand.documents.tables import pattern

_LEAD = 90
_BEHIND = 30


def impossible_dates(passages: Sequence[Passage]) -> Iterator[Anomaly]:
    """A day that its month does not have: 31 June."""
    for passage in passages:
        for one in passage.dates.impossible:
            yield anomaly("date-impossible", passage.para, words=passage.text[one.begin : one.end].strip())


def reversed_intervals(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """An interval whose end lies before its beginning."""
    link = pattern(language, "date_range")
    for passage in passages:
        whole = passage.dates.whole
        for one, other in pairwise(whole):
            between = passage.text[one.end : other.begin]
            plain = not one.inferred and not other.inferred
            if plain and other.value < one.value and link.fullmatch(between):
                yield anomaly("date-order", passage.para, one=one.value, other=other.value)


def past_futures(structure: Structure, passages: Sequence[Passage]) -> Iterator[Anomaly]:
    """What is said to be going to happen on a day, or in a month, that had passed when the document was sent."""
    language, own = structure.head.language, structure.head.date_of_letter or structure.head.date
    if own is None:
        return
    for passage in passages:
        if passage.paragraph is None or passage.paragraph.part == "letter":
            continue
        ends = [(one.begin, one.value, one.value) for one in passage.dates.whole]
        ends += [(one.begin, last, one.value) for one in passage.dates.partial if (last := _last_day(one.value))]
        for begin, last, value in ends:
            lead = passage.text[max(0, begin - _LEAD) : begin]
            if last < own and pattern(language, "future").search(lead):
                yield anomaly("future-passed", passage.para, date=value, sent=own)


def future_pasts(structure: Structure, passages: Sequence[Passage]) -> Iterator[Anomaly]:
    """What is said to have happened on a day that had not come when the document was issued."""
    head, language = structure.head, structure.head.language
    known = [value for value in (head.date, head.date_of_letter) if value is not None]
    if not known:
        return
    latest = max(known)
    for passage in passages:
        if passage.paragraph is None:
            continue
        for one in passage.dates.whole:
            lead, behind = (
                passage.text[max(0, one.begin - _LEAD) : one.begin],
                passage.text[one.end : one.end + _BEHIND],
            )
            told = behind if language == "zh" else lead
            if one.value > latest and not one.inferred and pattern(language, "past").search(told):
                yield anomaly("past-to-come", passage.para, date=one.value, sent=latest)


def _last_day(partial: str) -> str | None:
    """The last day of a month, such as 2031-02."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", partial)
    if found is None:
        return None
    return f"{partial}-{monthrange(int(found[1]), int(found[2]))[1]:02}"

"""What is wrong with lists: two lists of one matter that differ, items that stand under the wrong heading, a number of
items that is not the number told, duties crowded into one paragraph.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.documents.duties import Duty
from evenhand.documents.faults import Anomaly, anomaly
from evenhand.documents.findings import Passage
from evenhand.documents.tables import pattern, table

_LEAST_ITEMS = 3
_LEAST_LIKE = 0.3
_MOST_LISTS = 300
"""Of a longer text only so many lists are held against one another."""
_INLINE = re.compile(r"[;；؛]\s*")
_MOST_COUNTED = 20
_COUNTED_UNITS = frozenset(("items", "measures", "bodies", "sites", "countries", "points", "cases"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _List:
    """The items of one list by their terms, where it stands, and how it is led in."""

    para: str
    items: tuple[frozenset[str], ...]


def unlike_lists(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Two lists of the same things, of which one has items more: a body with four tasks here and three there."""
    lists = [one for passage in passages for one in _lists_of(passage, language)][:_MOST_LISTS]
    told = set()
    for place, one in enumerate(lists):
        for other in lists[place + 1 :]:
            if one.para == other.para or len(one.items) == len(other.items) or other.para in told:
                continue
            short, long = sorted((one, other), key=lambda entry: len(entry.items))
            if len(long.items) <= 2 * len(short.items) and _held_in(short, long):
                told.add(other.para)
                yield anomaly("lists-differ", other.para, here=len(other.items), there=len(one.items), para=one.para)


def _lists_of(passage: Passage, language: str) -> Iterator[_List]:
    paragraph = passage.paragraph
    if paragraph is None:
        return
    tops = [item.text for item in paragraph.subitems if item.level == 1]
    if len(tops) >= _LEAST_ITEMS:
        labelled = [re.split(r"[：:]", text, maxsplit=1)[0] for text in tops]
        short = all(len(one) <= 40 and one != text for one, text in zip(labelled, tops, strict=True))
        yield _List(para=passage.para, items=tuple(_terms(one, language) for one in (labelled if short else tops)))
    for sentence in re.split(r"[。！？\n]|(?<=[a-zа-я])\.\s", paragraph.text):
        lead = re.split(r"[:：]", sentence, maxsplit=1)
        if len(lead) == 2:
            items = [one for one in _INLINE.split(re.sub(r"[(（][^)）]*[)）]", "", lead[1])) if len(one.strip()) > 1]
            if len(items) >= _LEAST_ITEMS:
                yield _List(para=passage.para, items=tuple(_terms(one, language) for one in items))


def _terms(text: str, language: str) -> frozenset[str]:
    if language == "zh":
        runs = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"\s", "", text))
        return frozenset(run[i : i + 2] for run in runs for i in range(len(run) - 1))
    return frozenset(word.lower()[:6] for word in re.findall(r"[^\W\d_]{4,}", text))


def _held_in(short: _List, long: _List) -> bool:
    """Whether every item of the shorter list has its like in the longer one, each another."""
    likes = [
        [place for place, other in enumerate(long.items) if len(item & other) >= _LEAST_LIKE * max(1, len(item))]
        for item in short.items
    ]
    taken: dict[int, int] = {}
    if not all(likes) or not all(_placed(item, likes, taken, set()) for item in range(len(likes))):
        return False
    shared = frozenset.intersection(*short.items)
    return all(item - shared for item in short.items)


def _placed(item: int, likes: list[list[int]], taken: dict[int, int], seen: set[int]) -> bool:
    """Give an item a like of its own, moving others where they have another (augmenting path)."""
    for place in likes[item]:
        if place not in seen:
            seen.add(place)
            if place not in taken or _placed(taken[place], likes, taken, seen):
                taken[place] = item
                return True
    return False


def miscounted(passages: Sequence[Passage]) -> Iterator[Anomaly]:
    """A number of things, then a colon, then another number of items."""
    for passage in passages:
        paragraph = passage.paragraph
        if paragraph is None or not paragraph.subitems:
            continue
        tops = sum(item.level == 1 for item in paragraph.subitems)
        lead = paragraph.text.rstrip()
        if lead[-1:] not in ":：" or tops < 2:
            continue
        begin = max(lead.rfind(stop, 0, len(lead) - 1) for stop in "。.;；，,")
        for one in passage.quantities:
            counts = one.unit in _COUNTED_UNITS and one.qualifier == "exact" and 1 < one.value <= _MOST_COUNTED
            if counts and begin < one.begin < len(lead) and one.value != tops and one.value == int(one.value):
                yield anomaly("items-counted", passage.para, claimed=int(one.value), words=one.snippet, found=tops)
                break


def misplaced(passages: Sequence[Passage], language: str) -> Iterator[Anomaly]:
    """Items of a list that name a measure, under a heading of threats, causes or difficulties."""
    by_heading: dict[tuple[str, ...], list[Passage]] = defaultdict(list)
    for passage in passages:
        paragraph = passage.paragraph
        if paragraph is not None and paragraph.kind == "bullet" and paragraph.section:
            by_heading[paragraph.section].append(passage)
    threats, measures = pattern(language, "threat_headings"), pattern(language, "measure_words")
    solutions, absence = pattern(language, "solution_headings"), pattern(language, "absence_words")
    found: list[Passage] = []
    for section, items in by_heading.items():
        if not any(threats.search(title) for title in section) or solutions.search(section[-1]):
            continue
        strange = [one for one in items if measures.search(_bare(one.text)) and not absence.search(_bare(one.text))]
        if len(strange) < len(items):
            found += strange
    if found:
        names = "; ".join(f"{_bare(one.text)[:30]} ({one.para})" for one in found[:5])
        yield anomaly("item-misplaced", found[0].para, items=names)


def _bare(text: str) -> str:
    return text.strip().rstrip("；;。.，,、")


def crowded(passages: Sequence[Passage], duties: Sequence[Duty]) -> Iterator[Anomaly]:
    """One paragraph of prose with several kinds of duties, in a plan whose other duties have an item each."""
    held: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        held[duty.para].append(duty)
    paragraphs = {one.para: one.paragraph for one in passages if one.paragraph is not None}
    kinds = Counter(one.kind for para, one in paragraphs.items() if para in held and one.part != "letter")
    if kinds["bullet"] < 10 or kinds["bullet"] < 2 * kinds["prose"]:
        return
    last = [para for para, one in paragraphs.items() if one.part != "letter" and one.kind == "prose"]
    for para in last:
        acts = {duty.act for duty in held.get(para, ())} & set(table("en")["verbs"])
        if len(held.get(para, ())) >= 4 and len(acts) >= 3:
            yield anomaly("duties-crowded", para, found=len(held[para]))

"""Two versions of one document, or two languages of it, paragraph beside paragraph; what changed within a paragraph.

Paragraphs of the same words are held together first, then those of the same number, then those of like content,
always in order: no pair crosses another. Between two languages like content means the same figures, dates,
citations and places.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from evenhand.documents.citations import citations_in
from evenhand.documents.dates import dates_in
from evenhand.documents.names import places_in
from evenhand.documents.quantities import quantities_in
from evenhand.documents.tables import ascii_digits

LEAST_LIKE = 0.25
"""How like two paragraphs must be to stand beside one another without the same number."""
LEAST_NUMBERED = 0.1
"""How like two paragraphs of one language and the same number must be."""
_MOST_CELLS = 250_000
_LENGTH_SPREAD = 4.0
_WIDE = 3
"""How many signs of another script say what one of Chinese says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two paragraphs by their ids, or one without its like; `likeness` is between 0 and 1."""

    first: str | None
    second: str | None
    likeness: float
    by: str
    """Why they stand together: "words", "number", "content"; "alone" where one has no like."""

    @property
    def kind(self) -> str:
        """same, changed, added or removed."""
        if self.first is None:
            return "added"
        if self.second is None:
            return "removed"
        return "same" if self.by == "words" else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A stretch of two texts that differs (or is the same), by places in each."""

    kind: str
    """same, added, removed or replaced."""
    first: tuple[int, int]
    second: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    id: str
    number: str | None
    text: str
    size: int
    features: Counter[str]


def aligned(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Pair]:
    """The paragraphs of two documents, as `read_document` gives them, each once and in the order of both.

    >>> from evenhand.documents.output import read_document
    >>> old, new = (read_document(text) for text in ("1. All shall leave.", "1. All shall leave now."))
    >>> [(one.first, one.second, one.kind) for one in aligned(old, new)]
    [('1', '1', 'changed')]
    """
    languages = (str(first.get("language", "en")), str(second.get("language", "en")))
    same = languages[0] == languages[1]
    left, right = (
        [_unit(one, language, words=same) for one in document["paragraphs"]]
        for document, language in zip((first, second), languages, strict=True)
    )
    anchors = _in_order(_same_words(left, right))
    pairs: list[Pair] = []
    for gap in _gaps([(0, len(left)), (0, len(right))], anchors):
        pairs += _between(left, right, gap, same=same)
    pairs += [_pair(left[i], right[j], 1.0, "words") for i, j in anchors]
    return _sorted(pairs, left, right)


def _unit(paragraph: Mapping[str, Any], language: str, *, words: bool) -> _Unit:
    text = str(paragraph["text"])
    features = _terms(text, language) if words else signature(text, language)
    size = len(text) * (_WIDE if language == "zh" else 1) + 1
    return _Unit(id=str(paragraph["id"]), number=paragraph.get("number"), text=text, size=size, features=features)


def _terms(text: str, language: str) -> Counter[str]:
    if language == "zh":
        runs = re.findall(r"[\u4e00-\u9fff]+|\d+", re.sub(r"\s", "", text))
        return Counter(run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1)))
    return Counter(re.findall(r"\w+", text.lower()))


def signature(text: str, language: str) -> Counter[str]:
    """What of a text no translation changes: citations, dates, quantities, places and figures.

    >>> signature("within 90 days of resolution 2510 (2020)", "en") == signature("90天内，第2510(2020)号决议", "zh")
    True
    """
    cited, dates = citations_in(text, language), dates_in(text, language)
    taken = tuple((one.begin, one.end) for one in (*dates.whole, *dates.partial))
    taken += tuple((one.begin, one.end) for one in cited)
    counted = quantities_in(text, language, taken)
    found = Counter(one.document for one in cited)
    found += Counter(one.value for one in (*dates.whole, *dates.partial))
    found += Counter(f"{one.value:g}" for one in counted if not one.unit.startswith("per "))
    found += Counter(one.english for one in places_in(text, language) if one.english is not None)
    held = [*taken, *((one.begin, one.end) for one in counted)]
    for hit in re.finditer(r"\d+", ascii_digits(text)):
        if not any(begin <= hit.start() < end for begin, end in held):
            found[hit[0]] += 1
    return found


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Twice what two texts share, by all that they have; 0 where neither has anything."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _same_words(left: Sequence[_Unit], right: Sequence[_Unit]) -> list[tuple[int, int]]:
    """Places of paragraphs whose words stand once in each document."""
    places = []
    for units in (left, right):
        keys = [re.sub(r"\s+", "", one.text) for one in units]
        counts = Counter(keys)
        places.append({key: at for at, key in enumerate(keys) if counts[key] == 1 and key})
    return sorted((places[0][key], places[1][key]) for key in places[0].keys() & places[1].keys())


def _in_order(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs that do not cross (longest increasing subsequence)."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for at, (_, place) in enumerate(pairs):
        where = bisect_left(tails, place)
        before[at] = ends[where - 1] if where else None
        tails[where : where + 1] = [place]
        ends[where : where + 1] = [at]
    found = []
    last = ends[-1] if ends else None
    while last is not None:
        found.append(pairs[last])
        last = before[last]
    return found[::-1]


def _gaps(
    spans: Sequence[tuple[int, int]], anchors: Sequence[tuple[int, int]]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """What lies between anchors: a stretch of each document."""
    (begin, end), (other, stop) = spans
    found = []
    for i, j in (*anchors, (end, stop)):
        if begin < i or other < j:
            found.append(((begin, i), (other, j)))
        begin, other = i + 1, j + 1
    return found


def _between(
    left: Sequence[_Unit], right: Sequence[_Unit], gap: tuple[tuple[int, int], tuple[int, int]], *, same: bool
) -> list[Pair]:
    (begin, end), (other, stop) = gap
    numbered = _in_order(_same_numbers(left, right, gap, same=same))
    pairs = [_pair(left[i], right[j], likeness(left[i].features, right[j].features), "number") for i, j in numbered]
    for (first, last), (start, final) in _gaps([(begin, end), (other, stop)], numbered):
        pairs += _by_content(left[first:last], right[start:final], same=same)
    return pairs


def _same_numbers(
    left: Sequence[_Unit], right: Sequence[_Unit], gap: tuple[tuple[int, int], tuple[int, int]], *, same: bool
) -> list[tuple[int, int]]:
    """Paragraphs whose number stands once in each stretch; in one language they must share words as well."""
    places = []
    for units, (begin, end) in zip((left, right), gap, strict=True):
        counts = Counter(units[at].number for at in range(begin, end))
        places.append({units[at].number: at for at in range(begin, end) if counts[units[at].number] == 1})
    shared = [number for number in places[0] if number is not None and number in places[1]]
    pairs = sorted((places[0][number], places[1][number]) for number in shared)
    if not same:
        return pairs
    return [(i, j) for i, j in pairs if likeness(left[i].features, right[j].features) >= LEAST_NUMBERED]


def _by_content(left: Sequence[_Unit], right: Sequence[_Unit], *, same: bool) -> list[Pair]:
    """The best pairs in order (dynamic programming); stretches too long for that stand alone."""
    if not left or not right or len(left) * len(right) > _MOST_CELLS:
        return [_alone(one, None) for one in left] + [_alone(None, one) for one in right]
    alike = _likeness_of(same=same)
    scores = [[alike(one, other) for other in right] for one in left]
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        for j in range(len(right) - 1, -1, -1):
            paired = scores[i][j] + best[i + 1][j + 1] if scores[i][j] >= LEAST_LIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        if scores[i][j] >= LEAST_LIKE and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            found.append(_pair(left[i], right[j], scores[i][j], "content"))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            found.append(_alone(left[i], None))
            i += 1
        else:
            found.append(_alone(None, right[j]))
            j += 1
    return found + [_alone(one, None) for one in left[i:]] + [_alone(None, one) for one in right[j:]]


def _likeness_of(*, same: bool) -> Callable[[_Unit, _Unit], float]:
    """Between languages, two paragraphs without any figure are somewhat alike where their lengths are."""

    def alike(one: _Unit, other: _Unit) -> float:
        if same or one.features or other.features:
            return likeness(one.features, other.features)
        longer, shorter = sorted((one.size, other.size), reverse=True)
        return 0.3 if longer < _LENGTH_SPREAD * shorter else 0.0

    return alike


def _pair(one: _Unit, other: _Unit, like: float, by: str) -> Pair:
    return Pair(first=one.id, second=other.id, likeness=round(like, 3), by=by)


def _alone(one: _Unit | None, other: _Unit | None) -> Pair:
    return Pair(first=one.id if one else None, second=other.id if other else None, likeness=0.0, by="alone")


def _sorted(pairs: Sequence[Pair], left: Sequence[_Unit], right: Sequence[_Unit]) -> list[Pair]:
    """Pairs in the order of both documents: what is removed stands before what is added in its place."""
    by_first = {pair.first: pair for pair in pairs if pair.first is not None}
    by_second = {pair.second: pair for pair in pairs if pair.second is not None}
    found: list[Pair] = []
    waiting = list(right)[::-1]
    for unit in left:
        pair = by_first[unit.id]
        if pair.second is None:
            found.append(pair)
            continue
        while waiting and waiting[-1].id != pair.second:
            found.append(by_second[waiting.pop().id])
        waiting.pop()
        found.append(pair)
    return found + [by_second[unit.id] for unit in reversed(waiting)]


def changes(first: str, second: str, language: str) -> list[Change]:
    """What changed from one text to another of the same language, word by word (sign by sign in Chinese).

    >>> [(one.kind, "go in ten days"[slice(*one.second)]) for one in changes("go in days", "go in ten days", "en")]
    [('same', 'go in '), ('added', 'ten '), ('same', 'days')]
    """
    form = r"\s+|\d+|." if language == "zh" else r"\w+|\s+|[^\w\s]"
    words = [list(re.finditer(form, text, re.S)) for text in (first, second)]
    matcher = SequenceMatcher(None, [hit[0] for hit in words[0]], [hit[0] for hit in words[1]], autojunk=False)
    kinds = {"equal": "same", "insert": "added", "delete": "removed", "replace": "replaced"}
    return [
        Change(kind=kinds[tag], first=_places(words[0], i, end, first), second=_places(words[1], j, stop, second))
        for tag, i, end, j, stop in matcher.get_opcodes()
    ]


def _places(words: Sequence[re.Match[str]], begin: int, end: int, text: str) -> tuple[int, int]:
    start = words[begin].start() if begin < len(words) else len(text)
    return (start, words[end - 1].end()) if end > begin else (start, start)

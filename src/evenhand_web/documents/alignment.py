"""Which passage of one text is which of another one: two languages of one document, or two versions of it.

By numbers first, then by figures, kind and length, and within one language by words; the order of both texts is kept.
Source: Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora" (1993), for length and order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.documents.fulltext import words_of
from evenhand.documents.tables import ascii_digits
from evenhand_web.documents.passages import Passage

MOST_CELLS = 400_000
"""Longer texts are matched by their numbers alone."""
_GAP = -0.4
_WORTH = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Passages that stand for one another; None: there is none on that side."""

    left: Passage | None
    right: Passage | None

    @property
    def figures_differ(self) -> bool:
        """Whether both name figures, and not the same ones: a hint, since one text may write one in words."""
        if self.left is None or self.right is None:
            return False
        one, other = figures(self.left.text), figures(self.right.text)
        return bool(one and other and one != other)


def aligned(left: Sequence[Passage], right: Sequence[Passage], *, same_language: bool) -> list[Pair]:
    """Every passage of both sides, once.

    >>> aligned([], [], same_language=True)
    []
    """
    if len(left) * len(right) > MOST_CELLS:
        return _by_number(left, right)
    ones, others = ([_Seen(one) for one in side] for side in (left, right))
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if i == j == 0:
                continue
            options = []
            if i:
                options.append(best[i - 1][j] + _GAP)
            if j:
                options.append(best[i][j - 1] + _GAP)
            if i and j:
                options.append(best[i - 1][j - 1] + _likeness(ones[i - 1], others[j - 1], same_language=same_language))
            best[i][j] = max(options)
    return _traced(best, (left, right), (ones, others), same_language=same_language)


def figures(text: str) -> frozenset[str]:
    """The figures of a text, whatever their digits.

    >>> sorted(figures("within 90 days, ٣٠ يوما, 1,500"))
    ['1500', '30', '90']
    """
    plain = re.sub(r"(?<=\d)[,٬\u202f ](?=\d{3}(?!\d))", "", ascii_digits(text))
    return frozenset(re.findall(r"\d+", plain))


class _Seen:
    """A passage as it is compared."""

    def __init__(self, passage: Passage) -> None:
        self.kind, self.number = passage.kind, ascii_digits(passage.number).strip(".)( ")
        self.length = len(passage.text) * (2.6 if re.search(r"[\u4e00-\u9fff]", passage.text) else 1.0)
        self.figures = figures(passage.text)
        self.words = frozenset(one.token for one in words_of(passage.text))


def _likeness(one: _Seen, other: _Seen, *, same_language: bool) -> float:
    if one.kind != other.kind:
        return -9.0
    score = 0.6 + min(one.length, other.length) / max(one.length, other.length, 1.0)
    if one.number and one.number == other.number:
        score += 3.0
    elif one.number.isdigit() and other.number.isdigit():
        score -= 1.5
    if one.figures or other.figures:
        score += 1.5 * len(one.figures & other.figures) / len(one.figures | other.figures) - 0.5
    if same_language:
        score += 4.0 * len(one.words & other.words) / max(1, len(one.words | other.words)) - 1.5
    return score if score >= _WORTH else -9.0


def _traced(
    best: list[list[float]],
    sides: tuple[Sequence[Passage], Sequence[Passage]],
    seen: tuple[list[_Seen], list[_Seen]],
    *,
    same_language: bool,
) -> list[Pair]:
    (left, right), (ones, others) = sides, seen
    i, j = len(left), len(right)
    found = []
    while i or j:
        matched = (
            i
            and j
            and best[i][j] == best[i - 1][j - 1] + _likeness(ones[i - 1], others[j - 1], same_language=same_language)
        )
        if matched:
            i, j = i - 1, j - 1
            found.append(Pair(left=left[i], right=right[j]))
        elif i and best[i][j] == best[i - 1][j] + _GAP:
            i -= 1
            found.append(Pair(left=left[i], right=None))
        else:
            j -= 1
            found.append(Pair(left=None, right=right[j]))
    return found[::-1]


def _by_number(left: Sequence[Passage], right: Sequence[Passage]) -> list[Pair]:
    named = {(one.kind, one.key): one for one in right}
    used: set[str] = set()
    found = []
    for one in left:
        other = named.get((one.kind, one.key))
        if other is not None:
            used.add(other.key)
        found.append(Pair(left=one, right=other))
    return found + [Pair(left=None, right=one) for one in right if one.key not in used]

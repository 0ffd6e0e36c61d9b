"""Two columns on a page: whether its words stand in two, and in what order its parts are read.

A page has two where lines of text, not short cells, fill both sides of a gap in its middle. What crosses the gap (a
title, a table) is read where it stands; between such lines the first column is read whole before the second.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

_LEAST_LINES = 8
_MIDDLE = (0.38, 0.62)
_MOST_CROSSING = 0.15
_FILLED = 0.55
"""How much of its column a line of text fills, at the median."""
_JOIN = 10.0
"""Points between two runs of one line."""
_STEP = 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


def reading_order(boxes: Sequence[Box], width: float, height: float, *, from_right: bool = False) -> list[Box]:
    """The parts of a page in reading order; nothing where it has one column.

    >>> reading_order([], 595, 842)
    []
    """
    lines = _lines(boxes)
    gap = _gap(lines, width)
    if gap is None:
        return []
    crossing = sorted((one for one in lines if one.left < gap < one.right), key=lambda one: -one.top)
    return [part for band in _bands(crossing, height) for part in _columns(band, gap, width, from_right=from_right)]


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Runs of one line, joined where hardly anything stands between them."""
    found: list[Box] = []
    for box in sorted(boxes, key=lambda one: (-round((one.top + one.bottom) / 2 / 3), one.left)):
        last = found[-1] if found else None
        level = last is not None and min(last.top, box.top) - max(last.bottom, box.bottom) > 0.3 * (
            box.top - box.bottom
        )
        if last is not None and level and -_JOIN < box.left - last.right < _JOIN:
            found[-1] = Box(last.left, min(last.bottom, box.bottom), max(last.right, box.right), max(last.top, box.top))
        else:
            found.append(box)
    return [one for one in found if one.right - one.left > 1]


def _gap(lines: Sequence[Box], width: float) -> float | None:
    """The middle of the gap between two columns."""
    best: tuple[int, float] | None = None
    place = _MIDDLE[0] * width
    while place <= _MIDDLE[1] * width:
        crossing = sum(one.left < place < one.right for one in lines)
        if best is None or crossing < best[0]:
            best = (crossing, place)
        place += _STEP
    if best is None or best[0] > _MOST_CROSSING * len(lines):
        return None
    gap = best[1]
    left, right = [one for one in lines if one.right <= gap], [one for one in lines if one.left >= gap]
    return gap if _filled(left, right) and _filled(right, left) else None


def _filled(column: Sequence[Box], other: Sequence[Box]) -> bool:
    """Whether one side holds lines of text, beside those of the other side."""
    if len(column) < _LEAST_LINES or len(other) < _LEAST_LINES:
        return False
    begin, end = min(one.left for one in column), max(one.right for one in column)
    low, high = min(one.bottom for one in other), max(one.top for one in other)
    beside = [one for one in column if low <= one.top and one.bottom <= high]
    widths = [one.right - one.left for one in beside]
    return len(beside) >= _LEAST_LINES and median(widths) > _FILLED * (end - begin)


def _bands(crossing: Sequence[Box], height: float) -> Iterator[tuple[float, float, bool]]:
    """Stretches of the page from above: bottom, top, and whether a line crosses the gap there."""
    top = height
    for one in crossing:
        if one.top < top:
            yield one.top, top, False
        yield min(one.bottom, top), min(one.top, top), True
        top = min(top, one.bottom)
    yield 0.0, top, False


def _columns(band: tuple[float, float, bool], gap: float, width: float, *, from_right: bool) -> list[Box]:
    bottom, top, whole = band
    if whole:
        return [Box(0, bottom, width, top)]
    sides = [Box(0, bottom, gap, top), Box(gap, bottom, width, top)]
    return sides[::-1] if from_right else sides

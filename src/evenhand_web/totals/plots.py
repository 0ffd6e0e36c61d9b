"""Bars as numbers for SVG: everything is an attribute, nothing a style, so that the policy of the pages holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.cases.counting.totals import Figure
from evenhand_web.totals.queries import Row

HEIGHT, TOP, FOOT = 190, 12, 46
STRIP = 12
"""The strip below the axis that tells how blind a week was."""
LEFT, RIGHT = 44, 8
NARROW, WIDE, WHOLE = 16, 110, 1120
_LABELS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar with its range, in user units of the drawing; `x` is its middle."""

    x: float
    width: float
    y: float
    height: float
    low_y: float
    high_y: float
    ranged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One week of the drawing."""

    row: Row
    x: float
    middle: float
    one: Bar
    other: Bar | None
    blind_height: float
    """Of the strip; 0 where nobody was blind, or it is not to be known."""
    dark: bool
    """Hardly anybody was watching: the whole column is hatched."""
    labelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars by week with the coverage below."""

    width: float
    height: float
    base: float
    columns: tuple[Column, ...]
    step: float
    ticks: tuple[tuple[float, int], ...]
    """Height and number."""
    strip_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table with its bar in percent of the width."""

    row: Row
    one: tuple[float, float, float]
    """low, best, high."""
    other: tuple[float, float, float] | None


def chart(rows: Sequence[Row]) -> Chart:
    """The weeks in order. An empty list gives an empty drawing."""
    most = max((figure.high for row in rows for figure in (row.one, row.other) if figure), default=0) or 1
    step = min(WIDE, max(NARROW, WHOLE / max(1, len(rows))))
    base = TOP + HEIGHT
    every = max(1, -(-len(rows) // _LABELS), round(66 / step + 0.49))
    columns = []
    for number, row in enumerate(rows):
        x = LEFT + number * step
        wide = min(34.0, step * (0.36 if row.other else 0.62))
        first = x + step * (0.3 if row.other else 0.5)
        columns.append(
            Column(
                row=row,
                x=x,
                middle=x + step / 2,
                one=_bar(row.one, first, wide, most),
                other=_bar(row.other, x + step * 0.7, wide, most) if row.other else None,
                blind_height=STRIP * (row.blind or 0.0),
                dark=(row.blind or 0.0) >= 0.9,
                labelled=number % every == 0,
            )
        )
    width = LEFT + max(1, len(rows)) * step + RIGHT
    ticks = tuple((base - HEIGHT * value / most, value) for value in _ticks(most))
    return Chart(
        width=max(width, 320.0), height=base + FOOT, base=base, columns=tuple(columns), step=step, ticks=ticks,
        strip_y=base + 3,
    )  # fmt: skip


def lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Rows with bars, all to one scale."""
    most = max((figure.high for row in rows for figure in (row.one, row.other) if figure), default=0) or 1
    return tuple(
        Line(row=row, one=_share(row.one, most), other=_share(row.other, most) if row.other else None) for row in rows
    )


def _bar(figure: Figure, middle: float, width: float, most: int) -> Bar:
    base = TOP + HEIGHT
    low, best, high = (base - HEIGHT * value / most for value in (figure.low, figure.best, figure.high))
    ranged = figure.low != figure.high or figure.open > 0
    return Bar(x=middle, width=width, y=best, height=base - best, low_y=low, high_y=high, ranged=ranged)


def _share(figure: Figure, most: int) -> tuple[float, float, float]:
    low, best, high = (round(100 * value / most, 2) for value in (figure.low, figure.best, figure.high))
    return low, best, high


def _ticks(most: int) -> list[int]:
    """Round numbers up to the highest: at most five of them."""
    size = 1
    while most / size > 5:
        size = size * 2 if str(size)[0] in "15" else size * 5 // 2
    return list(range(0, most + 1, size))

"""The history as numbers for SVG: all are attributes, none is a style, so that the policy of the pages holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand_web.witnesses.queries import Column, WitnessRow

BOTH_ENDS = 6
"""From so many columns on there is room for the numbers of the first and the last."""
CELL, GAP, LEFT, TOP, FOOT = 22, 6, 8, 8, 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One witness at one checkpoint."""

    x: int
    y: int
    cosigned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A row a witness, a column a checkpoint, the oldest first."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    finals: tuple[int, ...]
    """Left edges of the columns of final checkpoints."""
    sizes: tuple[tuple[int, int], ...]
    """Middle of a column and its number of entries: of the first and the last."""
    foot: int
    cell: int = CELL


def drawing(columns: Sequence[Column], witnesses: Sequence[WitnessRow]) -> Drawing:
    """The drawing; without columns an empty one."""
    step = CELL + GAP
    height = TOP + len(witnesses) * step
    marks = tuple(
        Mark(x=LEFT + across * step, y=TOP + down * step, cosigned=row.name in column.cosigned)
        for across, column in enumerate(columns)
        for down, row in enumerate(witnesses)
    )
    ends = sorted({0, len(columns) - 1} if len(columns) >= BOTH_ENDS else set(range(len(columns))[-1:]))
    return Drawing(
        width=2 * LEFT + max(1, len(columns)) * step,
        height=height + FOOT,
        marks=marks,
        finals=tuple(LEFT + across * step for across, column in enumerate(columns) if column.is_final),
        sizes=tuple((LEFT + across * step + CELL // 2, columns[across].size) for across in ends),
        foot=height,
    )

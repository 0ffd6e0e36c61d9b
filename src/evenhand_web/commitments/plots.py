"""An indicator as numbers for SVG: everything is an attribute and nothing a style, as the policy of pages asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evenhand.commitments.indicators import Progress, ends_of
from evenhand.commitments.model import Indicator

WIDTH, HEIGHT = 560, 170
LEFT, RIGHT, TOP, FOOT = 46, 12, 12, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One measurement; `low_y` and `high_y` differ where it is a range."""

    x: float
    y: float
    low_y: float
    high_y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one body measured, in the order of the days."""

    name: str
    shape: int
    """Number of its mark: bodies are told apart by shape, too."""
    points: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """An indicator over time, with its target."""

    lines: tuple[Line, ...]
    target_y: float | None
    target: float | None
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str, str], ...]
    """x, day, anchor."""
    base: float


def plot_of(indicator: Indicator, progress: Sequence[tuple[str, Progress]]) -> Plot | None:
    """The drawing of what bodies measured; None where there is nothing to draw."""
    target = ends_of(indicator.target)
    goal = target[0] if target[0] is not None else target[1]
    if goal is None and indicator.items:
        goal = float(len(indicator.items))
    series = [(name, [(one.on, *_span(one.ends)) for one in each.series if _span(one.ends)]) for name, each in progress]
    days = [day for _name, points in series for day, *_ends in points]
    if not days:
        return None
    highest = max(high for _name, points in series for _day, _low, high in points)
    most = _round_up(max(highest, goal or 0.0, 1.0))
    first, last = min(days), max(days)
    base = float(HEIGHT - FOOT)

    def x_of(day: date) -> float:
        share = (day - first).days / (last - first).days if last > first else 0.5
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y_of(value: float) -> float:
        return round(base - (base - TOP) * value / most, 1)

    lines = []
    for shape, (name, points) in enumerate(series):
        dots = tuple(
            Dot(
                x=x_of(day),
                y=y_of((low + high) / 2),
                low_y=y_of(low),
                high_y=y_of(high),
                label=f"{day.isoformat()}: {low:g}" + (f"–{high:g}" if high > low else ""),
            )
            for day, low, high in points
        )
        told = " ".join(f"{dot.x},{dot.y}" for dot in dots)
        lines.append(Line(name=name, shape=shape % 3, points=told, dots=dots))
    edges = [(x_of(first), first.isoformat(), "start" if last > first else "middle")]
    edges += [(x_of(last), last.isoformat(), "end")] if last > first else []
    return Plot(
        lines=tuple(lines),
        target_y=y_of(goal) if goal is not None else None,
        target=goal,
        ticks=tuple((y_of(most * part / 4), f"{most * part / 4:g}") for part in range(5)),
        days=tuple(edges),
        base=base,
    )


def _span(ends: tuple[float | None, float | None]) -> tuple[float, float]:
    """Both ends of a range; one that is open has its known end twice, and what is unknown is not drawn."""
    low, high = ends
    if low is None and high is None:
        return ()  # type: ignore[return-value]
    return (low if low is not None else high, high if high is not None else low)  # type: ignore[return-value]


def _round_up(value: float) -> float:
    size = 1.0
    while size * 10 < value:
        size *= 10
    return next(size * step for step in (1, 2, 4, 5, 8, 10) if size * step >= value)

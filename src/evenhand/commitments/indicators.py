"""How far an indicator is, in the eyes of each body: reached or not, the share, the trend; uncertain stays uncertain.

Numbers are intervals: "about 30" is within a tenth of 30, "at least 5" has no upper end, unknown has no ends and is
never 0. What holds for every number in the interval holds; what holds for some is unknown.
Sources: requirements, 000-I (30 per cent, 17 of 75), 001-B (towns), cross-cutting ("every number keeps source ...").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from evenhand.commitments.acts import Act, Measured
from evenhand.commitments.model import Amount, Held, Indicator, Qualifier
from evenhand.commitments.standing import measured_on, measurements

ABOUT = 0.1
"""How far "about" reaches to either side, as a share of the figure."""
PER_CENT = "per cent"
Ends = tuple[float | None, float | None]
"""The least and the most that a number can be; null: not known."""
UNKNOWN: Ends = (None, None)


class Trend(StrEnum):
    """How the last measurement stands to the one before it."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"
    UNKNOWN = "unknown"
    """One or none, or they may be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One measurement in the unit of the target."""

    on: date
    ends: Ends
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an indicator is, as one body measures it."""

    body: str
    capacity: str
    latest: Point
    reached: Held
    trend: Trend
    done: Ends
    """How much of the way from the baseline (or from nothing) to the target, 1 at the target; null: not known."""
    series: tuple[Point, ...]
    lacking: tuple[str, ...] = ()
    """Of things that are counted off: those not known to hold."""


def progress_of(
    indicator: Indicator, commitment: str, acts: Iterable[Act], *, at: datetime, state: str = ""
) -> tuple[Progress, ...]:
    """The progress in the eyes of each body that measured it, by body; none: nobody has, which is not 0.

    Args:
        indicator: what is measured.
        commitment: the id of the commitment whose indicator it is.
        acts: what was said, in any order.
        at: what was said after it is left out.
        state: of which State.
    """
    of_body: dict[tuple[str, str], list[Act]] = {}
    for act in measurements(commitment, indicator.id, acts, at=at):
        if isinstance(act.content, Measured) and act.content.state == state:
            of_body.setdefault((act.body, act.capacity.value), []).append(act)
    return tuple(_progress(indicator, *key, of_body[key]) for key in sorted(of_body))


def reached(progress: Iterable[Progress]) -> Held:
    """What all who measured say; unknown where nobody did or they differ."""
    said = {one.reached for one in progress}
    return said.pop() if len(said) == 1 else Held.UNKNOWN


def ends_of(amount: Amount) -> Ends:
    """The least and the most that an amount can be.

    >>> ends_of(Amount(low=30, high=30, qualifier=Qualifier.ABOUT)), ends_of(Amount())
    ((27.0, 33.0), (None, None))
    """
    if amount.qualifier is Qualifier.UNKNOWN:
        return UNKNOWN
    low, high = amount.low, amount.high
    if amount.qualifier is Qualifier.ABOUT:
        low = low - abs(low) * ABOUT if low is not None else None
        high = high + abs(high) * ABOUT if high is not None else None
    return low, high


def share_of(part: Ends, whole: Ends) -> Ends:
    """A share in per cent, as an interval; not known where the whole may be nothing.

    >>> share_of((17, 17), (75, 75))
    (22.666666666666668, 22.666666666666668)
    >>> share_of((17, 17), (None, None))
    (None, None)
    """
    low = 100 * part[0] / whole[1] if part[0] is not None and whole[1] else None
    high = 100 * part[1] / whole[0] if part[1] is not None and whole[0] else None
    return low, high


def _progress(indicator: Indicator, body: str, capacity: str, acts: list[Act]) -> Progress:
    series = tuple(Point(on=measured_on(act), ends=_value(indicator, act), act=act) for act in acts)
    latest = series[-1]
    lacking: tuple[str, ...] = ()
    if indicator.items:
        held = {one.item: one.held for one in _measured(latest.act).items}
        lacking = tuple(item for item in indicator.items if held.get(item, Held.UNKNOWN) is not Held.YES)
        known = all(held.get(item, Held.UNKNOWN) is not Held.UNKNOWN for item in indicator.items)
        missed = any(held.get(item) is Held.NO for item in indicator.items)
        full = not lacking and known and not indicator.open_list
        is_reached = Held.NO if missed else Held.YES if full else Held.UNKNOWN
    else:
        is_reached = _reached(latest.ends, _target(indicator), falls=indicator.falls)
    return Progress(
        body=body,
        capacity=capacity,
        latest=latest,
        reached=is_reached,
        trend=_trend(series),
        done=_done(latest.ends, ends_of(indicator.baseline), _target(indicator), falls=indicator.falls),
        series=series,
        lacking=lacking,
    )


def _measured(act: Act) -> Measured:
    assert isinstance(act.content, Measured)  # noqa: S101 - `measurements` gives no others
    return act.content


def _value(indicator: Indicator, act: Act) -> Ends:
    """What was measured, in the unit of the target; unknown where the units do not fit."""
    said = _measured(act)
    if indicator.items:
        held = [one.held for one in said.items if one.item in indicator.items]
        sure = sum(one is Held.YES for one in held)
        return float(sure), float(len(indicator.items) - sum(one is Held.NO for one in held))
    value, unit = ends_of(said.value), said.value.unit or indicator.unit
    if unit == indicator.unit:
        return value
    if indicator.unit == PER_CENT:
        own = ends_of(said.whole)
        return share_of(value, own if own != UNKNOWN else ends_of(indicator.whole))
    return UNKNOWN


def _target(indicator: Indicator) -> Ends:
    if indicator.items and ends_of(indicator.target) == UNKNOWN:
        return float(len(indicator.items)), None
    return ends_of(indicator.target)


def _reached(value: Ends, target: Ends, *, falls: bool) -> Held:
    """Whether every number in the interval reaches the target, or none does."""
    goal = target[1] if falls else target[0]
    if goal is None:
        goal = target[0] if falls else target[1]
    if goal is None:
        return Held.UNKNOWN
    low, high = value
    if falls:
        low, high, goal = (-high if high is not None else None), (-low if low is not None else None), -goal
    if low is not None and low >= goal:
        return Held.YES
    return Held.NO if high is not None and high < goal else Held.UNKNOWN


def _trend(series: tuple[Point, ...]) -> Trend:
    if len(series) < 2:
        return Trend.UNKNOWN
    (low, high), (later_low, later_high) = series[-2].ends, series[-1].ends
    if later_low is not None and high is not None and later_low > high:
        return Trend.RISING
    if later_high is not None and low is not None and later_high < low:
        return Trend.FALLING
    single = low is not None and low == high == later_low == later_high
    return Trend.STEADY if single else Trend.UNKNOWN


def _done(value: Ends, baseline: Ends, target: Ends, *, falls: bool) -> Ends:
    """Where the value lies between baseline and target; only where those are single numbers."""
    start = baseline[0] if baseline[0] is not None and baseline[0] == baseline[1] else None
    goal = target[1] if falls else target[0]
    if start is None and not falls:
        start = 0.0
    if start is None or goal is None or goal == start:
        return UNKNOWN
    steps = [None if end is None else (end - start) / (goal - start) for end in value]
    return (steps[1], steps[0]) if goal < start else (steps[0], steps[1])

"""Measures as chains of renewals: until when one runs on a day, and where it lapsed between two decisions.

An end day is the last day ("until 30 April 2021" includes it). Where a text states only a length, its months are
counted from the day after the end before, and the end, the day before they are over, is marked as derived; where that
end is not recorded either, the end is not known and is not guessed.
Source: docs/methods/council.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from evenhand.council.codes import StepKind
from evenhand.council.dates import add_months
from evenhand.council.records import Measure, Step


class Running(StrEnum):
    """Whether a measure runs on a day."""

    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    LAST_DAY = "last-day"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    OPEN = "open"
    """In force without an end."""
    END_UNKNOWN = "end-unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A step with the stretch of days that it gives."""

    step: Step
    begins: date | None
    until: date | None
    derived: bool
    """Whether the end follows from a length, and stands in no text."""
    end_unknown: bool
    """A length is stated, and not from when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days on which nothing held: from the first to the last of them."""

    begins: date
    until: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.until - self.begins).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A measure on one day."""

    running: Running
    until: date | None
    derived: bool
    days_left: int | None
    """After today; 0 on the last day, negative once it has ended."""
    renewals: int
    """Steps that prolonged it, technical roll-overs included, decided by that day."""
    roll_overs: int


_PROLONGING = (StepKind.ESTABLISHED, StepKind.RENEWED, StepKind.ROLLED_OVER)


def links(measure: Measure) -> tuple[Link, ...]:
    """The steps in order of decision, each with its stretch.

    A renewal begins on the day after the end before, or on the day of its decision where that came later (a gap) or the
    end before is not known. A modification changes no day unless it states one.
    """
    found: list[Link] = []
    end: date | None = None
    for step in sorted(measure.steps, key=lambda one: (one.on is None, one.on or date.min)):
        begins = step.on
        if step.kind in _PROLONGING and end is not None and (step.on is None or step.on <= end):
            begins = end + timedelta(days=1)
        until, derived, unknown = step.until, False, False
        if step.until is None and step.months is not None:
            carried = end is not None and (step.on is None or step.on <= end)
            first = end + timedelta(days=1) if end is not None and carried else _own_start(step)
            until = add_months(first, step.months) - timedelta(days=1) if first else None
            derived, unknown = first is not None, first is None
        if step.kind is StepKind.TERMINATED:
            until = step.until or step.on
        found.append(Link(step=step, begins=begins, until=until, derived=derived, end_unknown=unknown))
        if step.kind in _PROLONGING or until is not None:
            end = until
    return tuple(found)


def _own_start(step: Step) -> date | None:
    """From when a length runs with nothing before it: only what is established runs from its own day."""
    return step.on if step.kind is StepKind.ESTABLISHED else None


def gaps(measure: Measure) -> tuple[Gap, ...]:
    """The stretches on which the measure did not hold between two steps that prolong it.

    >>> from evenhand.council.codes import MeasureKind
    >>> gaps(Measure(name="x", kind=MeasureKind.PANEL))
    ()
    """
    found = []
    end: date | None = None
    for link in links(measure):
        if link.step.kind not in _PROLONGING:
            end = link.until or end
            continue
        if end is not None and link.begins is not None and link.begins > end + timedelta(days=1):
            found.append(Gap(begins=end + timedelta(days=1), until=link.begins - timedelta(days=1)))
        end = link.until
    return tuple(found)


def standing(measure: Measure, *, as_of: date) -> Standing:
    """Whether the measure runs on `as_of`, and for how long, by the decisions taken until then."""
    known = [link for link in links(measure) if link.step.on is None or link.step.on <= as_of]
    giving = [link for link in known if link.step.kind in _PROLONGING or link.until is not None]
    renewing = [link for link in known if link.step.kind in (StepKind.RENEWED, StepKind.ROLLED_OVER)]
    rolled = sum(link.step.kind is StepKind.ROLLED_OVER for link in renewing)
    last = giving[-1] if giving else None
    left = (last.until - as_of).days if last and last.until else None
    return Standing(
        running=_running(last, as_of),
        until=last.until if last else None,
        derived=bool(last and last.derived),
        days_left=left,
        renewals=len(renewing),
        roll_overs=rolled,
    )


def _running(last: Link | None, as_of: date) -> Running:
    if last is None:
        return Running.NOT_YET
    if last.step.kind is StepKind.TERMINATED and last.until is not None and last.until < as_of:
        return Running.TERMINATED
    if last.until is None:
        return Running.END_UNKNOWN if last.end_unknown else Running.OPEN
    if last.until < as_of:
        return Running.EXPIRED
    return Running.LAST_DAY if last.until == as_of else Running.IN_FORCE

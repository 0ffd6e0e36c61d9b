"""The clocks of a case: when each began, when it is due and why, whether it stands still, ran out or was met.

A run is made anew from the acts each time, so its audit cannot be changed without changing them.
Source: docs/methods/procedure.md, "Clocks".
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from evenhand.agreements.calendar import end_of, is_working, last_day_before, working_days_after
from evenhand.agreements.model import Clock
from evenhand.agreements.procedure import ActRule, StateKind, StepRule, WorkingWeek
from evenhand.cases.acts import Extended
from evenhand.cases.file import ENDS, CaseFile, Stay
from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.cases.phrases"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a clock."""

    clock: Clock
    started_at: datetime
    due_at: datetime
    """The first instant that is too late. Moves on while the case is suspended, unless the clock runs on."""
    stopped_at: datetime | None = None
    held: timedelta = timedelta(0)
    """For how long it stood still."""
    standing_still: bool = False
    """Whether it stands still now."""
    extended_until: datetime | None = None
    by_closing: bool = False
    """Whether the case went on or ended without its having been met."""

    def ran_out(self, now: datetime) -> bool:
        """Whether it was not met in time, as of `now`."""
        return self.due_at <= now and (self.stopped_at is None or self.stopped_at >= self.due_at)

    def overdue(self, now: datetime) -> bool:
        """Whether somebody owes something now."""
        return self.stopped_at is None and not self.standing_still and self.due_at <= now


def runs_of(file: CaseFile, *, now: datetime) -> tuple[Run, ...]:
    """All runs of all clocks until `now`, by the instant at which they began."""
    found: list[Run] = []
    for clock in file.rules.clocks:
        if clock.applies == "always" or (clock.applies == "urgent") == file.urgent:
            found += [
                run for run in _runs(clock, file, now) if run.stopped_at is not None or _end_is_shown(clock, file)
            ]
    return tuple(sorted(found, key=lambda run: (run.started_at, run.clock.id)))


def _end_is_shown(clock: Clock, file: CaseFile) -> bool:
    """Whether who sees this view would see the clock stop, however it does: else it would seem to run, and late."""
    if file.seen_by is None:
        return True
    rules: tuple[StepRule | ActRule, ...] = (*file.rules.procedure.steps, *file.rules.procedure.acts)
    ends = [one for one in rules if clock.stops in one.events]
    return bool(ends) and all(file.seen_by & set(one.shows_to) for one in ends)


def latest(runs: Iterable[Run], clock_id: str) -> Run | None:
    """The latest run of a clock; None where it never began."""
    return max((run for run in runs if run.clock.id == clock_id), key=lambda run: run.started_at, default=None)


def due_of(clock: Clock, started_at: datetime, *, week: WorkingWeek, zone: str) -> datetime:
    """The first instant that is too late for a clock that began then.

    Calendar time is elapsed time. Of working days, the day on which it begins does not count, and the last one ends at
    midnight in the agreement's zone; a part of a day counts as a day.
    """
    if not clock.working_days:
        return started_at + clock.limit
    began_on = started_at.astimezone(ZoneInfo(zone)).date()
    return end_of(working_days_after(began_on, ceil(clock.limit / timedelta(days=1)), week), zone)


def basis_of(run: Run, *, week: WorkingWeek, zone: str, language: str = "en") -> tuple[str, ...]:
    """Why it is due then, in words."""

    def say(key: str, **details: object) -> str:
        return phrase(PHRASES, f"clock.{key}", language=language, **details)

    began = _local(run.started_at, zone)
    article = run.clock.article
    if run.clock.working_days:
        days = ceil(run.clock.limit / timedelta(days=1))
        skipped = sum(not is_working(day, week) for day in _days(run, zone))
        told = [say("working", days=days, began=began, zone=zone, skipped=skipped, article=article)]
    else:
        hours = run.clock.limit / timedelta(hours=1)
        told = [say("calendar", hours=f"{hours:g}", began=began, zone=zone, article=article)]
    if run.held:
        told.append(say("held", hours=f"{run.held / timedelta(hours=1):.0f}"))
    if run.extended_until is not None:
        told.append(say("extended", until=_local(run.extended_until, zone), zone=zone))
    return tuple(told)


def _days(run: Run, zone: str) -> Iterator[date]:
    day = run.started_at.astimezone(ZoneInfo(zone)).date()
    last = last_day_before(run.due_at - run.held, zone)
    while day < last:
        day += timedelta(days=1)
        yield day


def _local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _runs(clock: Clock, file: CaseFile, now: datetime) -> Iterator[Run]:
    running: datetime | None = None
    closings = [stay.since for stay in file.stays if _kind(file, stay) is StateKind.CLOSED]
    for event in file.events:
        if event.at > now:
            break
        closed_at = _closed(closings, running, event.at)
        if running is not None and closed_at is not None and (closed_at < event.at or event.name != clock.stops):
            yield _run(clock, file, running, closed_at, now, by_closing=True)
            running = None
        if running is not None and event.name in (clock.stops, f"{ENDS}{clock.id}"):
            yield _run(clock, file, running, event.at, now, by_closing=event.name != clock.stops)
            running = None
        if running is None and event.name == clock.starts:
            running = event.at
    if running is not None:
        closed_at = _closed(closings, running, now)
        yield _run(clock, file, running, closed_at, now, by_closing=closed_at is not None)


def _closed(closings: list[datetime], running: datetime | None, until: datetime) -> datetime | None:
    """When the case was closed while the clock ran; None: it was not."""
    return next((one for one in closings if running is not None and running <= one <= until), None)


def _kind(file: CaseFile, stay: Stay) -> StateKind:
    return file.rules.procedure.state(stay.state).kind


def _run(
    clock: Clock,
    file: CaseFile,
    started_at: datetime,
    ends: datetime | None,
    now: datetime,
    *,
    by_closing: bool = False,
) -> Run:
    run = Run(
        clock=clock,
        started_at=started_at,
        due_at=due_of(clock, started_at, week=file.rules.working_week, zone=file.rules.time_zone),
        stopped_at=ends,
        by_closing=by_closing,
    )
    for act in file.extensions:
        content = act.content
        inside = started_at <= act.at and (ends is None or act.at <= ends)
        if isinstance(content, Extended) and content.clock == clock.id and inside:
            run = replace(run, due_at=max(run.due_at, content.until), extended_until=content.until)
    return run if clock.runs_on else _with_stillness(run, file, now)


def _with_stillness(run: Run, file: CaseFile, now: datetime) -> Run:
    """The run with the time added in which the case was suspended before it was due."""
    until = run.stopped_at or now
    for stay in _suspended(file):
        begins, ends = max(stay.since, run.started_at), min(stay.until or until, until)
        if begins >= until or ends <= begins or begins >= run.due_at:
            continue
        still = stay.until is None and run.stopped_at is None
        run = replace(run, due_at=run.due_at + (ends - begins), held=run.held + (ends - begins), standing_still=still)
    return run


def _suspended(file: CaseFile) -> Iterator[Stay]:
    return (stay for stay in file.stays if _kind(file, stay) is StateKind.SUSPENDED)

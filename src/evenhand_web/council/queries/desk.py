"""The desk at a glance: what is next, what falls due, what ends, and what is open because no day is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from evenhand.council.bodies import announced
from evenhand.council.chains import Gap, Running, Standing, gaps, standing
from evenhand.council.codes import CycleKind, EntryStatus
from evenhand.council.missions import MissionStanding, Misstep, mission_standing, missteps
from evenhand.council.programmes import stands_on
from evenhand.council.reporting import Due, DueState, Schedule, schedule
from evenhand.council.rotation import Presidency, presidencies
from evenhand_web.accounts.access import Actor
from evenhand_web.council import words
from evenhand_web.council.access import Held
from evenhand_web.council.queries.shelf import Shelf, shelf

SOON_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure as it stands."""

    held: Held
    standing: Standing
    gaps: tuple[Gap, ...]
    item: str

    @property
    def mark(self) -> str:
        """The chip."""
        if self.standing.running in (Running.EXPIRED, Running.LAST_DAY):
            return "bad"
        if self.standing.running is Running.IN_FORCE:
            return "warn" if (self.standing.days_left or 0) <= SOON_DAYS else "good"
        return "good" if self.standing.running is Running.OPEN else "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """A report that is owed, as it stands."""

    held: Held
    schedule: Schedule
    item: str

    @property
    def next(self) -> Due | None:
        """The first that is open."""
        return self.schedule.next

    @property
    def mark(self) -> str:
        """The chip."""
        due = self.next
        if due is None:
            return "idle"
        if due.state is DueState.OVERDUE:
            return "bad"
        return "warn" if due.days <= SOON_DAYS else "good"

    @property
    def once(self) -> bool:
        """Whether it does not come again."""
        kinds = (CycleKind.WITHIN_DAYS, CycleKind.ON_DATES, CycleKind.INTERIM_AND_FINAL)
        return self.held.value.cycle.kind in kinds

    @property
    def open(self) -> bool:
        """Whether something is owed, with a day or without; what is asked for once and came is not."""
        return self.next is not None or (self.schedule.undated and not (self.once and self.held.value.deliveries))


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionRow:
    """A mission as it stands."""

    held: Held
    standing: MissionStanding
    missteps: tuple[Misstep, ...]
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A meeting that is planned or announced."""

    on: date | None
    what: str
    detail: str
    url_name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The first page."""

    ahead: tuple[Ahead, ...]
    open: tuple[Ahead, ...]
    """Announced without a day."""
    due: tuple[DutyRow, ...]
    ending: tuple[MeasureRow, ...]
    closing: tuple[MissionRow, ...]
    presidencies: tuple[tuple[Presidency, str], ...]
    anything: bool


def desk(actor: Actor, *, as_of: date) -> Desk:
    """The first page for an actor."""
    found = shelf(actor, "programme", "duty", "measure", "mission")
    ahead = sorted(_ahead(found, as_of), key=lambda one: (one.on is None, one.on or date.max, one.what))
    ending = [row for row in measures(found, as_of=as_of) if row.standing.until is not None]
    closing = [row for row in missions(found, as_of=as_of) if row.standing.closes_on]
    turns = presidencies(found.seats, first=as_of, months=4)
    return Desk(
        ahead=tuple(one for one in ahead if one.on)[:12],
        open=tuple(one for one in ahead if not one.on)[:20],
        due=tuple(row for row in duties(found, as_of=as_of) if row.open)[:15],
        ending=tuple(row for row in ending if row.standing.running not in (Running.EXPIRED, Running.TERMINATED))[:15],
        closing=tuple(closing),
        presidencies=tuple((one, found.member_name(one.member)) for one in turns),
        anything=any(found.held.values()),
    )


def measures(found: Shelf, *, as_of: date) -> tuple[MeasureRow, ...]:
    """All measures, those that end first before the others."""
    rows = (
        MeasureRow(
            held=one,
            standing=standing(one.value, as_of=as_of),
            gaps=gaps(one.value),
            item=found.item_name(one.value.item),
        )
        for one in found.of("measure")
    )
    return tuple(sorted(rows, key=lambda row: (_past(row), row.standing.until or date.max, row.held.id)))


def _past(row: MeasureRow) -> bool:
    return row.standing.running in (Running.EXPIRED, Running.TERMINATED)


def duties(found: Shelf, *, as_of: date) -> tuple[DutyRow, ...]:
    """All reports that are owed: what is overdue or next before the others, without a day at the end."""
    rows = (
        DutyRow(held=one, schedule=schedule(one.value, as_of=as_of), item=found.item_name(one.value.item))
        for one in found.of("duty")
    )
    return tuple(sorted(rows, key=lambda row: (row.next is None, row.next.on if row.next else date.max, row.held.id)))


def missions(found: Shelf, *, as_of: date) -> tuple[MissionRow, ...]:
    """All missions by name."""
    rows = (
        MissionRow(
            held=one,
            standing=mission_standing(one.value, as_of=as_of),
            missteps=missteps(one.value),
            item=found.item_name(one.value.item),
        )
        for one in found.of("mission")
    )
    return tuple(sorted(rows, key=lambda row: (words.plain(row.held.value.name), row.held.id)))


def _ahead(found: Shelf, as_of: date) -> Iterator[Ahead]:
    for one in found.of("programme"):
        for entry in one.value.entries:
            on = stands_on(entry)
            if entry.status is EntryStatus.DROPPED or (on is not None and on < as_of):
                continue
            what = found.item_name(entry.item) or words.plain(entry.text)
            yield Ahead(
                on=on, what=what, detail=words.said(entry.format), url_name="council:programme-of", key=one.value.month
            )
    for one in found.of("body"):
        for sitting in announced(one.value):
            if sitting.on is None or sitting.on >= as_of:
                name, place = words.plain(one.value.name), words.plain(sitting.place)
                yield Ahead(on=sitting.on, what=name, detail=place, url_name="council:record", key=one.id)

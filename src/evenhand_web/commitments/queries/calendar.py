"""Deadlines by day: a month as a grid or a list, and a timeline of what is looked for."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.commitments import access
from evenhand_web.commitments.models import Due, Shown
from evenhand_web.commitments.queries import board
from evenhand_web.commitments.words import MARKS, Names, spoken

MOST = 1_000
"""Deadlines of one month; a month with more is looked at in parts."""
LINES = 40
"""Commitments of the timeline on one page."""
FIRST, LAST = date(1900, 2, 1), date(2199, 11, 30)
WIDTH, LEFT, RIGHT, TOP, STEP = 1100, 330, 20, 34, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A deadline on a day."""

    id: str
    title: Text
    where: str
    reading: str
    derived: bool
    settled: bool
    overdue: bool
    bodies: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the grid."""

    day: date
    inside: bool
    today: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of deadlines."""

    first: date
    before: date
    after: date
    weeks: tuple[tuple[Day, ...], ...]
    days: tuple[Day, ...]
    """Those with deadlines, for the list."""
    total: int
    cut: bool
    bodies: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str], ...]
    next_with: date | None
    """The next month in which anything falls due, where this one is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A deadline in the drawing."""

    x: float
    label: str
    kind: str
    derived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One commitment in the drawing."""

    id: str
    title: str
    y: float
    text_x: float
    marks: tuple[Mark, ...]
    from_x: float
    to_x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A drawing of deadlines; mirrored for readers of right-to-left scripts."""

    lanes: tuple[Lane, ...]
    width: float
    height: float
    now_x: float | None
    ticks: tuple[tuple[float, str], ...]

    rows: tuple[board.Row, ...]
    page: object


def month(actor: Actor, query: Mapping[str, str], *, now: datetime) -> Month:
    """The month that is asked for; this one where that is nonsense."""
    first = _first(query.get("month", ""), now)
    filters = board.Filters.parse({name: query.get(name, "") for name in ("body", "plan")})
    visible = access.visible_commitments(actor)
    wanted = board.narrowed(visible, filters, now)
    grid = calendar.Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    begins, ends = grid[0][0], grid[-1][-1]
    dues = list(_dues(actor, wanted, filters).filter(day__gte=begins, day__lte=ends)[: MOST + 1])
    by_day = _by_day(dues[:MOST], wanted, now)
    today = now.astimezone(UTC).date()
    weeks = tuple(
        tuple(
            Day(day=day, inside=day.month == first.month, today=day == today, entries=by_day.get(day, ()))
            for day in week
        )
        for week in grid
    )
    inside = tuple(day for week in weeks for day in week if day.inside and day.entries)
    names = Names()
    keys = visible.exclude(plan="").order_by("plan").values_list("plan", flat=True).distinct()
    later = None
    if not inside:
        later = _dues(actor, wanted, filters).filter(day__gt=ends).values_list("day", flat=True).first()
    return Month(
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=(first + timedelta(days=32)).replace(day=1),
        weeks=weeks,
        days=inside,
        total=sum(len(day.entries) for day in inside),
        cut=len(dues) > MOST,
        bodies=board.bodies_of(visible, names),
        plans=tuple((key, names.plan(key)) for key in keys),
        next_with=later,
    )


def timeline(actor: Actor, filters: board.Filters, page: str | None, *, rtl: bool, now: datetime) -> Timeline:
    """The deadlines of what is looked for, one line a commitment."""
    found = access.visible_commitments(actor).filter(due_at__isnull=False)
    found = board.ordered(board.in_tab(board.narrowed(found, filters, now), filters.tab, now), filters.tab)
    listed = board.page_of(found, page, lambda row: row, per_page=LINES)
    rows = board.rows_of(listed.rows, Names(), now=now)
    days = [due.day for row in rows for due in row.dues]
    today = now.astimezone(UTC).date()
    first, last = (min(days), max(days)) if days else (today, today)
    if last - first < timedelta(days=4000):
        first, last = min(first, today), max(last, today)
    span = max(1, (last - first).days)
    height = TOP + STEP * max(1, len(rows)) + 10

    def x_of(day: date) -> float:
        x = LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span
        return round(WIDTH - x if rtl else x, 1)

    return Timeline(
        lanes=tuple(_lane(row, number, x_of, rtl=rtl) for number, row in enumerate(rows)),
        width=WIDTH,
        height=height,
        now_x=x_of(today) if first <= today <= last else None,
        ticks=tuple((x_of(day), f"{day:%Y-%m}") for day in _ticks(first, last)),
        rows=rows,
        page=listed,
    )


def _lane(row: board.Row, number: int, x_of, *, rtl: bool) -> Lane:  # type: ignore[no-untyped-def]
    y = TOP + STEP * number + STEP / 2
    marks = tuple(
        Mark(
            x=x_of(due.day),
            label=due.day.isoformat(),
            kind="good" if row.settled else "bad" if due.overdue else "info",
            derived=due.derived,
        )
        for due in row.dues
    )
    xs = [mark.x for mark in marks] or [0.0]
    where = " ".join(part for part in (row.document, row.paragraph) if part)
    return Lane(
        id=row.id,
        title=where,
        y=y,
        text_x=WIDTH - 4 if rtl else 4,
        marks=marks,
        from_x=min(xs),
        to_x=max(xs),
    )


def _ticks(first: date, last: date) -> list[date]:
    """At most nine first days of months."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = max(1, -(-months // 8))
    found, year, number = [], first.year, first.month
    for _n in range(9):
        day = date(year + (number - 1) // 12, (number - 1) % 12 + 1, 1)
        if first <= day <= last:
            found.append(day)
        number += every
    return found


def _dues(actor: Actor, wanted, filters: board.Filters):  # type: ignore[no-untyped-def]
    rows = access.visible_dues(actor).order_by("day", "commitment", "pk")
    return rows.filter(commitment__in=wanted.order_by().values("commitment")) if filters.narrow else rows


def _by_day(dues: list[Due], wanted, now: datetime) -> dict[date, tuple[Entry, ...]]:  # type: ignore[no-untyped-def]
    ids = list({due.commitment_id for due in dues})
    shown: dict[str, Shown] = {}
    for low in range(0, len(ids), 500):
        shown |= {one.commitment_id: one for one in wanted.filter(commitment__in=ids[low : low + 500])}
    names = Names()
    found: dict[date, list[Entry]] = {}
    for due in dues:
        one = shown.get(due.commitment_id)
        if one is not None:
            found.setdefault(due.day, []).append(_entry(due, one, names, now))
    return {day: tuple(entries) for day, entries in found.items()}


def _entry(due: Due, one: Shown, names: Names, now: datetime) -> Entry:
    settled = one.phase == "settled"
    late = due.at <= now and not settled and bool(due.reading or (one.due_at is not None and due.at == one.due_at))
    return Entry(
        id=one.commitment_id,
        title=Text(one.title),
        where=" ".join(part for part in (one.document, one.paragraph) if part),
        reading=spoken(due.reading),
        derived=due.derived,
        settled=settled,
        overdue=late,
        bodies=tuple(names.body(key) for key in one.bodies.split("|") if key),
        mark="bad" if late else MARKS.get(one.status, "warn"),
    )


def _first(text: str, now: datetime) -> date:
    try:
        found = date.fromisoformat(f"{text}-01") if text else now.astimezone(UTC).date().replace(day=1)
    except ValueError:
        found = now.astimezone(UTC).date().replace(day=1)
    return min(max(found, FIRST), LAST)

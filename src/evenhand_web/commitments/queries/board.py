"""The board: commitments by where they stand and when they fall due, of what `access.visible_commitments` shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from evenhand.agreements.gazetteer import fold
from evenhand.commitments.model import Status, Term
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.commitments import access
from evenhand_web.commitments.models import Due, Shown
from evenhand_web.commitments.words import DEADLINES, MARKS, TABS, Names, choices, said, theme_name, waiting
from evenhand_web.web.paging import Page, page_of

EXPORT_LIMIT = 20_000
SOON = timedelta(days=30)
AT_ONCE = 2_000
"""Keys of what was found that are asked for again; of more, a search over all of them costs less."""
_FEW = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; "" means whatever."""

    q: str = ""
    tab: str = ""
    body: str = ""
    theme: str = ""
    deadline: str = ""
    status: str = ""
    term: str = ""
    plan: str = ""
    document: str = ""
    differs: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address line; others in it are not ours."""
        return cls(
            **{field.name: str(query.get(field.name, "")).replace("\0", "").strip()[:200] for field in fields(cls)}
        )

    @property
    def narrow(self) -> bool:
        """Whether anything but the tab is asked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "tab")


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One deadline under one reading, with how far it is."""

    day: date
    reading: str
    derived: bool
    days: int
    """Until the last day; negative: since it."""
    overdue: bool

    @property
    def since(self) -> int:
        """Days since the last day; 0 until then."""
        return max(0, -self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A commitment as a row of the board."""

    id: str
    title: Text
    document: str
    paragraph: str
    plan: str
    plan_name: str
    bodies: tuple[str, ...]
    theme: str
    term: str
    status: str
    status_label: str
    mark: str
    statuses: tuple[tuple[str, str], ...]
    """All that is held, each with its mark."""
    differs: bool
    settled: bool
    asks: bool
    """Whether it asks anything of anybody."""
    dues: tuple[DueRow, ...]
    waits: str
    """Why there is no day yet, in words."""
    evidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole page."""

    page: Page[Row]
    counts: Mapping[str, int]
    bodies: tuple[tuple[str, str], ...]
    themes: tuple[tuple[str, str], ...]
    plans: tuple[tuple[str, str], ...]
    statuses: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    any_at_all: bool


def board(actor: Actor, filters: Filters, page: str | int | None, *, now: datetime) -> Board:
    """One page of the commitments that this actor sees and looks for."""
    visible = access.visible_commitments(actor)
    wanted = _found_once(visible, filters, now)
    names = Names()
    plans = list(visible.exclude(plan="").order_by("plan").values_list("plan", flat=True).distinct())
    counts = _counts(wanted, now)
    listed = ordered(in_tab(wanted, filters.tab, now), filters.tab)
    length = counts[filters.tab if filters.tab in TABS else "open"]
    found = page_of(_Counted(listed, length), page, lambda row: row)  # type: ignore[arg-type]
    rows = rows_of(found.rows, names, now=now)
    return Board(
        page=Page(**{field.name: getattr(found, field.name) for field in fields(found)} | {"rows": rows}),
        counts=counts,
        bodies=bodies_of(visible, names),
        themes=tuple((one, theme_name(one)) for one in _distinct(visible, "theme")),
        plans=tuple((one, names.plan(one)) for one in plans),
        statuses=choices(Status),
        terms=choices(Term),
        any_at_all=bool(counts["all"]) or visible.exists(),
    )


def rows_of(shown: Iterable[Shown], names: Names, *, now: datetime) -> tuple[Row, ...]:
    """Rows of what somebody sees, each with its deadlines."""
    shown = tuple(shown)
    dues = _dues([one.commitment_id for one in shown])
    return tuple(_row(one, dues.get(one.commitment_id, ()), names, now) for one in shown)


def export(actor: Actor, filters: Filters, *, now: datetime) -> list[dict[str, Any]]:
    """What the board shows, all pages, as rows of plain values; at most EXPORT_LIMIT."""
    found = ordered(in_tab(narrowed(access.visible_commitments(actor), filters, now), filters.tab, now), filters.tab)
    shown = list(found[:EXPORT_LIMIT])
    names = Names()
    return [_plain(row, one) for row, one in zip(rows_of(shown, names, now=now), shown, strict=True)]


def narrowed(rows: QuerySet[Shown], filters: Filters, now: datetime) -> QuerySet[Shown]:
    """Those of `rows` that are looked for, in whatever tab."""
    for word in fold(filters.q).split():
        rows = rows.filter(search_text__contains=word)
    for name in ("theme", "term", "plan", "document"):
        if value := getattr(filters, name):
            rows = rows.filter(**{name: value})
    if filters.status:
        rows = rows.filter(statuses__contains=f"|{filters.status}|")
    if filters.body:
        rows = rows.filter(bodies__contains=f"|{filters.body}|")
    if filters.differs == "yes":
        rows = rows.filter(differs=True)
    return rows.filter(_deadline(filters.deadline, now))


def in_tab(rows: QuerySet[Shown], tab: str, now: datetime) -> QuerySet[Shown]:
    """Those of a tab; an unknown one is the tab of what is to do."""
    match tab if tab in TABS else "open":
        case "all":
            return rows
        case "overdue":
            return rows.filter(phase="open", due_at__lte=now)
        case "soon":
            return rows.filter(phase="open", due_at__gt=now, due_at__lte=now + SOON)
        case phase:
            return rows.filter(phase=phase)


def ordered(rows: QuerySet[Shown], tab: str) -> QuerySet[Shown]:
    """What is due first comes first; what has no deadline comes last."""
    del tab
    return rows.order_by(F("due_at").asc(nulls_last=True), "commitment")


def _found_once(visible: QuerySet[Shown], filters: Filters, now: datetime) -> QuerySet[Shown]:
    """What is looked for, searched once for the list and its counts together."""
    wanted = narrowed(visible, filters, now)
    if not filters.narrow:
        return wanted
    keys = list(wanted.order_by().values_list("pk", flat=True)[: AT_ONCE + 1])
    return visible.filter(pk__in=keys) if len(keys) <= AT_ONCE else wanted


def _deadline(chosen: str, now: datetime) -> Q:
    if chosen not in DEADLINES:
        return Q()
    if chosen == "none":
        return Q(due_at=None)
    if chosen == "any":
        return Q(due_at__isnull=False)
    if chosen == "two":
        return Q(due_at__lt=F("due_last_at"))
    return Q(due_at__gt=now, due_at__lte=now + timedelta(days=int(chosen)))


def _counts(wanted: QuerySet[Shown], now: datetime) -> dict[str, int]:
    """How many there are in each tab, in one go over what is looked for."""
    is_open = Q(phase="open")
    found: dict[str, int] = wanted.order_by().aggregate(
        open=Count("pk", filter=is_open),
        overdue=Count("pk", filter=is_open & Q(due_at__lte=now)),
        soon=Count("pk", filter=is_open & Q(due_at__gt=now, due_at__lte=now + SOON)),
        settled=Count("pk", filter=Q(phase="settled")),
        all=Count("pk"),
    )
    return found


class _Counted:
    """A long list whose length is known, so that nobody counts it again."""

    def __init__(self, rows: QuerySet[Shown], length: int) -> None:
        self._rows, self._length = rows, length

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice) -> QuerySet[Shown]:
        return self._rows[part]


def _distinct(visible: QuerySet[Shown], column: str) -> list[str]:
    return list(visible.exclude(**{column: ""}).order_by(column).values_list(column, flat=True).distinct())


def bodies_of(visible: QuerySet[Shown], names: Names) -> tuple[tuple[str, str], ...]:
    """Who owes anything of what is visible, by name."""
    keys = {key for told in _distinct(visible, "bodies")[:_FEW] for key in told.split("|") if key}
    return tuple(sorted(((key, names.body(key)) for key in keys), key=lambda pair: (pair[1].casefold(), pair[0])))


def _dues(ids: list[str]) -> dict[str, list[Due]]:
    found: dict[str, list[Due]] = {}
    for low in range(0, len(ids), _FEW):
        for due in Due.objects.filter(commitment__in=ids[low : low + _FEW]):
            found.setdefault(due.commitment_id, []).append(due)
    return found


def _row(one: Shown, dues: Iterable[Due], names: Names, now: datetime) -> Row:
    today = now.astimezone(ZoneInfo(names.zone(one.plan))).date()
    settled = one.phase == "settled"
    return Row(
        id=one.commitment_id,
        title=Text(one.title),
        document=one.document,
        paragraph=one.paragraph,
        plan=one.plan,
        plan_name=names.plan(one.plan) if one.plan else "",
        bodies=tuple(names.body(key) for key in one.bodies.split("|") if key),
        theme=theme_name(one.theme),
        term=said(Term(one.term)) if one.term and one.term != Term.NONE else "",
        status=one.status,
        status_label=said(Status(one.status)) if one.status else "",
        mark=MARKS.get(one.status, "idle"),
        statuses=tuple((MARKS[key], said(Status(key))) for key in one.statuses.split("|") if key),
        differs=one.differs,
        settled=settled,
        asks=one.phase != "nothing",
        dues=tuple(due_row(due, today, now) for due in _wanted(list(dues), one)),
        waits=waiting(one.waits),
        evidence=one.evidence,
    )


def due_row(due: Due, today: date, now: datetime) -> DueRow:
    """A deadline and how far it is."""
    return DueRow(
        day=due.day, reading=due.reading, derived=due.derived, days=(due.day - today).days, overdue=due.at <= now
    )


def _wanted(dues: list[Due], one: Shown) -> list[Due]:
    """Of what recurs the next alone; of readings all."""
    if one.due_at is None or one.due_last_at is None:
        return []
    return [due for due in dues if one.due_at <= due.at <= one.due_last_at]


def _plain(row: Row, one: Shown) -> dict[str, Any]:
    return {
        "commitment": row.id,
        "what": row.title.in_language("en"),
        "document": row.document,
        "paragraph": row.paragraph,
        "plan": row.plan,
        "owed_by": " ".join(key for key in one.bodies.split("|") if key),
        "theme": one.theme,
        "term": one.term,
        "status": row.status,
        "views_differ": row.differs,
        "due": " ".join(due.day.isoformat() for due in row.dues),
        "overdue_days": " ".join(str(max(0, -due.days)) if not row.settled else "" for due in row.dues),
        "evidence": row.evidence,
    }

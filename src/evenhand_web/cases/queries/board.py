"""The board: cases by where they stand, who owes what until when. Everything begins at `access.visible_cases`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.texts import Text
from evenhand.reports.codes import ReportKind
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements.mapping import agreement_of
from evenhand_web.cases import access
from evenhand_web.cases.models import Shown
from evenhand_web.cases.words import FUNCTIONS, MARKS, PHASES, Names, Word, said
from evenhand_web.web.paging import Page, page_of

TABS = tuple(PHASES)
EXPORT_LIMIT = 20_000
AT_ONCE = 20_000
"""Keys that one statement takes; SQLite stops at 32,766."""
AGES = (timedelta(days=7), timedelta(days=30), timedelta(days=90))
"""Steps of the plot: since when cases stand where they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; "" means whatever."""

    q: str = ""
    tab: str = ""
    state: str = ""
    party: str = ""
    kind: str = ""
    mine: str = ""
    urgent: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address line; others in it are not ours."""
        return cls(
            **{field.name: str(query.get(field.name, "")).replace("\0", "").strip()[:200] for field in fields(cls)}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case as a row of the board."""

    id: str
    number: str
    title: Text
    state: Text
    phase: str
    phase_label: Word
    mark: str
    since: datetime | None
    opened_at: datetime
    last_at: datetime
    kind: str
    urgent: bool
    alleged: tuple[str, ...]
    clock: str
    due_at: datetime | None
    overdue: bool
    owed_by: tuple[Word, ...]
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One state in the plot: how many cases stand there, by how long."""

    state: str
    label: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The whole page."""

    page: Page[Row]
    counts: Mapping[str, int]
    states: tuple[tuple[str, str], ...]
    parties: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    any_at_all: bool

    @property
    def most(self) -> int:
        """How many stand in the fullest state, to which the others are drawn."""
        return max((bar.total for bar in self.bars), default=1)


def board(actor: Actor, filters: Filters, page: str | int | None, *, now: datetime) -> Board:
    """One page of the cases that this actor sees and looks for."""
    visible = access.visible_cases(actor)
    wanted = _found_once(visible, filters)
    names = _Names()
    states = _states(visible, names)
    return Board(
        page=page_of(_rows(wanted, filters.tab, now), page, lambda row: _row(row, names, now)),
        counts=_counts(wanted, now),
        states=tuple((state, label) for state, (label, _n) in states.items()),
        parties=names.parties(visible),
        kinds=tuple((one.value, said(one)) for one in ReportKind),
        bars=_bars(wanted, {state: label for state, (label, _n) in states.items()}, now),
        any_at_all=bool(states),
    )


def _found_once(visible: QuerySet[Shown], filters: Filters) -> QuerySet[Shown]:
    """What is looked for, searched once for the list, its counts and its plot together."""
    wanted = narrowed(visible, filters)
    if not (filters.q or filters.party or filters.kind or filters.urgent):
        return wanted
    keys = list(wanted.order_by().values_list("pk", flat=True)[: AT_ONCE + 1])
    return visible.filter(pk__in=keys) if len(keys) <= AT_ONCE else wanted


def _rows(wanted: QuerySet[Shown], tab: str, now: datetime) -> QuerySet[Shown]:
    return ordered(in_tab(wanted, tab, now), tab).select_related("case")


def export(actor: Actor, filters: Filters, *, now: datetime) -> list[dict[str, Any]]:
    """What the board shows, all pages, as rows of plain values; at most EXPORT_LIMIT."""
    found = ordered(in_tab(narrowed(access.visible_cases(actor), filters), filters.tab, now), filters.tab)
    return [
        {
            "number": row.number,
            "state": row.state,
            "phase": row.phase,
            "since": row.since,
            "opened_at": row.opened_at,
            "kind": row.kind,
            "urgent": row.urgent,
            "alleged": " ".join(row.alleged),
            "allegation": Text(row.title).in_language("en"),
            "clock": row.clock,
            "due_at": row.due_at,
            "owed_by": " ".join(row.owed_by),
            "agreement": row.agreement,
        }
        for row in found[:EXPORT_LIMIT]
    ]


def narrowed(rows: QuerySet[Shown], filters: Filters) -> QuerySet[Shown]:
    """Those of `rows` that are looked for, in whatever tab."""
    if filters.q.upper().startswith("CASE-"):
        rows = rows.filter(number__startswith=filters.q.upper()[:24])
    else:
        for word in fold(filters.q).split():
            rows = rows.filter(search_text__contains=word)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.party:
        rows = rows.filter(alleged_text__contains=f" {filters.party} ")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.mine == "yes":
        rows = rows.filter(mine=True)
    return rows.filter(urgent=True) if filters.urgent == "yes" else rows


def in_tab(rows: QuerySet[Shown], tab: str, now: datetime) -> QuerySet[Shown]:
    """Those of a tab; an unknown one is the open tab, which holds what waits for a decision or its response."""
    match tab if tab in TABS else "open":
        case "all":
            return rows
        case "overdue":
            return rows.filter(due_at__lte=now)
        case phase:
            return rows.filter(phase=phase)


def ordered(rows: QuerySet[Shown], tab: str) -> QuerySet[Shown]:
    """What is due next first; what is closed, by when it was last touched."""
    if tab in {"closed", "all"}:
        return rows.order_by("-last_at", "-case")
    return rows.order_by(F("due_at").asc(nulls_last=True), "case")


def _counts(wanted: QuerySet[Shown], now: datetime) -> dict[str, int]:
    by_phase = dict(wanted.order_by().values_list("phase").annotate(n=Count("pk")))
    found = {tab: by_phase.get(tab, 0) for tab in TABS}
    found["overdue"] = wanted.filter(due_at__lte=now).count()
    return found | {"all": sum(by_phase.values())}


class _Names:
    """Names of states, clocks and parties, each agreement read once."""

    def __init__(self) -> None:
        self._by_agreement: dict[str, Names] = {}
        self._digests: dict[str, str] = {}

    def of(self, row: Shown) -> Names:
        digest = row.case.agreement_digest
        if digest not in self._by_agreement:
            self._by_agreement[digest] = Names(agreement=agreement_of(digest))
        return self._by_agreement[digest]

    def one_of(self, visible: QuerySet[Shown], **where: Any) -> Shown | None:
        # Any will do: `first` would sort all of them for it.
        return next(iter(visible.filter(**where).select_related("case").order_by()[:1]), None)

    def parties(self, visible: QuerySet[Shown]) -> tuple[tuple[str, str], ...]:
        sample = visible.select_related("case").order_by("-last_at").first()
        if sample is None:
            return ()
        names = self.of(sample)
        return tuple((party.id, names.party(party.id)) for party in names.agreement.parties)


def _states(visible: QuerySet[Shown], names: _Names) -> dict[str, tuple[str, int]]:
    """The states that occur, by their order in the procedure, with how many stand there."""
    counts = dict(visible.order_by().values_list("state").annotate(n=Count("pk")))
    found: dict[str, tuple[str, int]] = {}
    places: dict[str, int] = {}
    for state, count in counts.items():
        sample = names.one_of(visible, state=state)
        if sample is None:
            continue
        rules = names.of(sample).rules
        found[state] = (names.of(sample).state(state), count)
        places[state] = next((n for n, one in enumerate(rules.procedure.states) if one.id == state), 99)
    return dict(sorted(found.items(), key=lambda pair: (places[pair[0]], pair[0])))


def _bars(wanted: QuerySet[Shown], labels: Mapping[str, str], now: datetime) -> tuple[Bar, ...]:
    """Open and suspended cases by state, and by since when they stand there: the youngest first."""
    edges = [now - age for age in AGES]
    spans = [Q(since__gt=edges[0])]
    spans += [Q(since__lte=late, since__gt=early) for late, early in pairwise(edges)]
    spans.append(Q(since__lte=edges[-1]))
    told = {f"n{place}": Count("pk", filter=span) for place, span in enumerate(spans)}
    rows = wanted.exclude(phase="closed").order_by().values("state").annotate(**told)
    found = {row["state"]: tuple(row[name] for name in told) for row in rows}
    return tuple(
        Bar(state=state, label=label, counts=found[state], total=sum(found[state]))
        for state, label in labels.items()
        if state in found
    )


def _row(row: Shown, names: _Names, now: datetime) -> Row:
    called = names.of(row)
    overdue = row.due_at is not None and row.due_at <= now
    return Row(
        id=row.case_id,
        number=row.number,
        title=Text(row.title),
        state=called.state_text(row.state),
        phase=row.phase,
        phase_label=PHASES[row.phase],
        mark=MARKS[row.phase],
        since=row.since,
        opened_at=row.opened_at,
        last_at=row.last_at,
        kind=said(ReportKind(row.kind)) if row.kind else "",
        urgent=row.urgent,
        alleged=tuple(called.party(one) for one in row.alleged),
        clock=called.clock(row.clock) if row.clock else "",
        due_at=row.due_at,
        overdue=overdue,
        owed_by=tuple(FUNCTIONS.get(one, one) for one in row.owed_by),
        mine=row.mine,
    )

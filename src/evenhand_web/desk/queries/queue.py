"""The queue of the duty officer, its map, and what an organisation sees of its own reports."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from evenhand.foundation.instants import format_instant
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.agreements import queries as agreements
from evenhand_web.desk import access, places, words
from evenhand_web.desk.grid import Box
from evenhand_web.desk.indexing import OPEN as OPEN_STATES
from evenhand_web.desk.listing import (
    COUNTED,
    MARKS,
    OPEN,
    STATES,
    Filters,
    Slice,
    counted,
    narrowed,
    page_of,
)
from evenhand_web.desk.models import Item, ItemKind, ItemState
from evenhand_web.desk.templatetags.reports import language, report_kind
from evenhand_web.incidents.models import Alert
from evenhand_web.incidents.wording import Names

EXPORT_LIMIT = 20_000
_QUESTIONS_SHOWN = 20
_DRAWN = (
    *("kind", "ref", "number", "code", "rule", "agreement", "agreement_version", "headline", "party"),
    *("at", "state", "open", "certainty", "lon", "lat"),
)
"""What the map needs of an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item as a row of the queue."""

    id: int
    kind: str
    ref: str
    number: str
    url: str
    title: str | Text
    headline: str
    at: datetime
    timed: bool
    came_at: datetime
    party: Text | None
    owner: str
    state: str
    state_label: str
    assignee: str
    reliability: str
    credibility: str
    certainty: str
    marks: tuple[str, ...]
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One state by which the queue may be narrowed."""

    value: str
    label: str
    count: int | None
    """None: not counted, for something else is looked for."""
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One page of the queue."""

    slice: Slice[ItemRow]
    tabs: tuple[Tab, ...]
    number: int | None
    """How many match, COUNTED + 1 where there are more; None where the tabs say it."""
    most: int
    any_at_all: bool
    parties: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReports:
    """What an organisation filed and what was released to it."""

    slice: Slice[ItemRow]
    questions: tuple[ItemRow, ...]
    """What it is asked about."""
    number: int
    most: int
    any_at_all: bool


class Wording:
    """Titles and parties of items in the reader's language; each agreement is read once."""

    def __init__(self) -> None:
        self._names = Names()
        self._parties: dict[str, Text] | None = None

    def title(self, item: Item) -> str | Text:
        """What kind of report it is, or the name of the alert's rule."""
        return report_kind(item.code) if item.kind == ItemKind.REPORT else self._names.rule(_as_alert(item))

    def party(self, item: Item) -> Text | None:
        """The party it speaks of, None where it is not known."""
        if not item.party or item.party == "unknown":
            return None
        return self._names.party(_as_alert(item)) if item.kind == ItemKind.ALERT else self.party_named(item.party)

    def party_named(self, party: str) -> Text:
        """The name of a party of the agreements in force."""
        return self.parties().get(party, Text({"und": party}))

    def parties(self) -> Mapping[str, Text]:
        """All parties of the agreements in force, by id."""
        if self._parties is None:
            self._parties = {one.id: one.name for agreement in agreements.current() for one in agreement.parties}
        return self._parties


def queue(actor: Actor, filters: Filters, *, after: str = "", before: str = "") -> Queue:
    """One page of what lies on the desk.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    items = access.items_for(actor)
    wanted = _wanted(actor, filters)
    wording = Wording()
    rows = wanted.select_related("assignee", "owner").defer("search")
    numbers = None if filters.chosen else _numbers(actor, filters.kind)
    return Queue(
        slice=page_of(rows, lambda item: row_of(item, wording), sort=filters.order, after=after, before=before),
        tabs=tuple(_tab(tab, filters, numbers) for tab in STATES),
        number=counted(wanted) if filters.chosen else None,
        most=COUNTED,
        any_at_all=items.exists(),
        parties=tuple(wording.parties().items()),
    )


def own_reports(actor: Actor, query: str, *, after: str = "", before: str = "") -> OwnReports:
    """What the actor's organisation filed and what was released to it, and nothing else."""
    own = access.own_items(actor)
    wanted = narrowed(own, Filters(q=query, state="all"), username=actor.username, zone=timezone.get_current_timezone())
    wording = Wording()

    def row(item: Item) -> ItemRow:
        return outside_row(item, wording, actor)

    asked = own.filter(state=ItemState.ASKED, owner_id=actor.organisation_id).order_by("-came_at", "-pk")
    return OwnReports(
        slice=page_of(wanted.select_related("owner").defer("search"), row, after=after, before=before),
        questions=tuple(row(item) for item in asked.select_related("owner")[:_QUESTIONS_SHOWN]),
        number=counted(wanted),
        most=COUNTED,
        any_at_all=own.exists(),
    )


def map_of(actor: Actor, filters: Filters, box: Box) -> dict[str, Any]:
    """What the map of the queue draws within a box: squares with numbers, or single items where they are few."""
    wording = Wording()
    if filters.chosen:
        order = ("-at", "-pk") if filters.order == "at" else ("-came_at", "-pk")
        found = list(_wanted(actor, filters).only(*_DRAWN).order_by(*order)[: places.DRAWN])
        marks = places.close_marks(found, box)
        points = [(one.lon, one.lat) for one in found if one.lon is not None and one.lat is not None]
        lons, lats = zip(*points, strict=True) if points else ((), ())
        bounds = (min(lons), min(lats), max(lons), max(lats)) if points else None
        return _collection(marks, wording, bounds, of_newest=places.DRAWN if len(found) == places.DRAWN else None)
    tally = _tallies(actor, filters)
    single = places.newest_in(_wanted(actor, filters).only(*_DRAWN), box, total=places.total_in(tally, box))
    drawn = places.wide_marks(tally, box) if single is None else places.close_marks(single, box)
    return _collection(drawn, wording, places.bounds_of(tally))


def export(actor: Actor, filters: Filters) -> Iterator[ItemRow]:
    """What the queue shows, all pages of it, without sources; at most EXPORT_LIMIT rows.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    wording = Wording()
    order = ("-at", "-pk") if filters.order == "at" else ("-came_at", "-pk")
    wanted = _wanted(actor, filters).select_related("assignee", "owner").defer("search").order_by(*order)
    return (row_of(item, wording) for item in wanted[:EXPORT_LIMIT])


def own_export(actor: Actor, query: str) -> Iterator[ItemRow]:
    """What the list of one's own reports shows, all pages of it."""
    own = access.own_items(actor)
    wanted = narrowed(own, Filters(q=query, state="all"), username=actor.username, zone=timezone.get_current_timezone())
    wording = Wording()
    rows = wanted.select_related("owner").defer("search").order_by("-came_at", "-pk")[:EXPORT_LIMIT]
    return (outside_row(item, wording, actor) for item in rows)


def owners() -> tuple[tuple[str, str], ...]:
    """Key and name of every organisation that may file."""
    return tuple((one.key, str(one)) for one in Organisation.objects.all())


def row_of(item: Item, wording: Wording) -> ItemRow:
    """An item as the mission sees it."""
    page = "reports:report" if item.kind == ItemKind.REPORT else "incidents:alert"
    return ItemRow(
        id=item.pk,
        kind=item.kind,
        ref=item.ref,
        number=item.number,
        url=reverse(page, args=[item.ref]),
        title=wording.title(item),
        headline=item.headline,
        at=item.at,
        timed=item.timed,
        came_at=item.came_at,
        party=wording.party(item),
        owner=str(item.owner) if item.owner else "",
        state=item.state,
        state_label=str(ItemState(item.state).label),
        assignee=str(item.assignee) if item.assignee else "",
        reliability=item.reliability,
        credibility=item.credibility,
        certainty=item.certainty,
        marks=tuple(mark for mark in MARKS if getattr(item, mark)),
        lon=item.lon,
        lat=item.lat,
    )


def outside_row(item: Item, wording: Wording, actor: Actor) -> ItemRow:
    """An item as its owner, or one to whom it was released, sees it: nothing of what the desk does with it."""
    own = item.owner_id == actor.organisation_id
    label = words.OUTSIDE_STATES.get(item.state, words.RECEIVED) if own else words.RELEASED
    return ItemRow(
        id=item.pk,
        kind=item.kind,
        ref=item.ref,
        number=item.number,
        url=reverse("reports:report", args=[item.ref]),
        title=wording.title(item),
        headline=item.headline,
        at=item.at,
        timed=item.timed,
        came_at=item.came_at,
        party=wording.party(item),
        owner=str(item.owner) if own else "",
        state=item.state if own and item.state in words.OUTSIDE_STATES else "",
        state_label=str(label),
        assignee="",
        reliability="",
        credibility="",
        certainty="",
        marks=tuple(mark for mark in ("unreadable", "waiting") if own and getattr(item, mark)),
        lon=item.lon,
        lat=item.lat,
    )


def _wanted(actor: Actor, filters: Filters) -> Any:
    items = access.items_for(actor)
    return narrowed(items, filters, username=actor.username, zone=timezone.get_current_timezone())


def _states(tab: str) -> tuple[str, ...]:
    return OPEN_STATES if tab == OPEN else tuple(ItemState.values) if tab == "all" else (tab,)


def _tallies(actor: Actor, filters: Filters) -> Any:
    return places.tallies(kinds=access.kinds_for(actor), kind=filters.kind, states=_states(filters.tab))


def _numbers(actor: Actor, kind: str) -> Mapping[str, int]:
    """How many items there are in each state."""
    found = places.tallies(kinds=access.kinds_for(actor), kind=kind, states=ItemState.values)
    return dict(found.values_list("state").annotate(n=Sum("number")))


def _tab(tab: str, filters: Filters, numbers: Mapping[str, int] | None) -> Tab:
    count = None if numbers is None else sum(numbers.get(state, 0) for state in _states(tab))
    return Tab(value=tab, label=str(words.TABS[tab]), count=count, current=tab == filters.tab)


def _collection(
    marks: Iterable[places.Mark], wording: Wording, bounds: Box | None, *, of_newest: int | None = None
) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(mark.lon, 6), round(mark.lat, 6)]},
            "properties": {"number": mark.number, "reports": mark.reports} | _about(mark.item, wording),
        }
        for mark in marks
    ]
    return {"type": "FeatureCollection", "features": features, "evenhand": {"of_newest": of_newest, "bounds": bounds}}


def _about(item: Item | None, wording: Wording) -> dict[str, Any]:
    if item is None:
        return {}
    title = wording.title(item)
    report = item.kind == ItemKind.REPORT
    symbol = "report" if report else f"alert-{item.certainty or 'possible'}"
    return {
        "url": reverse("reports:report" if report else "incidents:alert", args=[item.ref]),
        "title": title if isinstance(title, str) else title.in_language(language()),
        "about": item.headline[:120] or item.number,
        "at": format_instant(item.at),
        "state": str(ItemState(item.state).label),
        "symbol": symbol if item.open else f"{'report' if report else 'alert'}-closed",
    }


def _as_alert(item: Item) -> Alert:
    """What `Names` needs to know of an alert."""
    return Alert(
        alert=item.ref,
        agreement=item.agreement,
        agreement_version=item.agreement_version,
        rule=item.rule,
        party=item.party,
    )

"""The list of meetings with its filters, products beside them, and who briefed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.council.codes import OPENNESS, Format, Gender, Group, Openness, ProductKind
from evenhand.council.counting import Shares, shares
from evenhand.council.dates import month_of
from evenhand.council.votes import Judged, judge, tally
from evenhand_web.accounts.access import Actor
from evenhand_web.council import words
from evenhand_web.council.access import Held
from evenhand_web.council.plots import Bar, share_bars
from evenhand_web.council.queries.shelf import Shelf, shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody asks for; nonsense asks for nothing that there is."""

    q: str = ""
    form: str = ""
    openness: str = ""
    item: str = ""
    month: str = ""
    kind: str = ""


def filters_from(query: Mapping[str, str]) -> Filters:
    """Filters of an address."""
    names = {"q": "q", "form": "format", "openness": "openness", "item": "item", "month": "month", "kind": "kind"}
    return Filters(**{name: query.get(asked, "").strip()[:100] for name, asked in names.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """One line."""

    held: Held
    item: str
    title: str
    format: str
    mark: str
    briefers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """The list, newest first, and what can be chosen."""

    rows: tuple[MeetingRow, ...]
    any_at_all: bool
    formats: tuple[tuple[str, str], ...]
    openness: tuple[tuple[str, str], ...]
    items: tuple[tuple[str, str], ...]
    months: tuple[str, ...]


_MARKS = {Openness.PUBLIC: "good", Openness.CLOSED: "idle", Openness.INFORMAL: "info"}


def meetings(actor: Actor, filters: Filters) -> Meetings:
    """The meetings that an actor sees and asks for."""
    found = shelf(actor, "meeting")
    held = sorted(found.of("meeting"), key=lambda one: (one.value.day, one.id), reverse=True)
    rows = tuple(meeting_row(one, found) for one in held if _fits(one.value, filters, found))
    return Meetings(
        rows=rows,
        any_at_all=bool(held),
        formats=tuple((one.value, words.said(one)) for one in Format),
        openness=tuple((one.value, words.said(one)) for one in Openness),
        items=tuple(sorted({(m.value.item, found.item_name(m.value.item)) for m in held if m.value.item}, key=_second)),
        months=tuple(sorted({month_of(one.value.day) for one in held}, reverse=True)),
    )


def _second(pair: tuple[str, str]) -> str:
    return pair[1]


def meeting_row(held: Held, found: Shelf) -> MeetingRow:
    """A meeting as a line."""
    meeting = held.value
    return MeetingRow(
        held=held,
        item=found.item_name(meeting.item),
        title=words.plain(meeting.title),
        format=words.said(meeting.format),
        mark=_MARKS[OPENNESS[meeting.format]],
        briefers=len(meeting.briefers),
    )


def _fits(meeting: Any, filters: Filters, found: Shelf) -> bool:
    told = (
        not filters.form or meeting.format == filters.form,
        not filters.openness or OPENNESS[meeting.format] == filters.openness,
        not filters.item or meeting.item == filters.item,
        not filters.month or month_of(meeting.day) == filters.month,
    )
    return all(told) and filters.q.casefold() in _searched(meeting, found)


def _searched(meeting: Any, found: Shelf) -> str:
    item = found.items.get(meeting.item)
    parts = [
        meeting.item,
        meeting.number,
        meeting.chaired_by,
        *meeting.requested_by,
        *meeting.documents,
        *meeting.title,
    ]
    parts += [*(item.name if item else ()), *(told for point in meeting.points for told in point.text)]
    parts += [part for one in meeting.briefers for part in (one.name, one.organisation, *one.role)]
    return "\n".join(parts).casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One line."""

    held: Held
    kind: str
    item: str
    title: str
    body: str
    vote: str
    """In favour, against, abstaining, as far as known; "" without a vote."""
    judged: Judged | None
    ruling: str


def products(actor: Actor, filters: Filters) -> tuple[ProductRow, ...]:
    """The products that an actor sees and asks for, newest first."""
    found = shelf(actor, "product")
    held = sorted(found.of("product"), key=lambda one: (str(one.value.day or ""), one.id), reverse=True)
    rows = (product_row(one, found) for one in held if not filters.kind or one.value.kind == filters.kind)
    asked = filters.q.casefold()
    return tuple(row for row in rows if asked in f"{row.held.value.symbol}\n{row.title}\n{row.item}".casefold())


def product_kinds() -> tuple[tuple[str, str], ...]:
    """What can be chosen."""
    return tuple((one.value, words.said(one)) for one in ProductKind)


def product_row(held: Held, found: Shelf) -> ProductRow:
    """A product as a line."""
    product = held.value
    judged = None
    cast = ""
    if product.vote is not None:
        counted = list(tally(product.vote).values())[:3]
        cast = " – ".join("?" if number is None else str(number) for number in counted)
        if product.day:
            judged = judge(product.vote, permanent=found.permanent(product.day), on=product.day)
    body = found.bodies.get(product.body)
    return ProductRow(
        held=held,
        kind=words.said(product.kind),
        item=found.item_name(product.item),
        title=words.plain(product.title),
        body=words.plain(body.name) if body else "",
        vote=cast,
        judged=judged,
        ruling=words.said(judged.ruling) if judged else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A group of briefings by gender."""

    name: str
    shares: Shares
    bars: tuple[Bar, ...]
    known_percent: float | None
    least_percent: float
    most_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """Who briefed: single briefings, and in all by gender."""

    whole: ShareRow | None
    groups: tuple[ShareRow, ...]
    people: tuple[tuple[Any, Held, str], ...]
    """Briefer, meeting, name of the item; newest first."""
    months: tuple[str, ...]
    genders: tuple[tuple[str, str], ...]


def briefers(actor: Actor, month: str) -> Briefing:
    """Who briefed in a month, or ever. Each briefing counts, also a second one by the same person."""
    found = shelf(actor, "meeting")
    held = sorted(found.of("meeting"), key=lambda one: (one.value.day, one.id), reverse=True)
    people = [
        (one, meeting, found.item_name(meeting.value.item))
        for meeting in held
        for one in meeting.value.briefers
        if not month or month_of(meeting.value.day) == month
    ]
    groups = [(words.said(group), [one for one, _, _ in people if one.group is group]) for group in Group]
    return Briefing(
        whole=_share_row("", [one for one, _, _ in people]) if people else None,
        groups=tuple(_share_row(name, ones) for name, ones in groups if ones),
        people=tuple(people),
        months=tuple(sorted({month_of(one.value.day) for one in held if one.value.briefers}, reverse=True)),
        genders=tuple((one.value, words.said(one)) for one in Gender),
    )


def _share_row(name: str, people: list[Any]) -> ShareRow:
    counted = shares(one.gender.value for one in people)
    unknown = Gender.UNKNOWN.value
    known = counted.share_of_known(Gender.WOMAN.value, unknown=unknown)
    least, most = counted.bounds(Gender.WOMAN.value, unknown=unknown) or (0.0, 0.0)
    titles = {one.value: words.said(one) for one in Gender}
    return ShareRow(
        name=name,
        shares=counted,
        bars=share_bars(counted, [one.value for one in Gender], titles),
        known_percent=None if known is None else known * 100,
        least_percent=least * 100,
        most_percent=most * 100,
    )

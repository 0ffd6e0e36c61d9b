"""A month: the programme of work, the assessment, and texts whose numbers are checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from evenhand.council.assessing import Change, Month, assess, changes, sections
from evenhand.council.codes import EntryStatus
from evenhand.council.counting import Check, check
from evenhand.council.dates import add_months, month_of, read_month, weeks_of
from evenhand.council.programmes import beside
from evenhand.council.records import Assessment, Programme
from evenhand.council.rotation import presidencies
from evenhand_web.accounts.access import Actor
from evenhand_web.council import access, words
from evenhand_web.council.access import Held
from evenhand_web.council.queries.meetings import MeetingRow, meeting_row
from evenhand_web.council.queries.shelf import Shelf, shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A meeting or an entry of the programme on one day."""

    day: date | None
    name: str
    format: str
    meeting: str
    """Id of the meeting; "": planned and not recorded as held."""
    status: str
    """Of the entry; "": it was not in the programme."""
    status_name: str
    moved_from: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month as grid and list."""

    month: str
    before: str
    after: str
    programme: Held | None
    presidency: str
    weeks: tuple[tuple[tuple[date | None, tuple[Slot, ...]], ...], ...]
    slots: tuple[Slot, ...]
    dated: bool
    """Whether the programme names days; without one nothing can be said to have been left out of it."""


def latest_month(actor: Actor, *, as_of: date) -> str:
    """This month where anything is planned or recorded for it, else the last month with something before it."""
    found = shelf(actor, "meeting", "programme")
    known = {month_of(one.value.day) for one in found.of("meeting")} | {
        one.value.month for one in found.of("programme")
    }
    return max((month for month in known if month <= month_of(as_of)), default=min(known, default=month_of(as_of)))


def month_page(actor: Actor, month: str) -> MonthPage:
    """A month.

    Raises:
        BAD_MONTH: it is none.
    """
    first = read_month(month)
    found = shelf(actor, "meeting", "programme")
    programmes = [one for one in found.of("programme") if one.value.month == month]
    programme = programmes[0] if programmes else None
    slots = _slots(programme.value if programme else Programme(month=month), found)
    by_day: dict[date, list[Slot]] = {}
    for slot in slots:
        if slot.day:
            by_day.setdefault(slot.day, []).append(slot)
    return MonthPage(
        month=month,
        before=month_of(add_months(first, -1)),
        after=month_of(add_months(first, 1)),
        programme=programme,
        presidency=_presidency(found, month, programme),
        weeks=tuple(
            tuple((day, tuple(by_day.get(day, ())) if day else ()) for day in week) for week in weeks_of(first)
        ),
        slots=slots,
        dated=programme is not None and any(entry.day for entry in programme.value.entries),
    )


def _slots(programme: Programme, found: Shelf) -> tuple[Slot, ...]:
    held = beside(programme, found.kept("meeting"))
    by_id = {one.id: one.value for one in found.of("meeting")}
    slots = [
        Slot(
            day=one.on,
            name=found.item_name(one.entry.item) or words.plain(one.entry.text),
            format=words.said(one.entry.format),
            meeting=one.meeting,
            status=one.entry.status.value,
            status_name=words.said(one.entry.status),
            moved_from=one.entry.day if one.entry.status is EntryStatus.MOVED else None,
            text=words.plain(one.entry.text),
        )
        for one in held.planned
    ]
    for key in held.unplanned:
        meeting = by_id[key]
        name = found.item_name(meeting.item) or words.plain(meeting.title)
        slots.append(
            Slot(day=meeting.day, name=name, format=words.said(meeting.format), meeting=key, status="", status_name="")
        )
    return tuple(sorted(slots, key=lambda one: (one.day is None, one.day or date.min)))


def _presidency(found: Shelf, month: str, programme: Held | None) -> str:
    if programme and programme.value.presidency:
        return found.member_name(programme.value.presidency)
    turn = next(iter(presidencies(found.seats, first=read_month(month), months=1)), None)
    return found.member_name(turn.member) if turn else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPage:
    """The assessment of a month as the records give it now, and as it was issued."""

    month: str
    before: str
    after: str
    now: Assessment
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    issued: Held | None
    changes: tuple[Change, ...]
    """What an issued one would have otherwise today."""
    versions: tuple[Held, ...]
    corrections: tuple[tuple[Held, tuple[Change, ...]], ...]
    """Each later version that was issued, with what it corrected."""
    record_id: str
    empty: bool


def assessment_id(month: str, language: str) -> str:
    """The id under which an assessment is issued: one a month and language."""
    return f"assessment-{month}-{language}"


def assessment_page(actor: Actor, month: str, versions: tuple[Held, ...]) -> AssessmentPage:
    """The assessment in the reader's language. It is for all, so it is made from what is released alone.

    Args:
        actor: who reads.
        month: as 2020-02.
        versions: of the issued one, newest first, as `access.history` gives them.

    Raises:
        BAD_MONTH: it is none.
    """
    first = read_month(month)
    found = shelf(actor, "meeting", "product", "programme", released=True)
    programme = next((one for one in found.of("programme") if one.value.month == month), None)
    presidency = _presidency(found, month, programme)
    given = Month(
        month=month,
        presidency=presidency or "?",
        meetings=found.kept("meeting"),
        products=found.kept("product"),
        items=found.items,
    )
    now = assess(given, language=words.language())
    issued = [one for one in versions if one.open]
    pairs = pairwise(issued)
    return AssessmentPage(
        month=month,
        before=month_of(add_months(first, -1)),
        after=month_of(add_months(first, 1)),
        now=now,
        sections=sections(now),
        issued=issued[0] if issued else None,
        changes=changes(issued[0].value, now) if issued else (),
        versions=versions,
        corrections=tuple((newer, changes(older.value, newer.value)) for newer, older in pairs),
        record_id=assessment_id(month, words.language()),
        empty=not any(month_of(one.value.day) == month for one in found.of("meeting")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """A claim against the records."""

    check: Check
    what: str
    part_of: str
    missing: tuple[tuple[Any, str], ...]
    untold: tuple[MeetingRow | Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsPage:
    """All claims of a text."""

    held: Held
    rows: tuple[CheckRow, ...]

    @property
    def differing(self) -> int:
        """How many do not agree."""
        return sum(not row.check.agrees for row in self.rows)


def claims(actor: Actor) -> tuple[ClaimsPage, ...]:
    """Every text that is to be checked, newest month first; against what is released, so that all see the same."""
    found = shelf(actor, "meeting", "product", released=True)
    held = sorted(access.records(actor, "claims"), key=lambda one: (one.value.month, one.id), reverse=True)
    return tuple(claims_page(one, found) for one in held)


def claims_page(held: Held, found: Shelf) -> ClaimsPage:
    """One text held against the records."""
    by_id: Mapping[str, Held] = {one.id: one for kind in ("meeting", "product") for one in found.of(kind)}
    rows = [
        CheckRow(
            check=one,
            what=words.counted(one.claim.counts),
            part_of=words.counted(one.claim.part_of) if one.claim.part_of else "",
            missing=tuple((mention, found.item_name(mention.item)) for mention in one.missing),
            untold=tuple(
                meeting_row(by_id[key], found) if by_id[key].kind == "meeting" else by_id[key] for key in one.untold
            ),
        )
        for one in check(held.value, found.kept("meeting"), found.kept("product"))
    ]
    return ClaimsPage(held=held, rows=tuple(rows))

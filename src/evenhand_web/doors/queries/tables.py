"""The pages of tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.foundation.instants import format_instant
from evenhand.reports.record import Record
from evenhand.reports.tables.columns import FIELDS, heading
from evenhand.reports.tables.reading import FORMULA
from evenhand.reports.tables.rows import draft
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import queries as agreements
from evenhand_web.doors import access, files
from evenhand_web.doors.mapping import options_of
from evenhand_web.doors.models import TableState, TableUpload
from evenhand_web.intake.models import Version
from evenhand_web.web.paging import Page, page_of

SHOWN = 8
_RECENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column as the page of the mapping shows it."""

    place: int
    heading: str
    field: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One report as it will be read."""

    line: int
    outcome: str
    record: Record
    where: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One fault of one row."""

    line: int
    code: str
    message: str
    """English, with {details}."""
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePage:
    """One table."""

    key: str
    name: str
    state: str
    rows: int
    groups: int | None
    done: int
    of: int
    counts: Mapping[str, int]
    taken: Mapping[str, int]
    chosen: Mapping[str, Any]
    columns: tuple[Column, ...]
    expires_at: datetime
    readable: bool
    """Its rows have not expired."""

    @property
    def percent(self) -> int:
        """How far it is."""
        return 100 * self.done // self.of if self.of else 0

    @property
    def working(self) -> bool:
        """Whether there is work left that nobody has to decide on."""
        return self.state in (TableState.CHECKING, TableState.LOADING)

    @property
    def to_take(self) -> int:
        """Reports that confirming takes in."""
        return self.counts.get("new", 0) + self.counts.get("conflict", 0)


def recent(actor: Actor) -> tuple[TableUpload, ...]:
    """The tables that the actor sent last.

    Raises:
        NOT_PERMITTED.
    """
    return tuple(access.tables(actor)[:_RECENT])


def table(actor: Actor, key: str) -> TablePage:
    """One table.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    found = access.table_for(actor, key)
    loading = found.state in (TableState.LOADING, TableState.DONE)
    fields = found.chosen["fields"]
    first = next(iter(files.lines(key, files.ROWS, end=1)), [0, []])[1]
    return TablePage(
        key=key,
        name=found.name,
        state=found.state,
        rows=found.rows,
        groups=found.groups,
        done=found.loaded if loading else found.checked,
        of=found.groups or found.rows or 1,
        counts=found.counts,
        taken=found.taken,
        chosen=found.chosen,
        columns=tuple(
            Column(
                place=place,
                heading=name,
                field=fields[place],
                example=first[place].replace(FORMULA, "")[:60] if place < len(first) else "",
            )
            for place, name in enumerate(found.columns)
        ),
        expires_at=found.expires_at,
        readable=files.folder_of(key).is_dir(),
    )


def field_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Every field with its name, for the mapping."""
    return tuple((field, heading(field, language=language)) for field in FIELDS)


def first_rows(actor: Actor, key: str) -> tuple[Shown, ...]:
    """The first reports as they will be read.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    found = access.table_for(actor, key)
    path = files.folder_of(key) / files.ROWS
    if not path.exists():
        return ()
    options, agreement = options_of(found), next(iter(agreements.current()), None)
    shown: list[Shown] = []
    with path.open("rb") as rows:
        for entry in files.lines(key, files.OUTCOMES, end=found.checked):
            if len(shown) == SHOWN:
                break
            if entry["outcome"] == "refused":
                continue
            made = draft(
                files.rows_at(rows, entry["offsets"]), options=options, agreement=agreement, turn=entry["turn"]
            )
            if made.record is not None:
                shown.append(_shown(entry, made.record))
    return tuple(shown)


def refusals(actor: Actor, key: str, *, page: str | None = None) -> Page[Refusal]:
    """The rows that make no report, with each fault.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    found = access.table_for(actor, key)
    refused = [(entry["lines"][0], problem) for entry in _entries_refused(found) for problem in entry["problems"]]
    return page_of(refused, page, _refusal, per_page=25)


def refused_rows(actor: Actor, key: str) -> tuple[list[str], Iterator[tuple[list[str], tuple[Refusal, ...]]]]:
    """The headings, and the rows that were refused as they came, each with its faults.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    found = access.table_for(actor, key)
    return list(found.columns), _refused(found)


def conflicts(actor: Actor, key: str) -> tuple[tuple[int, str], ...]:
    """Line and number of the first reports that say something else than what is here under the same id.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    found = access.table_for(actor, key)
    path = files.folder_of(key) / files.ROWS
    if not path.exists() or not found.counts.get("conflict"):
        return ()
    options, told = options_of(found), []
    with path.open("rb") as rows:
        for entry in files.lines(key, files.OUTCOMES, end=found.checked):
            if entry["outcome"] == "conflict":
                made = draft(files.rows_at(rows, entry["offsets"]), options=options, turn=entry["turn"])
                told.append((entry["lines"][0], made.instance))
            if len(told) == SHOWN:
                break
    own = Version.objects.filter(by_id=found.organisation_id, instance__in=[instance for _line, instance in told])
    numbers = dict(own.values_list("instance", "report__number"))
    return tuple((line, numbers.get(instance, "")) for line, instance in told)


def _refused(table: TableUpload) -> Iterator[tuple[list[str], tuple[Refusal, ...]]]:
    path = files.folder_of(table.key) / files.ROWS
    if not path.exists():
        return
    with path.open("rb") as rows:
        for entry in _entries_refused(table):
            faults = tuple(_refusal((entry["lines"][0], problem)) for problem in entry["problems"])
            for _line, cells in files.rows_at(rows, entry["offsets"]):
                yield [cell.replace(FORMULA, "") for cell in cells], faults


def _entries_refused(table: TableUpload) -> Iterator[Mapping[str, Any]]:
    """What was refused when it was looked at, then what was when it was taken in."""
    looked_at = files.lines(table.key, files.OUTCOMES, end=table.checked)
    yield from (entry for entry in looked_at if entry["outcome"] == "refused")
    yield from files.late(table.key, loaded=table.loaded)


def _refusal(told: tuple[int, list[Any]]) -> Refusal:
    line, (code, message, details) = told
    return Refusal(line=int(details.get("line", line)), code=code, message=message, details=details)


def _shown(entry: Mapping[str, Any], record: Record) -> Shown:
    when = record.when
    return Shown(
        line=entry["lines"][0],
        outcome=entry["outcome"],
        record=record,
        when="" if when is None else _stretch(when.begins_at, when.ends_at),
        where=_where(record),
    )


def _stretch(begins_at: datetime, ends_at: datetime) -> str:
    first = format_instant(begins_at).replace("T", " ").replace("Z", " UTC")
    last = format_instant(ends_at).replace("T", " ").replace("Z", " UTC")
    return first if first == last else f"{first} – {last}"


def _where(record: Record) -> str:
    place = record.place or {}
    match place.get("kind"):
        case "point":
            return f"{place['lat']:.5f}, {place['lon']:.5f}"
        case "sector":
            way = f"{place['bearing_deg']:.0f}°" if place.get("bearing_deg") is not None else "?°"
            low, high = place.get("range_low_m"), place.get("range_high_m")
            reach = f"{(low or 0) / 1000:g}–{high / 1000:g} km" if high else ""
            return f"{place['observer_lat']:.5f}, {place['observer_lon']:.5f} → {way} {reach}".strip()
        case "named":
            return str(place["place"])
        case "area":
            return str(place.get("area") or "")
    return record.place_text or ""

"""Reads for the pages of the registers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language

from evenhand.foundation.texts import Text
from evenhand.registers import values as library
from evenhand.registers.amounts import Sum, amount_of, total
from evenhand.registers.model import Choice, Field, Kind, Register
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.registers import access
from evenhand_web.registers.models import Record, Version
from evenhand_web.web.paging import Page, page_of

_AT_ONCE = 500
_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A register in the list of all."""

    register: Register
    open: int
    """Records that still need somebody."""
    all: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A record in the list of its register."""

    key: str
    number: int
    title: str
    owner: Organisation
    state: Choice
    cells: tuple["Cell", ...]
    others: int
    """How many organisations beside its owner say something of it, of those that the reader may know."""
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as it is shown."""

    field: Field
    shown: str
    """Empty: nothing is said."""
    differs: bool = False
    """Whether another organisation says something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """An amount added up over the records of a list, by one code."""

    field: Field
    by: Field | None
    rows: tuple[tuple[Text | None, Sum, int], ...]
    """Name of the group (None: not said), the sum, and its share of the largest, in per cent, for a bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one organisation says of a record last."""

    organisation: Organisation
    owns: bool
    state: Choice | None
    cells: tuple[Cell, ...]
    version: Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version, and what it changed."""

    organisation: Organisation
    version: Version
    state: Choice | None
    changes: tuple[tuple[Field, str, str], ...]
    """Field, before, after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """A record with all that the reader may know of it."""

    register: Register
    record: Record
    title: str
    views: tuple[View, ...]
    disputed: tuple[Field, ...]
    steps: tuple[Step, ...]
    released_to: tuple[Organisation, ...]
    receivers: tuple[Organisation, ...]
    """To whom it could be released."""
    own: Version | None
    may_write: bool
    may_release: bool


def shelves(actor: Actor) -> tuple[Shelf, ...]:
    """All registers, with how many records the actor may see in each."""
    seen = access.records(actor)
    found: dict[str, Shelf] = {}
    counts = {row["register"]: row["all"] for row in _counted(seen)}
    for register in access.registers().values():
        ends = [one.id for one in register.states if one.ends]
        own = seen.filter(register=register.id)
        newest = own.order_by("-changed_at").values_list("changed_at", flat=True).first()
        still = own.exclude(state__in=ends).count() if counts.get(register.id) else 0
        found[register.id] = Shelf(register=register, open=still, all=counts.get(register.id, 0), changed_at=newest)
    return tuple(found.values())


def matching(actor: Actor, register: Register, *, search: str, state: str) -> QuerySet[Record]:
    """The records of a register that hold every word of `search`, in a state, newest change first.

    Args:
        actor: who asks.
        register: which one.
        search: words of what its owner says.
        state: a state; "open": all that need somebody still; "": all.
    """
    found = access.records(actor).filter(register=register.id).select_related("owner").order_by("-changed_at", "-pk")
    for word in search.casefold().split():
        found = found.filter(
            Q(search_text__contains=word) | Q(number=int(word) if word.isdecimal() and len(word) < _DIGITS else None)
        )
    if state == "open":
        return found.exclude(state__in=[one.id for one in register.states if one.ends])
    return found.filter(state=state) if state else found


def lines(actor: Actor, register: Register, found: QuerySet[Record], page: str | None) -> Page[Line]:
    """One page of records."""
    chosen: Page[Record] = page_of(found, page, lambda record: record)
    told = _said(actor, chosen.rows)
    return Page(
        rows=tuple(_line(register, record, told[record.pk]) for record in chosen.rows),
        number=chosen.number,
        pages=chosen.pages,
        total=chosen.total,
        first=chosen.first,
        last=chosen.last,
    )


def totals(register: Register, found: QuerySet[Record]) -> tuple[Totals, ...]:
    """Each amount of the register added up over the records, as their owners have them, by each code of `by`."""
    said = [values for _record, values in _owners(found)]
    told = []
    for field in register.amounts:
        for key in register.by or ("",):
            by = register.field(key)
            told.append(Totals(field=field, by=by, rows=_grouped(said, field, by)))
    return tuple(one for one in told if said)


def record_page(actor: Actor, register_id: str, record_id: str) -> RecordPage:
    """One record.

    Raises:
        NOT_PERMITTED, NO_SUCH_REGISTER, NO_SUCH_RECORD.
    """
    register = access.register_for(register_id)
    record = access.record_for(actor, register_id, record_id)
    versions = list(access.versions(actor).filter(record=record))
    said = _library(versions)
    heads = library.heads(said)
    disputed = library.disputed(register, heads.values())
    by_head = {(one.organisation.key, one.number): one for one in versions}
    shown = [by_head[key, head.number] for key, head in heads.items()]
    shown.sort(key=lambda one: (one.organisation_id != record.owner_id, one.organisation.key))
    owns = access.may_release(actor, record)
    released = Organisation.objects.filter(pk__in=record.releases.filter(recalled_at=None).values("organisation"))
    others = Organisation.objects.exclude(pk__in=[record.owner_id, *released.values_list("pk", flat=True)])
    own = [one for one in versions if one.organisation_id == actor.organisation_id]
    return RecordPage(
        register=register,
        record=record,
        title=_title(register, shown[0].values if shown else {}),
        views=tuple(_view(register, record, one, disputed) for one in shown),
        disputed=disputed,
        steps=tuple(_steps(register, versions)),
        released_to=tuple(released) if owns else (),
        receivers=tuple(others) if owns else (),
        own=max(own, key=lambda one: one.number) if own else None,
        may_write=access.may_write(actor),
        may_release=owns,
    )


def table(register: Register, found: QuerySet[Record]) -> Iterator[Sequence[Any]]:
    """A heading and a row for each record, as its owner has it: codes for programs, amounts as their bounds."""
    heads: list[str] = []
    for field in register.fields:
        heads += (
            [f"{field.id}-low", f"{field.id}-high", f"{field.id}-about"] if field.kind is Kind.AMOUNT else [field.id]
        )
    yield ("id", "number", "organisation", "state", "changed_at", *heads)
    for record, values in _owners(found):
        cells: list[Any] = []
        for field in register.fields:
            value = values.get(field.id)
            amount = amount_of(value) if field.kind is Kind.AMOUNT else None
            if field.kind is not Kind.AMOUNT:
                cells.append("" if value is None else value)
            elif amount is None:
                cells += ["", "", ""]
            else:
                bounds = ("" if one is None else str(one) for one in (amount.low, amount.high))
                cells += [*bounds, "yes" if amount.about else ""]
        yield (record.key, record.number, record.owner.key, record.state, record.changed_at.isoformat(), *cells)


def shown_value(field: Field, value: Any) -> str:
    """A value in words of the reader's language."""
    if value is None:
        return ""
    if field.kind is Kind.AMOUNT:
        amount = amount_of(value)
        return "" if amount is None else str(amount)
    if field.kind is Kind.CODE:
        choice = field.choice(str(value))
        return str(value) if choice is None else choice.name.in_language(get_language() or "en")
    return str(value)


def written_value(field: Field, value: Any) -> str:
    """A value as it stands in a form."""
    amount = amount_of(value) if field.kind is Kind.AMOUNT else None
    if amount is None:
        return "" if value is None or field.kind is Kind.AMOUNT else str(value)
    return str(amount).replace("–", "-").replace("≥ ", ">=").replace("≤ ", "<=").replace("~ ", "~")


def _counted(seen: QuerySet[Record]) -> Iterable[Mapping[str, Any]]:
    return seen.order_by().values("register").annotate(all=Count("pk"))


def _owners(found: QuerySet[Record]) -> Iterator[tuple[Record, Mapping[str, Any]]]:
    """Records with what their owners say last."""
    records = list(found)
    for begin in range(0, len(records), _AT_ONCE):
        part = records[begin : begin + _AT_ONCE]
        said: dict[int, Mapping[str, Any]] = {}
        owners = {record.pk: record.owner_id for record in part}
        for version in Version.objects.filter(record__in=list(owners)).order_by("number"):
            if version.organisation_id == owners[version.record_id]:
                said[version.record_id] = version.values
        for record in part:
            yield record, said.get(record.pk, {})


def _said(actor: Actor, records: Sequence[Record]) -> dict[int, list[Version]]:
    found: dict[int, list[Version]] = {record.pk: [] for record in records}
    for version in access.versions(actor).filter(record__in=list(found)):
        found[version.record_id].append(version)
    return found


def _line(register: Register, record: Record, versions: Sequence[Version]) -> Line:
    heads = library.heads(_library(versions))
    own = heads.get(record.owner.key)
    values = own.values if own is not None else {}
    disputed = {one.id for one in library.disputed(register, heads.values())}
    return Line(
        key=record.key,
        number=record.number,
        title=_title(register, values),
        owner=record.owner,
        state=_state(register, record.state),
        cells=tuple(_cell(field, values, disputed) for field in _columns(register)),
        others=len(heads) - 1,
        changed_at=record.changed_at,
    )


def _columns(register: Register) -> tuple[Field, ...]:
    """What a list has room for: the first four fields after the title that are no notes."""
    return tuple(one for one in register.fields[1:] if one.kind is not Kind.NOTE)[:4]


def columns(register: Register) -> tuple[Field, ...]:
    """The fields of which a list has columns."""
    return _columns(register)


def _view(register: Register, record: Record, version: Version, disputed: Sequence[Field]) -> View:
    return View(
        organisation=version.organisation,
        owns=version.organisation_id == record.owner_id,
        state=register.state(version.state),
        cells=tuple(_cell(field, version.values, {one.id for one in disputed}) for field in register.fields),
        version=version,
    )


def _cell(field: Field, values: Mapping[str, Any], disputed: set[str]) -> Cell:
    return Cell(field=field, shown=shown_value(field, values.get(field.id)), differs=field.id in disputed)


def _steps(register: Register, versions: Sequence[Version]) -> Iterator[Step]:
    before: dict[int, Mapping[str, Any]] = {}
    told = []
    for one in versions:
        last = before.get(one.organisation_id, {})
        fields = library.changed(register, last, one.values)
        changes = tuple(
            (field, shown_value(field, last.get(field.id)), shown_value(field, one.values.get(field.id)))
            for field in fields
        )
        told.append(Step(organisation=one.organisation, version=one, state=register.state(one.state), changes=changes))
        before[one.organisation_id] = one.values
    return reversed(told)


def _grouped(
    said: Sequence[Mapping[str, Any]], field: Field, by: Field | None
) -> tuple[tuple[Text | None, Sum, int], ...]:
    groups: dict[str, list[Any]] = {}
    for values in said:
        key = str(values.get(by.id, "")) if by is not None else ""
        groups.setdefault(key, []).append(amount_of(values.get(field.id)))
    sums = {key: total(amounts) for key, amounts in groups.items()}
    most = max((one.high or one.low for one in sums.values()), default=0) or 1
    found = []
    for key, one in sorted(sums.items(), key=lambda pair: (-(pair[1].high or pair[1].low), pair[0])):
        choice = by.choice(key) if by is not None else None
        found.append((None if choice is None else choice.name, one, round(100 * (one.high or one.low) / most)))
    return tuple(found)


def _state(register: Register, key: str) -> Choice:
    return register.state(key) or Choice(id=key, name=Text({"und": key}))


def _title(register: Register, values: Mapping[str, Any]) -> str:
    return shown_value(register.title, values.get(register.title.id))


def _library(versions: Iterable[Version]) -> list[library.Version]:
    return [
        library.Version(
            organisation=one.organisation.key, number=one.number, values=one.values, state=one.state, at=one.at
        )
        for one in versions
    ]

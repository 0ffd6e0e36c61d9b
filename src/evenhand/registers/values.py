"""What is entered in a register: read from a form, field by field, and held against what others say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.registers.amounts import read_amount
from evenhand.registers.model import Field, Kind, Register

MISSING = ProblemKind(
    code="registers.missing", blame="caller", message="{field} is missing. Fill it in; nothing was saved."
)
NO_SUCH_CHOICE = ProblemKind(
    code="registers.no-such-choice",
    blame="caller",
    message="{field} is {value!r}, which is none of: {choices}. Choose one of them.",
)
BAD_DAY = ProblemKind(
    code="registers.bad-day", blame="caller", message="{field} is {value!r}. Write a day as 2020-12-29."
)
TOO_LONG = ProblemKind(
    code="registers.too-long",
    blame="caller",
    message="{field} has {size} characters; {limit} are kept. Shorten it, or put the rest into a document.",
)

LINE, LINES = 300, 8000
"""The longest text and note, in characters."""


def read_values(register: Register, written: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Problem]]:
    """The values of a record from what was written, and what is wrong, by field.

    Args:
        register: whose fields are read; others are passed over.
        written: by field, as text; a field that is not there is empty.

    Returns:
        Values as JSON, without the empty ones, and Problems. With any Problem the values are not to be kept.
    """
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for field in register.fields:
        text = written.get(field.id, "").replace("\0", "").replace("\r\n", "\n").strip()
        try:
            value = _value(field, text)
        except Problem as problem:
            problems[field.id] = problem
            continue
        if value is not None:
            values[field.id] = value
        elif field.required:
            problems[field.id] = MISSING(field=field.name)
    return values, problems


def _value(field: Field, text: str) -> Any:
    if not text:
        return None
    if field.kind is Kind.AMOUNT:
        found = read_amount(text)
        return None if found is None else found.plain()
    if field.kind is Kind.CODE:
        if field.choice(text) is None:
            raise NO_SUCH_CHOICE(field=field.name, value=text[:60], choices=", ".join(one.id for one in field.choices))
        return text
    if field.kind is Kind.DAY:
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            raise BAD_DAY(field=field.name, value=text[:60]) from None
    limit = LINE if field.kind is Kind.TEXT else LINES
    if len(text) > limit:
        raise TOO_LONG(field=field.name, size=len(text), limit=limit)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one organisation said of a record at one time."""

    organisation: str
    number: int
    """Of this organisation's versions, from 1."""
    values: Mapping[str, Any]
    state: str
    at: datetime


def changed(register: Register, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields that differ, in the order of the register."""
    return tuple(one for one in register.fields if before.get(one.id) != after.get(one.id))


def heads(versions: Iterable[Version]) -> dict[str, Version]:
    """What each organisation says last, whatever the order in which versions come."""
    found: dict[str, Version] = {}
    for one in versions:
        last = found.get(one.organisation)
        if last is None or last.number < one.number:
            found[one.organisation] = one
    return found


def disputed(register: Register, said: Iterable[Version]) -> tuple[Field, ...]:
    """The fields of which two organisations say different things; what one does not speak of is no dispute."""
    every = list(said)
    found = []
    for field in register.fields:
        values = [one.values[field.id] for one in every if field.id in one.values]
        if any(value != values[0] for value in values[1:]):
            found.append(field)
    return tuple(found)

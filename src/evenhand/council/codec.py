"""Records as plain JSON values and back; every fault is named by its place, and none stops the reading of the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from evenhand.council.records import (
    Assessment,
    Body,
    Claims,
    Duty,
    Item,
    Measure,
    Meeting,
    Mission,
    Product,
    Programme,
    Seats,
)
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.texts import LANGUAGES, Text

NO_SUCH_KIND = ProblemKind(
    code="council.no-such-kind",
    blame="missing",
    message="There are no records of the kind {kind!r}. Choose one of: {kinds}.",
)
NOT_READABLE = ProblemKind(
    code="council.not-readable",
    blame="caller",
    message="{path}: {value!r} is not {expected}. Correct it and send the record again.",
)
MISSING_VALUE = ProblemKind(
    code="council.missing-value",
    blame="caller",
    message="{path} is missing. It has to be {expected}; fill it in.",
)
UNKNOWN_FIELD = ProblemKind(
    code="council.unknown-field",
    blame="caller",
    message="{path}: there is no field {value!r} here. Use one of: {expected}.",
)

KINDS: Mapping[str, type] = {
    "meeting": Meeting,
    "product": Product,
    "measure": Measure,
    "duty": Duty,
    "mission": Mission,
    "programme": Programme,
    "body": Body,
    "item": Item,
    "seats": Seats,
    "claims": Claims,
    "assessment": Assessment,
}
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A record, or None, and all that is wrong with what was sent."""

    value: Any
    faults: tuple[Problem, ...]
    paths: tuple[str, ...]
    """Where each fault is, in the order of `faults`."""


@cache
def hints(kind: type) -> Mapping[str, Any]:
    """The types of a record's fields, in order."""
    known = get_type_hints(kind)
    return {one.name: known[one.name] for one in fields(kind)}


def inner(annotation: Any) -> tuple[Any, bool]:
    """The type without "or None", and whether None is allowed."""
    if get_origin(annotation) in (Union, UnionType):
        kept = [one for one in get_args(annotation) if one is not type(None)]
        return kept[0], len(kept) < len(get_args(annotation))
    return annotation, False


def kind_of(kind: str) -> type:
    """The class of a kind of records.

    Raises:
        NO_SUCH_KIND: there is none of that name.
    """
    if kind not in KINDS:
        raise NO_SUCH_KIND(kind=kind[:40], kinds=", ".join(KINDS))
    return KINDS[kind]


def read(kind: str, plain: Any) -> Reading:
    """A record from JSON values; with faults there is no record.

    Raises:
        NO_SUCH_KIND: there is none of that name.

    >>> read("meeting", {"day": "2020-02-11", "format": "seance"}).paths
    ('format',)
    """
    faults: list[tuple[str, Problem]] = []
    value = _record(kind_of(kind), plain, "", faults)
    found = None if faults else value
    return Reading(value=found, faults=tuple(fault for _, fault in faults), paths=tuple(path for path, _ in faults))


def record_from(kind: str, plain: Any) -> Any:
    """A record from JSON values.

    Raises:
        NO_SUCH_KIND: there is none of that name.
        NOT_READABLE, MISSING_VALUE, UNKNOWN_FIELD: the first fault.
    """
    reading = read(kind, plain)
    if reading.faults:
        raise reading.faults[0]
    return reading.value


def record_to(value: Any) -> Any:
    """JSON values of a record; what is empty or as usual is left out."""
    if isinstance(value, Text):
        return dict(value.by_language)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [record_to(one) for one in value]
    if is_dataclass(value):
        told = ((one, getattr(value, one.name)) for one in fields(value))
        return {one.name: record_to(held) for one, held in told if not _usual(one, held)}
    return value


def _usual(one: Any, held: Any) -> bool:
    if one.default is not MISSING:
        return bool(held == one.default)
    return one.default_factory is not MISSING and bool(held == one.default_factory())


def _record(kind: type, plain: Any, path: str, faults: list[tuple[str, Problem]]) -> Any:
    if not isinstance(plain, Mapping):
        return _fault(faults, NOT_READABLE, path or "record", plain, "a record with named fields")
    known = hints(kind)
    for name in plain:
        if name not in known:
            _fault(faults, UNKNOWN_FIELD, path or "record", name, ", ".join(known))
    before = len(faults)
    values = {}
    for one in fields(kind):
        here = f"{path}.{one.name}" if path else one.name
        given = plain.get(one.name)
        if given in (None, ""):
            if one.default is MISSING and one.default_factory is MISSING:
                _fault(faults, MISSING_VALUE, here, given, _expected(known[one.name]))
            continue
        values[one.name] = _value(known[one.name], given, here, faults)
    return None if len(faults) > before else kind(**values)


def _value(annotation: Any, given: Any, path: str, faults: list[tuple[str, Problem]]) -> Any:
    wanted, _ = inner(annotation)
    if get_origin(wanted) is tuple:
        if not isinstance(given, Sequence) or isinstance(given, str):
            return _fault(faults, NOT_READABLE, path, given, "a list")
        element = get_args(wanted)[0]
        return tuple(_value(element, one, f"{path}.{at}", faults) for at, one in enumerate(given))
    if wanted is Text:
        return _text(given, path, faults)
    if is_dataclass(wanted):
        return _record(wanted, given, path, faults)  # type: ignore[arg-type]
    return _scalar(wanted, given, path, faults)


def _scalar(wanted: Any, given: Any, path: str, faults: list[tuple[str, Problem]]) -> Any:
    read_one = _choice if isinstance(wanted, type) and issubclass(wanted, StrEnum) else _SCALARS[wanted]
    found = read_one(wanted, given)
    if found is None:
        _fault(faults, NOT_READABLE, path, given, _expected(wanted))
    return found


def _choice(wanted: Any, given: Any) -> Any:
    return wanted(given) if isinstance(given, str) and given in list(wanted) else None


def _day(_wanted: Any, given: Any) -> date | None:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given) if isinstance(given, str) and len(given) == 10 else None
    except ValueError:
        return None


def _flag(_wanted: Any, given: Any) -> bool | None:
    return given if isinstance(given, bool) else None


def _whole(_wanted: Any, given: Any) -> int | None:
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 1_000_000 else None


def _line(_wanted: Any, given: Any) -> str | None:
    return given if isinstance(given, str) and len(given) <= LONGEST_TEXT and "\0" not in given else None


_SCALARS: Mapping[Any, Callable[[Any, Any], Any]] = {date: _day, bool: _flag, int: _whole, str: _line}


def _text(given: Any, path: str, faults: list[tuple[str, Problem]]) -> Text | None:
    if not isinstance(given, Mapping):
        _fault(faults, NOT_READABLE, path, given, _expected(Text))
        return None
    for tag, words in given.items():
        if tag not in LANGUAGES or not isinstance(words, str) or len(words) > LONGEST_TEXT or "\0" in words:
            _fault(faults, NOT_READABLE, f"{path}.{tag}", words, _expected(Text))
            return None
    return Text({tag: given[tag] for tag in LANGUAGES if given.get(tag)})


def _expected(annotation: Any) -> str:
    wanted, _ = inner(annotation)
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        return "one of " + ", ".join(wanted)
    names = {date: "a day such as 2020-02-11", bool: "true or false", int: "a whole number from 0", str: "text"}
    return names.get(
        wanted, "a text by language (" + ", ".join(LANGUAGES) + ")" if wanted is Text else "a list of fields"
    )


def _fault(faults: list[tuple[str, Problem]], kind: ProblemKind, path: str, value: Any, expected: str) -> None:
    shown = value if isinstance(value, str | int | float | bool | type(None)) else type(value).__name__
    faults.append((path, kind(path=path, value=shown[:80] if isinstance(shown, str) else shown, expected=expected)))

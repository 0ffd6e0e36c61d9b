"""Frozen values from plain JSON and back, by the types that their fields declare; every fault with its place.

So a record is described once, as dataclasses: forms, tables, letters, bundles and acts all come in through here.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind

MALFORMED = ProblemKind(
    code="foundation.malformed",
    blame="caller",
    message="The {what} cannot be taken as it is: {faults}. Correct this and send it again.",
)

Value = TypeVar("Value")
Faults = list[tuple[str, str, str]]
"""Where, which value, what was expected."""

MOST_ENTRIES = 1000
"""Of one list; no report counts so many by hand, and a machine that sends more is not to fill the memory."""
LONGEST_TEXT = 20_000
_SHOWN = 60
_GREATEST = 1e12
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def from_json(cls: type[Value], data: Any, *, what: str) -> Value:
    """The value of a frozen dataclass from JSON.

    Unknown names are faults: a name that is misspelt would be lost otherwise. Names that are missing take the default
    of their field; "" counts as missing where null may stand, for forms send it so.

    Args:
        cls: a frozen dataclass whose fields are text, numbers, booleans, instants, days, StrEnums, tuples, mappings
            of text, other such dataclasses, or null.
        data: what `json.loads` gives.
        what: what it is in the message, such as "report".

    Raises:
        MALFORMED: with all faults at once, `details["found"]` lists them.
    """
    faults: Faults = []
    value = _decode(cls, data, "", faults)
    if faults:
        told = "; ".join(f"{where or what} is {shown}, expected {wanted}" for where, shown, wanted in faults)
        raise MALFORMED(what=what, faults=told, found=tuple(faults))
    return typing.cast("Value", value)


def to_json(value: Any) -> Any:
    """The JSON of a value, without what is null or empty; `from_json` gives the value back.

    >>> to_json({"seen": None, "count": 0, "codes": ()})
    {'count': 0}
    """
    if is_dataclass(value) and not isinstance(value, type):
        return to_json({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, Mapping):
        found = {str(key): to_json(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value


@cache
def _hints(cls: type) -> Mapping[str, Any]:
    return typing.get_type_hints(cls)


def _decode(kind: Any, data: Any, where: str, faults: Faults) -> Any:
    """`data` as `kind`; what does not fit is put into `faults`, and None stands for it."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        if data is None or data == "":
            return None
        return _decode(next(one for one in arguments if one is not type(None)), data, where, faults)
    if origin is tuple:
        return _entries(arguments[0], data, where, faults)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(data, where, faults)
    if is_dataclass(kind):
        return _record(typing.cast("type", kind), data, where, faults)
    return _plain(kind, data, where, faults)


def _record(cls: type, data: Any, where: str, faults: Faults) -> Any:
    if not isinstance(data, Mapping):
        return _fault(faults, where, data, "an object with named values")
    hints, before, found = _hints(cls), len(faults), {}
    for name in data:
        if name not in hints:
            _fault(faults, _at(where, name), data[name], f"one of {', '.join(hints)}")
    for field in fields(cls):
        given = data.get(field.name)
        if given in (None, "", []):
            if field.default is MISSING and field.default_factory is MISSING:
                _fault(faults, _at(where, field.name), None, "a value")
            continue
        found[field.name] = _decode(hints[field.name], given, _at(where, field.name), faults)
    if len(faults) > before:
        return None
    try:
        return cls(**found)
    except Problem as problem:  # what the value itself refuses
        return _fault(faults, where, data, str(problem))


def _entries(kind: Any, data: Any, where: str, faults: Faults) -> Any:
    if not isinstance(data, list | tuple):
        return _fault(faults, where, data, "a list")
    if len(data) > MOST_ENTRIES:
        return _fault(faults, where, f"{len(data)} entries", f"at most {MOST_ENTRIES}")
    return tuple(_decode(kind, item, f"{where}[{number}]", faults) for number, item in enumerate(data, start=1))


def _mapping(data: Any, where: str, faults: Faults) -> Any:
    if not isinstance(data, Mapping):
        return _fault(faults, where, data, "an object")
    if len(data) > MOST_ENTRIES:
        return _fault(faults, where, f"{len(data)} entries", f"at most {MOST_ENTRIES}")
    before = len(faults)
    _require_texts(data, where, faults)
    return dict(data) if len(faults) == before else None


def _require_texts(data: Any, where: str, faults: Faults) -> None:
    """Names and texts at whatever depth are such as anywhere else."""
    waiting = [(where, data)]
    while waiting:  # not by recursion: a stranger chooses how deep it goes
        place, value = waiting.pop()
        if isinstance(value, str):
            _text(value, place, faults)
        elif isinstance(value, Mapping):
            for name in value:
                _text(name, place, faults)
            waiting += reversed([(_at(place, name), one) for name, one in value.items()])
        elif isinstance(value, list | tuple):
            waiting += reversed([(f"{place}[{number}]", one) for number, one in enumerate(value, start=1)])


def _plain(kind: Any, data: Any, where: str, faults: Faults) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        found = next((one for one in kind if one.value == data), None)
        return found if found is not None else _fault(faults, where, data, f"one of {', '.join(kind)}")
    if kind is bool:
        return data if isinstance(data, bool) else _fault(faults, where, data, "true or false")
    readers = {datetime: _instant, date: _day, str: _text, int: _whole, float: _number}
    return readers[kind](data, where, faults)


def _text(data: Any, where: str, faults: Faults) -> Any:
    if not isinstance(data, str):
        return _fault(faults, where, data, "text")
    if "\0" in data:  # which databases do not take
        return _fault(faults, where, data, "text without the character U+0000")
    return data if len(data) <= LONGEST_TEXT else _fault(faults, where, data, f"at most {LONGEST_TEXT} characters")


def _whole(data: Any, where: str, faults: Faults) -> Any:
    before = len(faults)
    number = _number(data, where, faults)
    if len(faults) > before:
        return None
    return int(number) if number == int(number) else _fault(faults, where, data, "a whole number")


def _number(data: Any, where: str, faults: Faults) -> Any:
    if isinstance(data, bool) or not isinstance(data, int | float) or not abs(data) <= _GREATEST:  # NaN is not
        return _fault(faults, where, data, "a number")
    return float(data)


def _instant(data: Any, where: str, faults: Faults) -> Any:
    try:
        moment = parse_instant(data, field=where)
    except Problem:
        return _fault(faults, where, data, "an instant with its zone, such as 2026-03-01T00:00:00Z")
    if not _FIRST_YEAR <= moment.year < _LAST_YEAR:  # no clock shows it, and hours cannot be added to every year
        return _fault(faults, where, data, f"an instant of the years {_FIRST_YEAR} to {_LAST_YEAR - 1}")
    return moment


def _day(data: Any, where: str, faults: Faults) -> Any:
    try:
        day = date.fromisoformat(data) if isinstance(data, str) and len(data) == len("2026-03-01") else None
    except ValueError:
        day = None
    if day is None or not _FIRST_YEAR <= day.year < _LAST_YEAR:
        return _fault(faults, where, data, f"a day such as 2026-03-01, of the years {_FIRST_YEAR} to {_LAST_YEAR - 1}")
    return day


def _fault(faults: Faults, where: str, value: Any, wanted: str) -> None:
    shown = "missing" if value is None else repr(value)
    faults.append((where, shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…", wanted))


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else str(name)

"""A record as facts to read: every field that says something, under its name, lists as tables or lists."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from evenhand.foundation.texts import Text
from evenhand_web.council import words
from evenhand_web.council.queries.shelf import Shelf

REFERENCES = {"item": "item", "presidency": "member", "member": "member", "president_then": "member"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One field. `text` is in whatever language it has, where `shape` is text."""

    label: str
    shape: str
    """line, text, day, link, list, group, table."""
    value: Any = None
    children: tuple["Fact", ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple["Fact", ...], ...] = ()


def facts(value: Any, shelf: Shelf, *, without: frozenset[str] = frozenset()) -> tuple[Fact, ...]:
    """What a record says; what is empty is left out, since it is not known."""
    found = []
    for one in fields(value):
        if one.name in without:
            continue
        fact = _fact(one.name, getattr(value, one.name), shelf)
        if fact is not None:
            found.append(fact)
    return tuple(found)


def _fact(name: str, value: Any, shelf: Shelf) -> Fact | None:
    if value is None or value is False or value in ("", ()):
        return None
    label = words.label(name)
    if isinstance(value, tuple):
        return _many(label, value, shelf)
    if isinstance(value, Text):
        return Fact(label=label, shape="text", value=value) if value.by_language else None
    if is_dataclass(value):
        children = facts(value, shelf)
        return Fact(label=label, shape="group", children=children) if children else None
    if name in {"meeting", "follows", "body", "within"}:
        return Fact(label=label, shape="link", value=value)
    return Fact(label=label, shape="day" if isinstance(value, date) else "line", value=_line(name, value, shelf))


def _line(name: str, value: Any, shelf: Shelf) -> Any:
    if isinstance(value, StrEnum):
        return words.said(value)
    if value is True:
        return _("yes")
    if REFERENCES.get(name) == "item":
        return shelf.item_name(value)
    if REFERENCES.get(name) == "member":
        return shelf.member_name(value)
    if name in {"counts", "part_of"}:
        return words.counted(value)
    return value


def _many(label: str, values: tuple[Any, ...], shelf: Shelf) -> Fact:
    if isinstance(values[0], Text) or not is_dataclass(values[0]):
        told = tuple(words.said(one) if isinstance(one, StrEnum) else one for one in values)
        return Fact(label=label, shape="list", value=told)
    names = [one.name for one in fields(values[0])]
    table = [[_fact(name, getattr(value, name), shelf) for name in names] for value in values]
    used = [at for at in range(len(names)) if any(row[at] is not None for row in table)]
    blank = Fact(label="", shape="line", value="")
    return Fact(
        label=label,
        shape="table",
        heads=tuple(words.label(names[at]) for at in used),
        rows=tuple(tuple(row[at] or blank for at in used) for row in table),
    )

"""Forms made from the records themselves: each field becomes an input, a list of records becomes rows with blank ones.

Nothing here decides anything: what is sent becomes plain JSON values, which `evenhand.council.codec` reads and judges.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_origin

from django.http import QueryDict

from evenhand.council.codec import hints, inner, kind_of
from evenhand.foundation.texts import LANGUAGES, Text
from evenhand_web.council import words
from evenhand_web.web.context import LANGUAGE_NAMES

BLANK_ROWS = 2
MOST_ROWS = 200
REFERENCES = {
    "item": "item",
    "body": "body",
    "within": "body",
    "presidency": "member",
    "member": "member",
    "president_then": "member",
    "counts": "count",
    "part_of": "count",
}
"""Fields that name something else -> what they choose from."""

Choices = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One input, group or list of rows, as the template draws it."""

    shape: str
    """line, day, whole, flag, choice, lines, choices, text, group, rows."""
    path: str
    label: str
    value: Any = ""
    required: bool = False
    options: tuple[tuple[str, str, bool], ...] = ()
    texts: tuple[tuple[str, str, str, str], ...] = ()
    """Language tag, name, direction, words; the reader's language first."""
    children: tuple["Node", ...] = ()
    errors: tuple[str, ...] = ()
    count: int = 0
    """Rows, blank ones included."""
    summary: str = ""
    blank: bool = False

    @property
    def id(self) -> str:
        """For labels."""
        return "f-" + self.path.replace(".", "-")

    @property
    def troubled(self) -> bool:
        """Whether it or anything within has an error; then it is shown open."""
        return bool(self.errors) or any(one.troubled for one in self.children)


@dataclass(frozen=True, slots=True)
class _Form:
    choices: Choices
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)


def form_of(
    kind: str, plain: Mapping[str, Any], *, choices: Choices, errors: Mapping[str, Sequence[str]]
) -> tuple[Node, ...]:
    """The inputs of a record, filled from plain values.

    Raises:
        NO_SUCH_KIND: there is none of that name.
    """
    return _children(kind_of(kind), plain, "", _Form(choices, errors))


def plain_from(kind: str, posted: QueryDict) -> dict[str, Any]:
    """What was sent, as plain values; blank rows are left out.

    Raises:
        NO_SUCH_KIND: there is none of that name.
    """
    return _group_from(kind_of(kind), posted, "")


def _children(kind: type, plain: Mapping[str, Any], path: str, form: _Form) -> tuple[Node, ...]:
    known = hints(kind)
    found = []
    for one in fields(kind):
        here = f"{path}.{one.name}" if path else one.name
        found.append(_node(known[one.name], plain.get(one.name, _usual(one)), here, one.name, form))
    return tuple(found)


def _usual(one: Any) -> str | None:
    """The choice that stands where nothing is said."""
    return one.default.value if isinstance(one.default, StrEnum) else None


def _node(annotation: Any, given: Any, path: str, name: str, form: _Form) -> Node:
    wanted, optional = inner(annotation)
    facts: dict[str, Any] = {"path": path, "label": words.label(name), "errors": tuple(form.errors.get(path, ()))}
    if get_origin(wanted) is tuple:
        return _list_node(get_args(wanted)[0], given or [], facts, name, form)
    if wanted is Text:
        return Node(shape="text", texts=_texts(given), **facts)
    if is_dataclass(wanted):
        return Node(shape="group", children=_children(wanted, given or {}, path, form), **facts)  # type: ignore[arg-type]
    if isinstance(wanted, type) and issubclass(wanted, StrEnum):
        options = tuple((one.value, words.said(one), one.value == given) for one in wanted)
        return Node(shape="choice", options=options, value=given or "", **facts)
    if name in REFERENCES:
        return Node(shape="choice", options=_options(form.choices, name, given), value=given or "", **facts)
    shape = {date: "day", int: "whole", bool: "flag"}.get(wanted, "line")
    shape = "lines" if name in {"disclaimer"} else shape
    return Node(shape=shape, value="" if given is None else given, required=not optional, **facts)


def _options(choices: Choices, name: str, given: Any) -> tuple[tuple[str, str, bool], ...]:
    known = choices.get(REFERENCES[name], ())
    options = [("", "–", not given), *((value, label, value == given) for value, label in known)]
    if given and all(value != given for value, _ in known):
        options.append((given, given, True))
    return tuple(options)


def _list_node(element: Any, given: Sequence[Any], facts: dict[str, Any], name: str, form: _Form) -> Node:
    path = facts["path"]
    if isinstance(element, type) and issubclass(element, StrEnum):
        options = tuple((one.value, words.said(one), one.value in given) for one in element)
        return Node(shape="choices", options=options, **facts)
    if not is_dataclass(element):
        # An error of one line is shown at the whole.
        below = tuple(told for at in range(len(given)) for told in form.errors.get(f"{path}.{at}", ()))
        facts["errors"] += below
        return Node(shape="lines", value="\n".join(str(one) for one in given), **facts)
    if element is Text:
        rows = [_text_row(one, f"{path}.{at}", form) for at, one in enumerate([*given, *[{}] * BLANK_ROWS])]
    else:
        told = [*given, *[{}] * BLANK_ROWS]
        rows = [_row(element, one, f"{path}.{at}", at >= len(given), form) for at, one in enumerate(told)]
    del name
    return Node(shape="rows", children=tuple(rows), count=len(rows), **facts)


def _text_row(given: Any, path: str, form: _Form) -> Node:
    node = Node(shape="text", path=path, label=words.label("text"), texts=_texts(given))
    errors = tuple(form.errors.get(path, ()))
    summary = words.plain(Text(given)) if given else ""
    return Node(shape="group", path=path, label="", children=(node,), errors=errors, summary=summary, blank=not given)


def _row(element: Any, given: Any, path: str, blank: bool, form: _Form) -> Node:  # noqa: FBT001
    children = _children(element, given, path, form)
    errors = tuple(form.errors.get(path, ()))
    return Node(
        shape="group", path=path, label="", children=children, errors=errors, summary=_summary(given), blank=blank
    )


def _summary(given: Mapping[str, Any]) -> str:
    """A few words by which a folded row is known."""
    told = []
    for value in given.values():
        by_language = isinstance(value, Mapping) and set(value) <= set(LANGUAGES)
        shown = words.plain(Text(value)) if by_language else value
        if isinstance(shown, str) and shown:
            told.append(shown[:60])
    return " · ".join(told[:3])


def _texts(given: Any) -> tuple[tuple[str, str, str, str], ...]:
    held = given if isinstance(given, Mapping) else {}
    mine = words.language()
    tags = [mine, *(tag for tag in LANGUAGES if tag != mine)]
    return tuple((tag, LANGUAGE_NAMES[tag], "rtl" if tag == "ar" else "ltr", held.get(tag, "")) for tag in tags)


def _group_from(kind: type, posted: QueryDict, path: str) -> dict[str, Any]:
    found = {}
    for name, annotation in hints(kind).items():
        value = _value_from(annotation, posted, f"{path}.{name}" if path else name)
        if value not in (None, "", [], {}, False):
            found[name] = value
    return found


def _value_from(annotation: Any, posted: QueryDict, path: str) -> Any:
    wanted, optional = inner(annotation)
    if get_origin(wanted) is tuple:
        return _list_from(get_args(wanted)[0], posted, path)
    if wanted is Text:
        told = {tag: posted.get(f"{path}.{tag}", "").strip() for tag in LANGUAGES}
        return {tag: value for tag, value in told.items() if value}
    if is_dataclass(wanted):
        # Choices have always a value; alone they do not make an optional group.
        found = _group_from(wanted, posted, path)  # type: ignore[arg-type]
        return {} if optional and not _told(wanted, found) else found
    given = posted.get(path, "").strip().replace("\r\n", "\n")
    if wanted is bool:
        return given == "yes"
    if wanted is int:
        return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else given
    return given


def _list_from(element: Any, posted: QueryDict, path: str) -> list[Any]:
    if isinstance(element, type) and issubclass(element, StrEnum):
        return posted.getlist(path)
    if not is_dataclass(element):
        return [line.strip() for line in posted.get(path, "").splitlines() if line.strip()]
    sent = posted.get(f"{path}.count", "")
    count = min(int(sent), MOST_ROWS) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0
    rows = [_value_from(element, posted, f"{path}.{at}") for at in range(count)]
    return [row for row in rows if (row if element is Text else _told(element, row))]


def _told(kind: Any, row: Mapping[str, Any]) -> bool:
    """Whether anything was written; what is only chosen from a list that always has a value does not count."""
    known = hints(kind)
    return any(not _always(known[name]) for name in row)


def _always(annotation: Any) -> bool:
    wanted, _ = inner(annotation)
    return isinstance(wanted, type) and issubclass(wanted, StrEnum)

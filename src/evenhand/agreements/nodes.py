"""YAML into nodes that know their line: small, bounded, and with nothing in it that a reader cannot see.

Anchors, aliases, merge keys and tags are refused: an agreement is read by people, and each value stands at its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml
from yaml.resolver import Resolver

from evenhand.agreements.faults import Fault, Severity, closest, shown

MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_FOLDER_BYTES = 16 * 1024 * 1024
MAX_FILES = 2000
MAX_NODES = 400_000
MAX_DEPTH = 32
MAX_FAULTS = 500
"""After so many faults the rest is not worth reading; the last one says so."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = Resolver()
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True)
class Node:
    """A YAML value with its place; `tag` is the YAML type of a scalar: str, int, float, bool, null, timestamp ..."""

    form: Literal["map", "list", "scalar"]
    line: int
    column: int
    text: str = ""
    tag: str = ""
    items: tuple["Node", ...] = ()
    entries: tuple[tuple["Node", "Node"], ...] = ()

    @property
    def is_null(self) -> bool:
        """Whether nothing was written here."""
        return self.form == "scalar" and self.tag == "null"

    @property
    def brief(self) -> str:
        """What is here, for a fault: the text, or the brackets of a collection."""
        return {"list": "[…]", "map": "{…}"}.get(self.form, self.text)

    def get(self, key: str) -> "Node | None":
        """The value under `key` of a map, if there."""
        return next((value for name, value in self.entries if name.text == key), None)


@dataclass(slots=True)
class Book:
    """What reading leaves behind: faults, where each path stands, which ids are defined and which are named."""

    faults: list[Fault] = field(default_factory=list)
    marks: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    defined: dict[str, dict[str, "Where"]] = field(default_factory=dict)
    named: list[tuple[tuple[str, ...], str, "Where"]] = field(default_factory=list)
    languages_missing: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Where:
    """An entry's place: its file and its path in it, as `areas[3].shape.polygon`."""

    book: Book
    file: str
    path: str = ""

    def into(self, step: str | int, node: Node | None = None) -> "Where":
        """The place of a member, remembered with the node's line if one is given."""
        member = f"[{step}]" if isinstance(step, int) else f".{step}"
        path = f"{self.path}{member}".lstrip(".")
        inner = Where(self.book, self.file, path)
        if node is not None:
            self.book.marks[self.file, path] = (node.line, node.column)
        return inner

    def mark(self) -> tuple[int, int]:
        """Line and column of this entry, or of the nearest entry around it."""
        path = self.path
        while path and (self.file, path) not in self.book.marks:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.book.marks.get((self.file, path), (1, 1))

    def fault(
        self,
        code: str,
        *,
        value: object = "",
        node: Node | None = None,
        allowed: tuple[str, ...] = (),
        severity: Severity = "fault",
        **details: object,
    ) -> None:
        """Note a fault here."""
        if len(self.book.faults) >= MAX_FAULTS:
            return
        if len(self.book.faults) == MAX_FAULTS - 1:
            code, allowed, severity, details = "too-many-faults", (), "fault", {"limit": MAX_FAULTS}
        line, column = (node.line, node.column) if node is not None else self.mark()
        self.book.faults.append(
            Fault(
                file=self.file,
                line=line,
                column=column,
                path=self.path,
                value=shown(value),
                code=code,
                details={key: shown(detail) for key, detail in details.items()},
                meant=closest(str(value), allowed) if allowed else None,
                allowed=allowed,
                severity=severity,
            )
        )


def read_nodes(data: bytes, where: Where) -> Node | None:
    """The one document of a file as nodes, or None with the fault noted in `where`."""
    if len(data) > MAX_FILE_BYTES:
        where.fault("file-too-large", value=len(data), limit=MAX_FILE_BYTES)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        bad = f"0x{data[error.start]:02x}"
        where.fault("not-utf-8", value=bad, node=Node("scalar", line, 1), byte=error.start + 1)
        return None
    if "\t" in text:
        before = text[: text.index("\t")]
        place = Node("scalar", before.count("\n") + 1, len(before) - before.rfind("\n"))
        where.fault("tab", value="\\t", node=place)
        return None
    try:
        return _assemble(yaml.parse(text, Loader=_PARSER), where)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Node("scalar", mark.line + 1, mark.column + 1) if mark else Node("scalar", 1, 1)
        where.fault("not-yaml", value=error.problem or "", node=place)
    except yaml.YAMLError as error:  # characters that YAML does not allow carry no mark
        where.fault("not-yaml", value=str(error), node=Node("scalar", 1, 1))
    return None


def _assemble(events: Iterator[Any], where: Where) -> Node | None:
    """Build nodes with a stack of open collections, so that nothing in the input decides how deep Python recurses."""
    open_nodes: list[tuple[Any, list[Node]]] = []
    root: Node | None = None
    for count, event in enumerate(events):
        if not _is_welcome(event, where, first=root is None, crowded=count > MAX_NODES or len(open_nodes) > MAX_DEPTH):
            return None
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event, []))
            continue
        if isinstance(event, yaml.ScalarEvent):
            node = _scalar(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            node = _closed(*open_nodes.pop(), where)
        else:
            continue
        if open_nodes:
            open_nodes[-1][1].append(node)
        else:
            root = node
    if root is None or root.is_null:
        where.fault("empty-file")
        return None
    return root


def _is_welcome(event: Any, where: Where, *, first: bool, crowded: bool) -> bool:
    """Whether reading may go on with this event; a tag is a fault but does not stop it."""
    anchored = isinstance(event, yaml.NodeEvent) and (event.anchor or isinstance(event, yaml.AliasEvent))
    second = isinstance(event, yaml.DocumentStartEvent) and not first
    tagged = getattr(event, "tag", None) not in (None, "!")
    if not (crowded or anchored or second or tagged):
        return True
    place = Node("scalar", event.start_mark.line + 1, event.start_mark.column + 1)
    if crowded:
        where.fault("too-much-yaml", node=place, nodes=MAX_NODES, depth=MAX_DEPTH)
    elif anchored:
        where.fault("alias", value=event.anchor, node=place)
    elif second:
        where.fault("second-document", node=place)
    else:
        where.fault("tag", value=event.tag, node=place)
        return True
    return False


def _scalar(event: Any) -> Node:
    tag = _RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit).removeprefix(_TAG)
    return Node("scalar", event.start_mark.line + 1, event.start_mark.column + 1, event.value, tag)


def _closed(start: Any, members: list[Node], where: Where) -> Node:
    line, column = start.start_mark.line + 1, start.start_mark.column + 1
    if isinstance(start, yaml.SequenceStartEvent):
        return Node("list", line, column, items=tuple(members))
    entries: list[tuple[Node, Node]] = []
    seen: dict[str, Node] = {}
    for key, value in zip(members[::2], members[1::2], strict=True):
        if key.form != "scalar":
            where.fault("key-not-a-word", node=key)
        elif key.text in seen:
            where.fault("duplicate-key", value=key.text, node=key, first=seen[key.text].line)
        else:
            seen[key.text] = key
            entries.append((key, value))
    return Node("map", line, column, entries=tuple(entries))

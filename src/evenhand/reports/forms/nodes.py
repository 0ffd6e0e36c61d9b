"""XML from strangers, as plain nodes: nothing it says can make it large, deep, slow or reach outside.

A document type is refused whole, and with it every entity. What remains is bounded in depth and number, and the caller
bounds the bytes. Encodings are UTF-8 and UTF-16, as XML demands, and ASCII.

Sources: XML 1.0 (fifth edition), 2.8, 4.3.3; OWASP XML Security Cheat Sheet.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from evenhand.foundation.problems import Problem, ProblemKind

NOT_XML = ProblemKind(
    code="reports.not-xml",
    blame="caller",
    message="This is no well-formed XML: {fault}. Send it again from the phone; if it is refused again, export it.",
)
XML_DECLARES = ProblemKind(
    code="reports.xml-declares",
    blame="caller",
    message="The XML declares {what}, which no form does. Send it from a form of this server.",
)
XML_TOO_LARGE = ProblemKind(
    code="reports.xml-too-large",
    blame="caller",
    message="The XML has more than {limit} {what}, which no form does. Send it from a form of this server.",
)

DEEPEST = 32
MOST_NODES = 50_000
_ENCODINGS = ("utf-8", "utf8", "utf-16", "us-ascii", "ascii")
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"'>]{0,60})["']""")


@dataclass(slots=True)
class Node:
    """An element: its name without namespace, its attributes likewise, its own text, its children in order."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def child(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next((one for one in self.children if one.name == name), None)

    def text_of(self, *path: str) -> str:
        """The text at the end of a path of names, without white space around it; "" where there is none."""
        node: Node | None = self
        for name in path:
            node = node.child(name) if node else None
        return node.text.strip() if node else ""

    def walk(self) -> Iterator["Node"]:
        """This node and all below it, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


def parse(xml: bytes) -> Node:
    """The root of a document.

    Raises:
        NOT_XML: it is not well-formed, is empty, or has an encoding that we do not take.
        XML_DECLARES: a document type or an entity.
        XML_TOO_LARGE: deeper than DEEPEST or more than MOST_NODES.

    >>> parse(b"<data><text> Two shots </text></data>").text_of("text")
    'Two shots'
    """
    declared = _DECLARED.match(xml)
    if declared is not None and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise NOT_XML(fault=f"encoding {declared[1][:40].decode('latin-1')!r}")
    builder = _Builder()
    try:
        parser = DefusedXMLParser(target=builder, forbid_dtd=True)
        parser.feed(xml)
        parser.close()
    except DefusedXmlException as refusal:
        raise XML_DECLARES(what=type(refusal).__name__.removesuffix("Forbidden")) from None
    except Problem:
        raise
    except (ParseError, ValueError, LookupError) as fault:
        raise NOT_XML(fault=str(fault)[:200]) from None
    if builder.root is None:
        raise NOT_XML(fault="no element")
    return builder.root


class _Builder:
    """Takes what the parser reads and stops it where it is too much."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[tuple[Node, list[str]]] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            raise XML_TOO_LARGE(limit=MOST_NODES, what="elements")
        if len(self._open) >= DEEPEST:
            raise XML_TOO_LARGE(limit=DEEPEST, what="levels")
        node = Node(name=_local(tag), attributes={_local(key): value for key, value in attributes.items()})
        if self._open:
            self._open[-1][0].children.append(node)
        elif self.root is None:
            self.root = node
        self._open.append((node, []))

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1][1].append(text)

    def end(self, _tag: str) -> None:
        node, parts = self._open.pop()
        node.text = "".join(parts)

    def close(self) -> None:
        """The parser asks for it; the root stands in `root`."""


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]

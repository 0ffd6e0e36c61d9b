"""What a reading holds, as passages in their order: headings, paragraphs and footnotes, each with a key of its own."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from evenhand_web.evidence.storage import storage


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the worker found (`evenhand_web.documents.worker`)."""

    document: Mapping[str, Any]
    lines: Sequence[tuple[int, str]]
    """Page and text of every line of the source; the first one is line 1."""
    links: Mapping[str, Sequence[tuple[int, int, str, str | None]]]
    """By paragraph: begin, end, the document cited, what it points to within that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One piece of the text in its order."""

    key: str
    kind: str
    """heading, paragraph or footnote."""
    number: str
    text: str
    page: int
    line_from: int
    line_to: int
    level: int = 0
    """Of a heading, from 1."""
    part: str = ""
    notes: tuple[str, ...] = ()
    """Numbers of the footnotes that it has marks of."""
    subitems: tuple[tuple[str, str, int], ...] = ()
    """Marker, text, level."""

    @property
    def whole(self) -> str:
        """The text with the markers of its sub-items, as people read it."""
        if not self.subitems:
            return self.text
        end = len(self.text) - sum(len(text) + 1 for _marker, text, _level in self.subitems)
        return "\n".join([self.text[: max(end, 0)], *(f"{marker} {text}" for marker, text, _level in self.subitems)])


def result_of(digest: str) -> Result:
    """What a reading found; the content of a digest never changes, so the last ones are kept at hand.

    Raises:
        ORIGINAL_MISSING, STORAGE_UNREADABLE.
    """
    return _loaded(digest)


def parsed(answer: Mapping[str, Any]) -> Result:
    """The answer of the worker as a value."""
    lines = [(int(page), text) for page, text in answer["lines"]]
    links = {para: [(one[0], one[1], one[2], one[3]) for one in found] for para, found in answer["links"].items()}
    return Result(document=answer["document"], lines=lines, links=links)


def passages_of(result: Result) -> tuple[Passage, ...]:
    """All passages, in the order in which they stand; footnotes at the end. Keys are unique."""
    document = result.document
    found = [_heading(number, one, result) for number, one in enumerate(document["sections"], start=1)]
    found += [_paragraph(one) for one in document["paragraphs"]]
    found.sort(key=lambda one: (one.line_from, one.kind == "paragraph"))
    found += [_footnote(one, result) for one in document["footnotes"]]
    return _unique(found)


def plain_key(para: str) -> str:
    """A paragraph's id as it can stand in an address.

    >>> plain_key("12"), plain_key("IV/3 b")
    ('12', 'IV-3-b')
    """
    return re.sub(r"[^\w.()-]+", "-", para)[:70] or "-"


def _heading(number: int, one: Mapping[str, Any], result: Result) -> Passage:
    return Passage(
        key=f"heading-{number}",
        kind="heading",
        number=one["number"] or "",
        text=one["title"],
        page=_page(result, one["source"]["line_from"]),
        line_from=one["source"]["line_from"],
        line_to=one["source"]["line_to"],
        level=int(one["level"]),
        notes=tuple(one["footnote_refs"]),
    )


def _paragraph(one: Mapping[str, Any]) -> Passage:
    items = tuple((item["marker"], item["text"], int(item["level"])) for item in one["subitems"])
    return Passage(
        key=plain_key(one["id"]),
        kind="paragraph",
        number=one["number"] or one["marker"] or "",
        text=one["text"],
        page=int(one["page"]),
        line_from=one["source"]["line_from"],
        line_to=one["source"]["line_to"],
        part=one["part"],
        notes=tuple(one["footnote_refs"]),
        subitems=items,
    )


def _footnote(one: Mapping[str, Any], result: Result) -> Passage:
    lines = one["lines"] or [0]
    return Passage(
        key=plain_key(f"note-{one['number']}"),
        kind="footnote",
        number=one["number"],
        text=one["text"],
        page=_page(result, lines[0]),
        line_from=lines[0],
        line_to=lines[-1],
    )


def _page(result: Result, line: int) -> int:
    return result.lines[line - 1][0] if 0 < line <= len(result.lines) else 1


def _unique(found: Sequence[Passage]) -> tuple[Passage, ...]:
    seen: dict[str, int] = {}
    unique = []
    for one in found:
        seen[one.key] = seen.get(one.key, 0) + 1
        times = seen[one.key]
        unique.append(one if times == 1 else _renamed(one, f"{one.key}--{times}"))
    return tuple(unique)


def _renamed(one: Passage, key: str) -> Passage:
    fields = {name: getattr(one, name) for name in Passage.__slots__}
    return Passage(**{**fields, "key": key})


@lru_cache(maxsize=6)
def _loaded(digest: str) -> Result:
    with storage().open(digest) as file:
        return parsed(json.loads(file.read()))

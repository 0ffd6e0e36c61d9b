"""A text cut into pieces where something begins or ends: a citation, a word that was looked for, a quotation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A piece of text."""

    text: str
    marked: bool = False
    url: str = ""
    """Where the document cited is; "" for what cites none, and for one that is not here."""
    cites: str = ""
    """The document cited, and what in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A citation at its place."""

    begin: int
    end: int
    cites: str
    url: str


def cut(text: str, *, links: Sequence[Link] = (), marks: Sequence[tuple[int, int]] = ()) -> tuple[Segment, ...]:
    """The pieces of a text, in order.

    >>> [one.text for one in cut("see S/2020/1 now", links=[Link(begin=4, end=12, cites="S/2020/1", url="")])]
    ['see ', 'S/2020/1', ' now']
    """
    edges = {0, len(text)}
    for begin, end in [*marks, *((link.begin, link.end) for link in links)]:
        edges |= {min(max(begin, 0), len(text)), min(max(end, 0), len(text))}
    ordered = sorted(edges)
    pieces = []
    for begin, end in pairwise(ordered):
        link = next((one for one in links if one.begin <= begin and end <= one.end), None)
        pieces.append(
            Segment(
                text=text[begin:end],
                marked=any(first <= begin and end <= last for first, last in marks),
                url=link.url if link else "",
                cites=link.cites if link else "",
            )
        )
    return tuple(pieces)


def within(segments: Sequence[Segment], begin: int, end: int) -> tuple[Segment, ...]:
    """The pieces between two places of the text that they make up; one that reaches across is cut."""
    at, found = 0, []
    for one in segments:
        first, last = max(begin - at, 0), min(end - at, len(one.text))
        if first < last:
            found.append(Segment(text=one.text[first:last], marked=one.marked, url=one.url, cites=one.cites))
        at += len(one.text)
    return tuple(found)


def places_in_lines(lines: Sequence[str], wanted: str) -> Mapping[int, tuple[int, int]]:
    """Where a text stands in lines, blanks and breaks aside: by place of the line, begin and end in it. {}: nowhere.

    >>> places_in_lines(["1. The Par-", "ties shall go."], "shall go")
    {1: (5, 13)}
    """
    signs = [(place, at) for place, line in enumerate(lines) for at, sign in enumerate(line) if not sign.isspace()]
    joined = "".join(lines[place][at] for place, at in signs)
    needle = re.sub(r"\s+", "", wanted)
    begin = joined.find(needle) if needle else -1
    if begin < 0:
        return {}
    found: dict[int, tuple[int, int]] = {}
    for place, at in signs[begin : begin + len(needle)]:
        first, _last = found.get(place, (at, at))
        found[place] = (first, at + 1)
    return found

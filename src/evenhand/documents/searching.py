"""Words in a document, whatever their case, accents or Arabic signs: where they stand in each paragraph."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ALIKE = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ё": "е",
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "ـ": "",
})  # fmt: skip
_ARABIC_SIGNS = re.compile(r"[\u064b-\u0652\u0670\u0640\u200c-\u200f\u202a-\u202e\u2066-\u2069\u00ad\ufeff]")
_CHINESE = re.compile(r"[\u2e80-\u9fff]")
_AROUND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Where a query stands: the paragraph (or heading or footnote) and the places of its signs there."""

    kind: str
    """paragraph, section or footnote."""
    id: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the plain text of a document: which paragraph, heading or footnote lies from `begin` to `end`."""

    kind: str
    id: str
    begin: int
    end: int


def folded(text: str) -> tuple[str, tuple[int, ...]]:
    """A text without case, accents and Arabic signs, and the place of each of its signs in the text as it was.

    >>> folded("Él-2")
    ('el-2', (0, 1, 2, 3))
    """
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(text):
        if sign.isascii() and sign.isalnum():
            signs.append(sign.lower())
            places.append(at)
            continue
        if _ARABIC_SIGNS.match(sign):
            continue
        for part in unicodedata.normalize("NFKD", sign.translate(_ALIKE)).casefold():
            if not unicodedata.combining(part):
                plain = part.translate(_ALIKE)
                blank = plain.isspace()
                if blank and (not signs or signs[-1] == " "):
                    continue
                signs.append(" " if blank else plain)
                places.append(at)
    return "".join(signs), tuple(places)


def found_in(document: Mapping[str, Any], query: str) -> list[Hit]:
    """Every place where a query stands in the paragraphs, headings and footnotes of a document, in reading order.

    A blank in a Chinese text counts for nothing; elsewhere any blanks are one. An empty query stands nowhere.

    >>> from evenhand.documents.output import read_document
    >>> [(one.id, one.begin, one.end) for one in found_in(read_document("1. The Parties agree."), "parties")]
    [('1', 4, 11)]
    """
    wanted = folded(query)[0].strip()
    if not wanted:
        return []
    squeezed = _CHINESE.search(wanted) is not None
    if squeezed:
        wanted = wanted.replace(" ", "")
    found = []
    for kind, name, text in _parts(document):
        found += [
            Hit(kind=kind, id=name, begin=begin, end=end) for begin, end in _places(text, wanted, squeezed=squeezed)
        ]
    return found


def _places(text: str, wanted: str, *, squeezed: bool) -> list[tuple[int, int]]:
    plain, places = folded(text)
    if squeezed:
        kept = [at for at, sign in enumerate(plain) if sign != " "]
        plain, places = "".join(plain[at] for at in kept), tuple(places[at] for at in kept)
    found = []
    at = plain.find(wanted)
    while at >= 0:
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        at = plain.find(wanted, at + len(wanted))
    return found


def _parts(document: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Headings and paragraphs in reading order, then the footnotes: kind, id, text."""
    places = [
        (one["source"]["line_from"], 0, "section", f"section-{place}", one["title"])
        for place, one in enumerate(document.get("sections", ()), start=1)
    ]
    places += [(one["source"]["line_from"], 1, "paragraph", one["id"], one["text"]) for one in document["paragraphs"]]
    found = [(kind, name, text) for _, _, kind, name, text in sorted(places, key=lambda place: place[:2])]
    return found + [("footnote", f"fn{one['number']}", one["text"]) for one in document.get("footnotes", ())]


def plain_text(document: Mapping[str, Any]) -> tuple[str, tuple[Stretch, ...]]:
    r"""The whole text with an empty line between its parts, and which part lies where.

    >>> from evenhand.documents.output import read_document
    >>> text, parts = plain_text(read_document("1. One is here.\n\n2. Two is here."))
    >>> text, [(one.id, text[one.begin : one.end]) for one in parts]
    ('One is here.\n\nTwo is here.', [('1', 'One is here.'), ('2', 'Two is here.')])
    """
    texts: list[str] = []
    stretches = []
    at = 0
    for kind, name, text in _parts(document):
        stretches.append(Stretch(kind=kind, id=name, begin=at, end=at + len(text)))
        texts.append(text)
        at += len(text) + 2
    return "\n\n".join(texts), tuple(stretches)


def excerpt(
    text: str, hits: Sequence[tuple[int, int]], around: int = _AROUND
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The stretch of a text around the first hit, cut between words, and the hits' places within it.

    >>> excerpt("one two three", [(4, 7)], around=5)
    ('one two three', ((4, 7),))
    """
    if not hits:
        return text[: 2 * around], ()
    begin, end = max(0, hits[0][0] - around), min(len(text), hits[0][1] + around)
    while begin > 0 and not text[begin - 1].isspace() and hits[0][0] - begin < 2 * around:
        begin -= 1
    while end < len(text) and not text[end].isspace() and end - hits[0][1] < 2 * around:
        end += 1
    inside = tuple((one - begin, other - begin) for one, other in hits if begin <= one and other <= end)
    return text[begin:end], inside

"""What stands before a passage: numbers of sections and paragraphs, sub-item marks, bullets, in six languages."""

import re
from dataclasses import dataclass

from evenhand.documents.tables import LANGUAGES, ascii_digits, table

_NUMBERED = re.compile(r"^\s*(?P<n>\d{1,3})\s*(?:[.．、](?!\d)|[-–](?=\s))\s*(?=\S)")
_DECIMAL = re.compile(r"^\s*(?P<n>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=\S)")
_LETTERED = re.compile(r"^\s*(?P<n>[A-ZА-Я])\.\s+(?=\S)")
_SUBITEM = re.compile(
    r"^\s*(?P<n>[(（](?:[a-zа-яأ-ي]|[ivx]{1,5}|\d{1,2}|[一二三四五六七八九十]{1,2})[)）]|[㈠-㈩①-⑳]|(?:[a-zа-я]|[ivx]{1,4})\)(?=\s))\s*(?=\S)"
)
_BULLET = re.compile(r"^\s*(?P<n>[•●▪◦○‣∙·■□➢‒–—*-]|o)\s+(?=\S)")
_DEEPER = re.compile(r"[㈠-㈩①-⑳]|[(（]?[ivx]{2,5}[)）]|[(（][一二三四五六七八九十\d]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A passage taken apart: what its mark is, the mark as printed, and the words after it."""

    kind: str
    mark: str | None
    rest: str


def _section_patterns() -> list[re.Pattern[str]]:
    return [
        re.compile(r"^\s*" + re.sub(r"\?P<\w>", "?P<n>", one))
        for tongue in LANGUAGES
        for one in table(tongue)["section"]
    ]


_SECTIONS = _section_patterns()
_ARTICLES = [re.compile(r"^\s*" + table(tongue)["article"]) for tongue in LANGUAGES]


def taken_apart(text: str) -> Marked:
    """The mark of a passage and the rest; kind "prose" where it has none.

    >>> taken_apart("1． 继续"), taken_apart("(b) Decides").mark, taken_apart("IV. Observations").kind
    (Marked(kind='numbered', mark='1', rest='继续'), '(b)', 'section')
    """
    plain = ascii_digits(text)
    for kind, patterns in (
        ("numbered", (_DECIMAL, _NUMBERED)),
        ("section", _SECTIONS),
        ("article", _ARTICLES),
        ("subitem", (_SUBITEM,)),
        ("section", (_LETTERED,)),
        ("bullet", (_BULLET,)),
    ):
        for pattern in patterns:
            found = pattern.match(plain)
            if found is not None:
                return Marked(kind=kind, mark=found["n"], rest=text[found.end() :].strip())
    return Marked(kind="prose", mark=None, rest=text.strip())


def begins_with_mark(text: str) -> bool:
    """Whether a line begins a passage by its mark."""
    return taken_apart(text).kind != "prose"


def level_of_mark(mark: str) -> int:
    """How deep a sub-item stands, by the form of its mark.

    >>> level_of_mark("(a)"), level_of_mark("㈠"), level_of_mark("(ii)")
    (1, 2, 2)
    """
    return 2 if _DEEPER.match(mark) else 1


def level_of_section(mark: str) -> int:
    """How deep a numbered section stands: 一 and I above A and ألف, these above 1."""
    if re.match(r"^\d", mark):
        return 2 + mark.count(".")
    if re.match(r"^(?:[A-HJ-UW-ZА-Я]|ألف|باء|جيم|دال|هاء|واو|زاي)$", mark):
        return 2
    return 1

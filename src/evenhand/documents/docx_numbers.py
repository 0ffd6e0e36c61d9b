"""The numbers that Word sets before paragraphs itself and that the text of a DOCX file does not hold.

Source: ECMA-376, part 1, 17.9 (numbering): w:abstractNum, w:lvl, w:start, w:numFmt, w:lvlText, w:num, w:lvlOverride,
w:startOverride.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_CHINESE = "一二三四五六七八九十"
_DEEPEST = 9
_HIGHEST = 1_000
"""Above this a number is written in decimals: letters and Roman numerals would grow without end."""
_LONGEST_PATTERN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How one level of a list is numbered."""

    form: str
    text: str
    start: int


class Numbering:
    """Counts through the lists of one document; paragraphs are asked for in their order."""

    def __init__(self, numbers: Element | None, styles: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        self._by_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        if numbers is not None:
            self._levels = {
                abstract.get(f"{W}abstractNumId", ""): dict(_levels(abstract))
                for abstract in numbers.iter(f"{W}abstractNum")
            }
            for one in numbers.iter(f"{W}num"):
                link = one.find(f"{W}abstractNumId")
                if link is not None:
                    self._lists[one.get(f"{W}numId", "")] = link.get(f"{W}val", "")
                    self._restarts[one.get(f"{W}numId", "")] = dict(_restarts(one))
        for style in styles.iter(f"{W}style") if styles is not None else ():
            place = _place(style)
            if place is not None:
                self._by_style[style.get(f"{W}styleId", "")] = place

    def mark(self, paragraph: Element) -> str:
        """The number that stands before a paragraph, with a blank behind it; nothing where there is none."""
        place = _place(paragraph) or self._by_style.get(_style_of(paragraph))
        if place is None or place[0] == "0" or not any(node.text for node in paragraph.iter(f"{W}t")):
            return ""
        name, depth = self._lists.get(place[0], ""), place[1]
        levels = self._levels.get(name, {})
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return "• "
        counts = self._counted(place[0], name, depth)
        counts[depth] += 1
        del counts[depth + 1 :]
        shown = re.sub(r"%(\d)", lambda hit: _shown(levels, counts, int(hit[1]) - 1), level.text)
        return f"{shown} " if shown.strip() else ""

    def _counted(self, number: str, name: str, depth: int) -> list[int]:
        """The counts of a list down to a depth, begun anew where this use of it is the first and says so."""
        counts, restarts = self._counts.setdefault(name, []), self._restarts.get(number, {})
        for at in sorted(restarts):
            if at <= depth and (number, at) not in self._restarted:
                self._restarted.add((number, at))
                del counts[at:]
        levels = self._levels[name]
        while len(counts) <= depth:
            known = levels.get(len(counts))
            start = restarts.get(len(counts), known.start if known is not None else 1)
            counts.append(start - 1)
        return counts


def _shown(levels: dict[int, _Level], counts: list[int], depth: int) -> str:
    if not 0 <= depth < len(counts):
        return ""
    level = levels.get(depth)
    return in_form(max(counts[depth], 1), level.form if level is not None else "decimal")


def in_form(count: int, form: str) -> str:
    """A number as a list shows it.

    >>> in_form(3, "decimal"), in_form(2, "lowerLetter"), in_form(28, "lowerLetter"), in_form(4, "upperRoman")
    ('3', 'b', 'bb', 'IV')
    """
    if count > _HIGHEST:
        return str(count)
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman, rest = "", count
        for worth, sign in _ROMAN:
            roman += sign * (rest // worth)
            rest %= worth
        return roman.upper() if form == "upperRoman" else roman
    if form.startswith(("chinese", "japanese", "ideograph", "taiwanese")) and count <= len(_CHINESE):
        return _CHINESE[count - 1]
    return str(count)


def _levels(abstract: Element) -> Iterator[tuple[int, _Level]]:
    for level in abstract.iter(f"{W}lvl"):
        depth = whole(level.get(f"{W}ilvl", ""))
        if depth is not None and depth < _DEEPEST:
            start = whole(_value(level, "start"))
            text = _value(level, "lvlText")[:_LONGEST_PATTERN]
            form = _value(level, "numFmt") or "decimal"
            yield depth, _Level(form=form, text=text, start=1 if start is None else start)


def _restarts(number: Element) -> Iterator[tuple[int, int]]:
    """The levels at which a use of a list begins anew, and with what."""
    for override in number.iter(f"{W}lvlOverride"):
        depth, start = whole(override.get(f"{W}ilvl", "")), whole(_value(override, "startOverride"))
        if depth is not None and depth < _DEEPEST and start is not None:
            yield depth, start


def whole(text: str) -> int | None:
    """A number of up to eight digits; None: it is written as something else.

    >>> whole("12"), whole("²"), whole("9" * 9)
    (12, None, None)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DEEPEST else None


def _value(node: Element, name: str) -> str:
    found = node.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _style_of(paragraph: Element) -> str:
    settings = paragraph.find(f"{W}pPr")
    return "" if settings is None else _value(settings, "pStyle")


def _place(node: Element) -> tuple[str, int] | None:
    """The list of a paragraph or a style, and how deep it stands there."""
    settings = node.find(f"{W}pPr")
    numbered = settings.find(f"{W}numPr") if settings is not None else None
    if numbered is None:
        return None
    depth = whole(_value(numbered, "ilvl"))
    return _value(numbered, "numId"), depth if depth is not None and depth < _DEEPEST else 0

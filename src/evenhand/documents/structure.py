"""Blocks into parts, sections, numbered paragraphs and sub-items."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from evenhand.documents.layout import ENDS
from evenhand.documents.markers import Marked, level_of_mark, level_of_section, taken_apart
from evenhand.documents.model import Block, Paragraph, Section, Subitem

_COLONS = ":："
_HEADING_ZH, _HEADING = 70, 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Sections and paragraphs in order."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]


@dataclass(slots=True)
class _Growing:
    """A paragraph that may still get sub-items."""

    number: str | None
    part: str
    kind: str
    marker: str | None
    block: Block
    text: str
    section: tuple[str, ...]
    subitems: list[Subitem] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def body_of(letter: Sequence[Block], main: Sequence[Block], part: str, language: str) -> Body:
    """The letter's paragraphs, then sections and paragraphs of what follows it."""
    grown = [
        _Growing(
            number=None,
            part="letter",
            kind="letter",
            marker=None,
            block=block,
            text=block.text,
            section=(),
            blocks=[block],
        )
        for block in letter
    ]
    builder = _Builder(main, part, language)
    for place in range(len(main)):
        builder.take(place)
    every = [*grown, *builder.paragraphs]
    return Body(sections=tuple(builder.sections), paragraphs=_with_ids(every))


class _Builder:
    """Takes block after block of the main part."""

    def __init__(self, blocks: Sequence[Block], part: str, language: str) -> None:
        self.blocks, self.part, self.language = blocks, part, language
        self.sections: list[Section] = []
        self.paragraphs: list[_Growing] = []
        self._path: list[tuple[int, str]] = []
        self._fresh = False
        self._ended = _ending_bullets(blocks)
        self._repeated = _repeated(blocks)

    def take(self, place: int) -> None:
        """Add the block at `place` as a heading, a paragraph or a sub-item."""
        block = self.blocks[place]
        marked = taken_apart(block.text)
        follows = self.blocks[place + 1] if place + 1 < len(self.blocks) else None
        if self._heading(marked, follows):
            self._add_section(block, marked, follows)
        elif marked.kind == "subitem" and self.paragraphs and not self._fresh:
            owner = self.paragraphs[-1]
            owner.subitems.append(
                Subitem(marker=marked.mark or "", text=marked.rest, level=level_of_mark(marked.mark or ""))
            )
            owner.blocks.append(block)
        else:
            kind = marked.kind if marked.kind in {"numbered", "bullet"} else "prose"
            number = marked.mark if kind == "numbered" else None
            text = marked.rest if kind != "prose" or marked.kind == "subitem" else block.text
            mark = marked.mark if kind == "bullet" or marked.kind == "subitem" else None
            path = tuple(title for _, title in self._path)
            self.paragraphs.append(
                _Growing(
                    number=number,
                    part=self.part,
                    kind=kind,
                    marker=mark,
                    block=block,
                    text=text,
                    section=path,
                    blocks=[block],
                )
            )
            self._fresh = False

    def _heading(self, marked: Marked, follows: Block | None) -> bool:
        text = marked.rest
        if not re.search(r"[^\W\d_]", text) or len(text) > (_HEADING_ZH if self.language == "zh" else _HEADING):
            return False
        next_kind = taken_apart(follows.text).kind if follows is not None else ""
        if text[-1] in _COLONS and len(text) <= 10 and next_kind in {"bullet", "subitem"} and marked.kind == "prose":
            return True
        asked = marked.kind == "section" and text[-1] in "?？"
        ended = text[-1] in ENDS and text[-1] not in "”》" and not asked
        if ended or text[-1] in ",，、،" or follows is None or re.match(r"^[a-zа-я]", text):
            return False
        if marked.kind in {"bullet", "numbered"}:
            short = marked.kind == "bullet" or len(text) <= (30 if self.language == "zh" else 80)
            return short and next_kind != "subitem" and (marked.kind == "numbered" or marked.mark in self._ended)
        return marked.kind != "subitem"

    def _add_section(self, block: Block, marked: Marked, follows: Block | None) -> None:
        if marked.kind == "prose":
            level = self._level_of_plain(marked.rest, follows)
        elif marked.kind == "bullet":
            level = 2
        else:
            level = level_of_section(marked.mark or "")
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, marked.rest))
        self.sections.append(
            Section(
                number=marked.mark,
                title=marked.rest,
                level=level,
                footnote_refs=tuple(mark for mark, _ in block.marks),
                line_from=block.lines[0].number,
                line_to=block.lines[-1].number,
            )
        )
        self._fresh = True

    def _level_of_plain(self, title: str, follows: Block | None) -> int:
        """A heading without a number: below the numbered one it stands in; above the one that follows it at once.

        One that stands again and again ("near-term measures") is below those that stand once; one that stands once is
        the like of a heading with a bullet.
        """
        bulleted = [one.level for one in self.sections[-6:] if one.number is not None and not one.number[0].isalnum()]
        if self._repeated and bulleted:
            return bulleted[-1] + (_bare(title) in self._repeated)
        numbered = [one.level for one in self.sections if one.number is not None]
        floor = (numbered[-1] if numbered else 0) + 1
        parent = follows is not None and taken_apart(follows.text).kind == "prose" and follows.text[-1:] not in ENDS
        if parent and not self._fresh:
            return floor
        if self._fresh and self.sections and self.sections[-1].number is None:
            return self.sections[-1].level + 1
        if self.sections and self.sections[-1].number is None:
            return max(floor, self.sections[-1].level)
        return floor


def _bare(title: str) -> str:
    return re.sub(r"[\s:：]", "", title).lower()


def _repeated(blocks: Sequence[Block]) -> set[str]:
    """Short blocks that stand more than once and end no sentence: headings of one kind."""
    counts = Counter(
        _bare(block.text) for block in blocks if len(block.text) < _HEADING and taken_apart(block.text).kind == "prose"
    )
    return {text for text, count in counts.items() if count > 1 and text and text[-1] not in ENDS}


def _ending_bullets(blocks: Sequence[Block]) -> set[str]:
    """The bullets whose items mostly end in a full stop or semicolon: one that does not is a heading."""
    ended: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for block in blocks:
        marked = taken_apart(block.text)
        if marked.kind == "bullet" and marked.mark:
            every[marked.mark] += 1
            ended[marked.mark] += marked.rest[-1:] in ENDS
    return {mark for mark, count in every.items() if ended[mark] > 0.6 * count}


def _with_ids(grown: list[_Growing]) -> tuple[Paragraph, ...]:
    """Numbers as ids where numbers carry the text; else places in the reading order: bN with bullets, uN without."""
    main = [one for one in grown if one.part != "letter"]
    numbered = [one for one in main if one.number is not None]
    once = len({one.number for one in numbered}) == len(numbered)
    counted = len(numbered) > 0.4 * len(main) or (once and not any(one.kind == "bullet" for one in main))
    letter = "b" if any(one.kind == "bullet" for one in main) else "u"
    seen: Counter[str] = Counter()
    found = []
    for order, one in enumerate(grown, start=1):
        if one.part == "letter":
            name = f"letter-{order}"
        elif counted and one.number is not None:
            name = one.number
        else:
            name = f"{letter}{order}"
        seen[name] += 1
        found.append(_paragraph(one, name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return tuple(found)


def _paragraph(one: _Growing, name: str) -> Paragraph:
    lines = [line for block in one.blocks for line in block.lines]
    return Paragraph(
        id=name,
        number=one.number,
        part=one.part,
        kind=one.kind,
        marker=one.marker,
        sign=_sign(one.block.text, one.number),
        text=one.text,
        page=lines[0].page,
        page_break_inside=len({line.page for line in lines}) > 1 or any(block.cut for block in one.blocks),
        line_from=lines[0].number,
        line_to=lines[-1].number,
        lines=tuple(line.number for line in lines),
        section=one.section,
        subitems=tuple(one.subitems),
        footnote_refs=tuple(mark for block in one.blocks for mark, _ in block.marks),
    )


def _sign(text: str, number: str | None) -> str:
    return "" if number is None else text.strip()[len(number) :].lstrip()[:1]

"""Lines rejoined into blocks; footnotes taken out of the flow, their marks remembered."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from evenhand.documents.layout import ENDS, LONE_NUMBER, RULE, Style, furniture_of, joined, short_line
from evenhand.documents.markers import begins_with_mark, taken_apart
from evenhand.documents.model import Block, Footnote, Line
from evenhand.documents.tables import anywhere, pattern

_LOWER = re.compile(r"^[a-zà-ÿа-я(\d]")
_RESOLUTION = re.compile(r"^\d{1,3}/\d{1,3}\.\s+\S")
_DATE_ALONE = re.compile(r"^\d{1,2} \w+ \d{4}$")
_NOTE = re.compile(r"^\s*(\d{1,3}|[*†‡]{1,2}|[¹²³⁴-⁹]+|\(\d{1,3}\))\s+(?=\S)")
_ABBREVIATED = re.compile(
    r"(?<![^\W_])(?:см|п|пп|ст|стр|paras?|Nos?|arts?|pp?|cf|vol|par|párrs?|núms?|págs?|sect|chap|Mr|Mrs|Ms|Dr|M|Sr|Sra)\.$"
)
"""Words whose stop ends no sentence."""
_REFERS = re.compile(
    r"(?<![^\W_])(?:par(?:agraph|agraphs|a|as|agraphe|agraphes)?\.?|párr(?:afo|afos|s)?\.?|пп?\.|пункт\w*|nos?\.|n°|núms?\.|art(?:icle|icles|ículo)?\.?"
    r"|стать\w+|الفقرتين|الفقرات|الفقرة|المادة|第|and|to|et|à|y|и|по|و|[-–(])\s*$", re.I,
)  # fmt: skip
_SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")
_BLANKS = (" ", "\u3000", "\u00a0")
_LONG_ZH, _LONG = 45, 70
_BRACKETED = re.compile(r"^\[[^\]]{4,40}\]$")
_TITLE_LINES = 6
_SIGNATURE_LINES = 8
_SHORT = 90
_MASTHEAD_LINES = 60
_BLOCKS_A_PAGE = 30
"""How many blocks before a footnote its mark is looked for in."""


@dataclass(slots=True)
class _Open:
    """A block that is still growing; only `Rejoiner` sees it."""

    text: str = ""
    lines: list[Line] = field(default_factory=list)
    marks: list[tuple[str, str]] = field(default_factory=list)
    indent: int = 0
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The text as blocks, its footnotes, and which lines are furniture."""

    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    furniture: tuple[int, ...]


def flow_of(lines: list[Line], style: Style, language: str) -> Flow:
    """Rejoin the lines of a text; each line that holds something is in a block, a footnote or the furniture."""
    furniture = furniture_of(lines)
    notes, in_notes = _footnotes(lines, furniture)
    heads = _heading_lines([line for line in lines if line.number not in furniture | in_notes], style)
    rejoiner = _Rejoiner(style, language, {note.number for note in notes}, heads)
    for line in lines:
        if line.number in furniture:
            continue
        if line.number not in in_notes:
            rejoiner.take(line)
    rejoiner.close()
    blocks = tuple(rejoiner.blocks)
    anchors = {mark: before for block in blocks for mark, before in block.marks}
    footnotes = tuple(
        Footnote(number=note.number, text=note.text, anchor=anchors.get(note.number), lines=note.lines)
        for note in notes
    )
    flow = Flow(blocks=blocks, footnotes=footnotes, furniture=tuple(sorted(furniture)))
    return _with_inline_marks(flow, {line.number: line.page for line in lines})


def _heading_lines(lines: list[Line], style: Style) -> set[int]:
    """In a dense text: short lines that end no sentence, between the end of one and a numbered paragraph."""
    if style.name != "dense":
        return set()
    full = [line for line in lines if line.text.strip()]
    found = set()
    for before, line, after in zip(full, full[1:], full[2:], strict=False):
        ended = before.text.rstrip()[-1:] in ENDS
        heading = short_line(line, style) and line.text.rstrip()[-1:] not in ENDS + ",，、،"
        if ended and heading and taken_apart(after.text).kind == "numbered" and len(line.text.strip()) > 1:
            found.add(line.number)
    return found


class _Rejoiner:
    """Takes line after line; a block is closed when the next line begins another."""

    def __init__(self, style: Style, language: str, notes: set[str], heads: set[int]) -> None:
        self.style, self.language, self.notes, self.heads = style, language, notes, heads
        self.blocks: list[Block] = []
        self._open = _Open()
        self._empty = 0
        self._marked = False
        self._number = 0
        self._enacted = False
        self._signed = -_SIGNATURE_LINES

    def take(self, line: Line) -> None:
        """Add one line."""
        if not line.text.strip():
            if self._marked and self._empty == 0 and line.text:
                self.close()  # a mark, then the blank that ends a paragraph
            self._empty += 1
            return
        lone = LONE_NUMBER.match(line.text)
        inner = bool(self._open.lines) and self._empty == 0 and self._open.lines[-1].text[-1:] not in _BLANKS
        known = self.style.name == "marked" or (lone is not None and lone[1].translate(_SUPERSCRIPT) in self.notes)
        if lone and inner and known:
            self._open.marks.append((lone[1].translate(_SUPERSCRIPT), self._open.text[-12:]))
            self._open.lines.append(line)
            self._marked = True
            return
        if self._open.lines and not self._marked and self._begins_another(line):
            self.close()
        self._add(line)

    def _add(self, line: Line) -> None:
        if not self._open.lines:
            stripped = line.text.lstrip(" \u3000\u00a0")
            marked = taken_apart(line.text)
            if re.match(r"\s*[(（]", line.text) and pattern(self.language, "signed").match(line.text.strip()):
                self._signed = line.number
            self._enacted = self._enacted or anywhere("enacting").fullmatch(line.text.strip()) is not None
            if marked.kind == "numbered" and (marked.mark or "").isdigit():
                self._number = int(marked.mark or 0)
            self._open.indent = len(line.text) - len(stripped) - (1 if line.begins_page and self.style.spaced else 0)
        self._open.cut = self._open.cut or (self._empty > 0 and self.style.name == "blank" and bool(self._open.lines))
        self._open.text = joined(self._open.text, line.text) if self._open.text else line.text.strip()
        self._open.lines.append(line)
        self._empty, self._marked = 0, False

    def close(self) -> None:
        """End the open block."""
        if self._open.lines:
            one = self._open
            self.blocks.append(
                Block(text=one.text, lines=tuple(one.lines), indent=one.indent, marks=tuple(one.marks), cut=one.cut)
            )
        self._open, self._empty, self._marked = _Open(), 0, False

    def _begins_another(self, line: Line) -> bool:
        before = self._open.lines[-1]
        here, last = line.text.strip(), before.text.rstrip()
        if line.number < _MASTHEAD_LINES and (_alone(here) or _alone(last.strip())):
            return True
        if self.style.name == "marked":
            return self._marked_style(before, line)
        enacting = anywhere("enacting")
        enacted = enacting.fullmatch(here) or enacting.fullmatch(last.strip()) or _RESOLUTION.match(here)
        if enacted or self._signature(here, last.strip(), line.number):
            return True
        preamble = self._enacted and self._number == 0 and last[-1:] in ",،，;"
        if (preamble and pattern(self.language, "preamble").match(here)) or self._by_mark(line.text, last):
            return True
        if self.style.name in {"blank", "line"}:
            return (self._empty > 0 or self.style.name == "line") and not self._cut(here)
        return line.number in self.heads or self._titled() or self._dense_style(before, line)

    def _signature(self, here: str, last: str, number: int) -> bool:
        """Whether a signature begins here, or one of the functions below it."""
        signed, roles = pattern(self.language, "signed"), pattern(self.language, "roles")
        first = self.language == "fr" and last[-1:] == "." and number < 2 * _MASTHEAD_LINES and here[-1:] == ","
        below = number - self._signed <= _SIGNATURE_LINES and roles.fullmatch(last) is not None
        below = below or (first and roles.fullmatch(here[:-1]) is not None)
        below = below or any(_BRACKETED.match(one) for one in (here, last))
        return below or any(len(one) < _SHORT and re.match(r"[(（]", one) and signed.match(one) for one in (here, last))

    def _by_mark(self, here: str, last: str) -> bool:
        """Whether a mark begins the line: the next number, or any where the line before can have ended."""
        marked = taken_apart(here)
        if marked.kind == "numbered" and self._number and marked.mark == str(self._number + 1):
            return _REFERS.search(last) is None
        return marked.kind != "prose" and bool(
            self._empty
            or re.search(r"[;.:。；：]\s?\d{1,2}$", last)
            or last[-1:] in ENDS + ",，、،"
            or not _sentence_open(last)
        )

    def _titled(self) -> bool:
        """Whether what is open is the whole title of a letter, or the whole mark of its annex: by its last words."""
        if len(self._open.lines) > _TITLE_LINES:
            return False
        text = re.sub(r"\s", "", self._open.text) if self.language == "zh" else self._open.text
        whole = pattern(self.language, "title_ends").search(text) is not None
        return whole and any(pattern(self.language, key).fullmatch(text) for key in ("letter_title", "annex_mark"))

    def _marked_style(self, before: Line, line: Line) -> bool:
        last = before.text.rstrip()
        if before.text[-1:] in " \u3000\u00a0":
            return not (re.search(r"[A-Za-z,，]$", last) and re.match(r"^[a-z]", line.text))
        return last[-1:] in ENDS and (begins_with_mark(line.text) or self._empty > 2)

    def _cut(self, here: str) -> bool:
        """Whether an empty line stands within a sentence, as at the end of a page."""
        text = self._open.text
        chinese = self.language == "zh"
        if text[-1:] in ENDS + "*_" or begins_with_mark(here) or len(text) < (_LONG_ZH if chinese else _LONG):
            return False
        if taken_apart(text).kind == "section" or pattern(self.language, "letter_title").search(text[:300]):
            return False
        return chinese or bool(_LOWER.match(here))

    def _dense_style(self, before: Line, line: Line) -> bool:
        here, last = line.text.strip(), before.text.rstrip()
        ended = last[-1:] in ENDS and not _ABBREVIATED.search(last)
        indent, before_indent = (len(one.text) - len(one.text.lstrip()) for one in (line, before))
        first = len(self._open.lines) == 1
        if self._empty > (1 if self.style.spaced else 0) and not (
            self._cut(here) or (before.page != line.page and not ended)
        ):
            return True
        if self.style.spaced or self.language == "zh":
            indented = indent > before_indent and ended
        else:
            indented = indent >= before_indent + 3 and (ended or (not first and indent > before_indent + 20))
        if indented or (short_line(before, self.style) and ended):
            return True
        heading = not ended and len(last.strip()) < 0.6 * self.style.width and last[-1:] not in ",،，、-"
        return heading and not _LOWER.match(here) and (first or self._empty > 0)


def _alone(text: str) -> bool:
    """Whether a line of the masthead stands for itself."""
    known = anywhere("masthead").fullmatch(text) is not None and not text[:1].islower()
    return len(text) < 120 and (known or _DATE_ALONE.match(text) is not None)


def _sentence_open(text: str) -> bool:
    """Whether a line ends within a sentence, so that a number that begins the next may belong to it."""
    bare = re.sub(r"(?<=[,.;:)”])\s?\d{1,2}$", "", text.rstrip())  # a footnote's mark ends no sentence and begins none
    return len(bare.strip()) > 40 and bare[-1:] not in ENDS


class _Notes:
    """Takes the lines below rules; a note is closed when the next begins or its region ends."""

    def __init__(self) -> None:
        self.notes: list[Footnote] = []
        self.taken: set[int] = set()
        self.current: str | None = None
        self._text = ""
        self._lines: list[Line] = []

    def take(self, line: Line, mark: re.Match[str] | None) -> None:
        """Add a line; `mark` is the number that begins a note on it."""
        self.taken.add(line.number)
        if mark is None:
            self._text = joined(self._text, line.text)
        else:
            self.close()
            self.current = mark[1].translate(_SUPERSCRIPT).strip("()")
            self._text = line.text[mark.end() :].strip()
        self._lines.append(line)

    def close(self) -> None:
        """End the open note."""
        if self.current is not None:
            numbers = tuple(line.number for line in self._lines)
            self.notes.append(Footnote(number=self.current, text=self._text.strip(), anchor=None, lines=numbers))
        self.current, self._text, self._lines = None, "", []

    def open_again(self, lines: dict[int, Line]) -> None:
        """Go on with the last note, which the page before did not end."""
        last = self.notes.pop()
        self.current, self._text, self._lines = last.number, last.text, [lines[number] for number in last.lines]

    @property
    def ended(self) -> bool:
        """Whether the last line ends its note: by a paragraph's blank, or by a full stop."""
        raw = self._lines[-1].text if self._text else ""
        stop = raw.rstrip()[-1:] in (".", "。")
        return stop or (raw[-1:] in _BLANKS and not re.search(r"[A-Za-z,，]$", raw.rstrip()))


def _footnotes(lines: list[Line], furniture: set[int]) -> tuple[list[Footnote], set[int]]:
    """The notes below rules, each region to the end of its page; and the lines that they fill.

    Where no pages are known, a region ends with a note that has ended and that no other follows.
    """
    found = _Notes()
    by_number = {line.number: line for line in lines}
    known_pages = len({line.page for line in lines}) > 1
    inside = False
    for place, line in enumerate(lines):
        if inside and (line.begins_page or (line.number in furniture and not RULE.match(line.text))):
            inside = False
            found.close()
        if RULE.match(line.text):
            inside = _notes_follow(lines, place)
            unfinished = bool(found.notes) and found.notes[-1].text[-1:] not in ".。"
            if not inside and unfinished and _page_ends(lines, place, furniture):
                inside = True
                found.open_again(by_number)
            continue
        if not inside or not line.text.strip() or line.number in furniture:
            continue
        begun = LONE_NUMBER.match(line.text) or _NOTE.match(line.text)
        mark = begun if begun is not None and _next_note(begun[1], found.current) else None
        if mark is None and not known_pages and found.ended:
            inside = False
            found.close()
            continue
        found.take(line, mark)
    found.close()
    return found.notes, found.taken


def _next_note(mark: str, current: str | None) -> bool:
    """Whether a number at the beginning of a line is that of the next note."""
    plain = mark.translate(_SUPERSCRIPT).strip("()")
    if current is None or not plain.isdigit() or not current.isdigit():
        return True
    return int(plain) == int(current) + 1


def _notes_follow(lines: list[Line], place: int) -> bool:
    for line in lines[place + 1 : place + 8]:
        if line.text.strip():
            return bool(LONE_NUMBER.match(line.text) or _NOTE.match(line.text))
    return False


def _page_ends(lines: list[Line], place: int, furniture: set[int]) -> bool:
    """Whether the page ends a few lines below a rule."""
    return any(line.begins_page or line.number in furniture for line in lines[place + 1 : place + 12])


def _with_inline_marks(flow: Flow, pages: dict[int, int]) -> Flow:
    """Marks that the text has as figures behind a word are taken out, where their page has a note of that number."""
    blocks, notes = list(flow.blocks), list(flow.footnotes)
    starts = [block.lines[0].number for block in blocks]
    for at, note in enumerate(notes):
        if note.anchor is not None or not note.lines:
            continue
        behind = bisect_right(starts, note.lines[0])
        for place in range(max(0, behind - _BLOCKS_A_PAGE), behind):
            block = blocks[place]
            same_page = any(line.page == pages[note.lines[0]] for line in block.lines)
            begin, end = _mark_in(block.text, note.number) if same_page else (-1, -1)
            if begin < 0:
                continue
            before = block.text[:begin]
            marks = (*block.marks, (note.number, before[-12:]))
            blocks[place] = replace(block, text=before + block.text[end:], marks=marks)
            notes[at] = Footnote(number=note.number, text=note.text, anchor=before[-12:], lines=note.lines)
            break
    return Flow(blocks=tuple(blocks), footnotes=tuple(notes), furniture=flow.furniture)


def _mark_in(text: str, number: str) -> tuple[int, int]:
    """Where a figure behind a word, its stop or a year can be the mark of a note; (-1, -1) where none can.

    >>> _mark_in("the Register,9 which", "9"), _mark_in("document A/73/L.6 and", "6")
    ((13, 14), (-1, -1))
    """
    mark = re.escape(number)
    after_stop = (
        rf"(?<=[^\W\d_”’\"')）」][,.;:”’\"')）」。，；：])\s?{mark}(?=\s|$)|(?<=[”’)」][,.;:。，；：])\s?{mark}(?=\s|$)"
    )
    after_bracket = rf"(?<=[)）”’»」]){mark}(?=[,.;:\s]|$)|(?<=[^\s(（])\s?\({mark}\)(?=[,.;:،؛\s]|$)"
    after_year = rf"(?<=\d\d\d\d[,.;])\s?{mark}(?=\s|$)"
    for hit in re.finditer(rf"{after_stop}|(?<=[^\W\d_]){mark}(?=[\s,.;:]|$)|{after_bracket}|{after_year}", text):
        run = re.search(r"[\w/.]*$", text[: hit.start()])
        if run is None or "/" not in run[0]:
            return hit.start(), hit.end()
    return -1, -1

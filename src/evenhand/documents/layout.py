"""Lines of a source into blocks: pages found, furniture and footnotes set aside, broken lines rejoined.

How lines were broken is found from the text itself (`style_of`), in four styles:
- "marked": the last line of each paragraph ends in a blank, as Word's paragraph mark leaves it in the text of a PDF;
- "blank": an empty line stands between paragraphs, and a sentence that an empty line cuts is rejoined;
- "line": each line is a paragraph;
- "dense": none of these; indents, markers and short last lines tell.
"""

import re
from collections import Counter
from dataclasses import dataclass

from evenhand.documents.model import Line
from evenhand.documents.tables import anywhere
from evenhand.foundation.problems import ProblemKind

MOST_SIGNS = 40_000_000
TOO_LARGE = ProblemKind(
    code="documents.too-large",
    blame="caller",
    message="This text has {signs} signs; at most {most} are read at once. Divide it at a page and read the parts.",
)
ENDS = "。；：！？.;:!?…؟؛”》"
FURNITURE = re.compile(
    r"^\s*(?:"
    r"https?://\S+"
    r"|[\d٠-٩]{2}-\d{5}(?:\s*\([A-Z]\))?(?:\s+\d{6}){0,4}(?:\s+[\d٠-٩]{1,4}\s*/\s*[\d٠-٩]{1,4})?"
    r"|[\d٠-٩]{1,4}\s*/\s*[\d٠-٩]{1,4}(?:\s+[\d٠-٩]{2}-\d{5}(?:\s*\([A-Z]\))?)?"
    r"|\*\s*\d{6,8}\s*\*|-\s*\d{1,4}\s*-|[-—–]{3,}|[*]{3,}"
    r")\s*$"
)
SYMBOL_LINE = re.compile(
    r"^\s*(?:United Nations|Nations Unies|Naciones Unidas|联合国|Организация Объединенных Наций|الأمم المتحدة)?\s*"
    r"((?:S|A|E|ST|SC|CCPR|CAT|CRC)(?:/[A-Z0-9][\w.]*)+(?:\s?\(\d{4}\))?(?:\s?[–-]\s?[SA](?:/[\w.]+)+)?)\s*$"
)
RULE = re.compile(r"^\s*_{4,}\s*$")
LONE_NUMBER = re.compile(r"^\s{0,30}(\d{1,3}|[*†‡]{1,3}|[¹²³⁴-⁹]+)\s{0,1}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How the lines of a text were broken, and how wide they are."""

    name: str
    spaced: bool
    width: int
    margin: int


def source_lines(text: str) -> list[Line]:
    """The lines of a text, numbered from 1; a form feed begins a page.

    Raises:
        TOO_LARGE: more than `MOST_SIGNS` signs.
    """
    if len(text) > MOST_SIGNS:
        raise TOO_LARGE(signs=len(text), most=MOST_SIGNS)
    plain = re.sub(r"\r\n?|[\x0b\x85\u2028\u2029]", "\n", text)
    lines, page = [], 1
    for number, raw in enumerate(plain.split("\n"), start=1):
        begins = "\f" in raw and number > 1
        page += raw.count("\f") if number > 1 else 0
        lines.append(Line(number=number, text=raw.replace("\f", "").replace("\x00", ""), page=page, begins_page=begins))
    return lines


def style_of(lines: list[Line]) -> Style:
    """The style in which the lines of a text were broken."""
    full = [line for line in lines if line.text.strip()]
    if not full:
        return Style(name="dense", spaced=False, width=0, margin=0)
    lengths = sorted(len(line.text.rstrip()) for line in full)
    width = lengths[int(len(lengths) * 0.9)]
    empty = {line.number for line in lines if not line.text.strip()}
    spaced = sum(line.number + 1 in empty for line in full) > 0.7 * len(full)
    trailing = [line for line in full if line.text[-1] in " \u3000\u00a0"]
    ended = sum(line.text.rstrip()[-1] in ENDS for line in trailing)
    middles = [line for line in full if len(line.text.strip()) > 20 and line.text.rstrip()[-1] not in ENDS]
    bare = sum(line.text[-1] not in " \u3000\u00a0" for line in middles)
    wide = [line for line in middles if len(line.text.rstrip()) > 0.75 * width]
    wrapped = len(wide) > 2 and len(wide) > 0.4 * len([line for line in full if len(line.text.strip()) > 20])
    indents = Counter(len(line.text) - len(line.text.lstrip()) for line in full)
    margin = indents.most_common(1)[0][0]
    if 0.02 * len(full) < len(trailing) and ended > 0.3 * len(trailing) and bare > 0.7 * len(middles) and wrapped:
        name = "marked"
    elif wrapped and width < 160:
        name = "dense"
    elif len(empty) > max(1, 0.08 * len(full)):
        name = "blank"
    else:
        name = "line" if width > 120 and not wrapped else "dense"
    return Style(name=name, spaced=spaced, width=width, margin=margin)


def paged(lines: list[Line], style: Style) -> list[Line]:
    """The lines with their pages, also where the text has lost its form feeds.

    In a text with an empty line after each line, two lines without one between them are where a page ends.
    """
    if any(line.begins_page for line in lines):
        return lines
    found: list[Line] = []
    page, before = 1, None
    for line in lines:
        begins = False
        if (
            style.spaced
            and style.name == "marked"
            and before is not None
            and line.text[:1] == " "
            and line.text.strip()
        ):
            lone = LONE_NUMBER.match(before.text) is not None
            tight = bool(before.text.strip()) and not lone
            begins = tight and not LONE_NUMBER.match(line.text)
        ends = before is not None and _ends_page(before) and bool(line.text.strip()) and not _furniture(line)
        if begins or ends:
            page += 1
            begins = True
        found.append(Line(number=line.number, text=line.text, page=page, begins_page=begins))
        if line.text.strip() or (style.spaced and style.name == "marked" and not (before and _ends_page(before))):
            before = line
    return found


def _ends_page(line: Line) -> bool:
    return re.match(r"^\s*(?:[\d٠-٩]{2}-\d{5}.*|\d{1,4}/\d{1,4}.*)$", line.text) is not None


def _furniture(line: Line) -> bool:
    return FURNITURE.match(line.text) is not None or SYMBOL_LINE.match(line.text) is not None


def furniture_of(lines: list[Line]) -> set[int]:
    """The numbers of the lines that are page furniture: addresses, job and page numbers, running heads, rules."""
    found = {line.number for line in lines if _furniture(line) or anywhere("furniture").match(line.text.strip())}
    found |= {line.number for line in lines if RULE.match(line.text)}
    edges: dict[str, list[int]] = {}
    full = [line for line in lines if line.text.strip()]
    for place, line in enumerate(full):
        near = full[max(0, place - 3) : place + 4]
        words = re.sub(r"\s+", " ", line.text.strip())
        if len({one.page for one in near}) > 1 and len(words) < 120:
            edges.setdefault(re.sub(r"\d+", "#", words), []).append(line.number)
    for text, numbers in edges.items():
        enough = 3 if len(text) > 3 else 6
        if len(numbers) >= enough and text[-1] not in ENDS and not re.match(r"^[(（]?#", text):
            found |= set(numbers)
    return found


def joined(left: str, right: str) -> str:
    """Two pieces of one sentence as one; no blank beside Chinese, none after a hyphen that ends a line.

    >>> joined("安全理", "事会"), joined("post-", "conflict"), joined("the", "Council")
    ('安全理事会', 'post-conflict', 'the Council')
    """
    left, right = left.rstrip(), right.strip()
    if not left or not right:
        return left + right
    if left[-1] == "\u00ad":
        return left[:-1] + right
    wide = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef，。、；：“”（）《》]")
    if (
        wide.match(left[-1])
        or wide.match(right[0])
        or (left[-1] == "-" and left[-2:-1].isalpha() and right[0].isalpha())
    ):
        return left + right
    return f"{left} {right}"


def short_line(line: Line, style: Style) -> bool:
    """Whether a line ends well before the margin."""
    return len(line.text.rstrip()) < 0.75 * style.width

"""The head of a document: what stands before its text, the letter that carries it, signatures, the annex's title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.documents.dates import dates_in
from evenhand.documents.layout import ENDS, SYMBOL_LINE, Style
from evenhand.documents.markers import taken_apart
from evenhand.documents.model import Block, Head, Line
from evenhand.documents.tables import anywhere, pattern, table

SYMBOL_AT_END = re.compile(r"(?<![\w/])((?:[SAE]|ST|SC)(?:/[A-Z0-9][\w.]*)+(?:\s?\(\d{4}\))?)\*{0,2}$")
JOB = re.compile(r"(?<!\d)(\d{2}-\d{5})(?!\d)")
_BRACKET = re.compile(r"^[\[［].{1,40}[\]］]$")
_LONG_ROLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The head, the letter's own text, the main text, and the blocks that only make the head."""

    head: Head
    letter: tuple[Block, ...]
    main: tuple[Block, ...]
    head_blocks: tuple[Block, ...]
    part: str


def tidy(text: str) -> str:
    """A title without the blanks that typesetting leaves beside Chinese.

    >>> tidy("2020 年 12 月秘书长的报告"), tidy("Report  of the Chair")
    ('2020年12月秘书长的报告', 'Report of the Chair')
    """
    wide = r"[\u2e80-\u9fff，。、；：“”（）《》]"
    joined = re.sub(rf"(?<={wide})\s+|\s+(?={wide})", "", text)
    return re.sub(r"\s+", " ", joined).strip()


def parts_of(
    blocks: Sequence[Block], lines: Sequence[Line], furniture: Sequence[int], language: str, style: Style
) -> Parts:
    """Take the head, the letter and the main text apart."""
    title_at = next((i for i, one in enumerate(blocks[:30]) if _is_letter_title(one, language)), None)
    if title_at is None:
        begin = _masthead_end(blocks)
        letter: tuple[Block, ...] = ()
        signatories: tuple[tuple[str, str], ...] = ()
        masthead = list(blocks[:begin])
        title = None
        part = "body"
        signed_blocks: list[Block] = []
    else:
        masthead, title = list(blocks[:title_at]), tidy(blocks[title_at].text)
        letter, signed_blocks, signatories, begin = _letter(blocks, title_at, language)
        masthead.append(blocks[title_at])
        part = "annex" if begin < len(blocks) and (signatories or _is_annex(blocks[begin], language)) else "body"
    titles, dropped, begin = _titles(blocks, begin, language, style)
    name = " ".join(tidy(one.text) for one in titles) or None
    head_blocks = (*masthead, *signed_blocks, *dropped, *titles)
    facts = _facts(masthead, [*dropped, *titles], lines, furniture, language)
    head = Head(
        symbols=facts.symbols,
        job_number=facts.job_number,
        date=facts.date,
        date_of_letter=facts.date_of_letter if title_at is not None else None,
        language=language,
        original_language=facts.original_language,
        distribution=facts.distribution,
        addressee=_addressee(title, language),
        title=title if title is not None else name,
        annex_title=name if title is not None else None,
        signatories=signatories,
    )
    return Parts(head=head, letter=letter, main=tuple(blocks[begin:]), head_blocks=head_blocks, part=part)


def _is_letter_title(block: Block, language: str) -> bool:
    text = tidy(block.text)
    return len(text) < 400 and pattern(language, "letter_title").fullmatch(text) is not None


def _is_annex(block: Block, language: str) -> bool:
    return pattern(language, "annex_mark").fullmatch(tidy(block.text).rstrip("*")) is not None


def _addressee(title: str | None, language: str) -> str | None:
    if title is None:
        return None
    for one in table(language)["letter_title"]:
        found = re.fullmatch(one, title, 0 if language == "zh" else re.I)
        if found is not None and found.groupdict().get("to"):
            return re.sub(r"^(?:the|au|à la|à l.|al|a la)\s+", "", found["to"].strip(), flags=re.I)
    return None


def _masthead_end(blocks: Sequence[Block]) -> int:
    end = 0
    for place, block in enumerate(blocks[:25]):
        text = block.text.strip()
        if anywhere("resolution_title").match(text):
            break
        known = anywhere("masthead").fullmatch(text) or SYMBOL_LINE.match(text) or _BRACKET.match(text)
        dated = re.fullmatch(r"\d{1,2} \w+ \d{4}", text)
        if known or dated or (SYMBOL_AT_END.search(text) and len(text) < 120):
            end = place + 1
        elif place > end + 1:
            break
    return end


def _letter(
    blocks: Sequence[Block], title_at: int, language: str
) -> tuple[tuple[Block, ...], list[Block], tuple[tuple[str, str], ...], int]:
    """The letter's paragraphs, its signature blocks, the signatories, and where the next part begins."""
    rest = range(title_at + 1, min(len(blocks), title_at + 60))
    annex = next((i for i in rest if _is_annex(blocks[i], language)), None)
    stop = annex if annex is not None else rest.stop
    signed = [i for i in rest if i < stop and pattern(language, "signed").match(tidy(blocks[i].text))]
    signed = [at for place, at in enumerate(signed) if place == 0 or at - signed[place - 1] <= 5]
    if not signed:
        end = annex if annex is not None else title_at + 1
        return tuple(blocks[title_at + 1 : end]), [], (), end
    first = signed[0]
    while first - 1 > title_at and _role_shaped(blocks[first - 1], language):
        first -= 1
    after = signed[-1] + 1
    while after < stop and pattern(language, "roles").fullmatch(tidy(blocks[after].text)):
        after += 1
    people = _signatories(blocks[first:after], language)
    end = annex if annex is not None else after
    return tuple(blocks[title_at + 1 : first]), list(blocks[first:end]), people, end


def _role_shaped(block: Block, language: str) -> bool:
    text = block.text.strip()
    return (
        len(text) < (_LONG_ROLE if language != "zh" else 30)
        and text[-1:] not in ENDS
        and taken_apart(text).kind == "prose"
    )


def _signatories(blocks: Sequence[Block], language: str) -> tuple[tuple[str, str], ...]:
    """Names with their functions, which stand before the name in Chinese and behind it elsewhere."""
    found: list[tuple[str, list[str]]] = []
    waiting: list[str] = []
    for block in blocks:
        text = tidy(block.text)
        signed = pattern(language, "signed").match(text)
        if signed is not None:
            found.append((signed["name"].strip(), waiting))
            waiting = []
        elif language != "zh" and found:
            found[-1][1].append(text)
        else:
            waiting.append(text)
    return tuple((name, _role(roles, language)) for name, roles in found)


def _role(lines: list[str], language: str) -> str:
    if language != "zh":
        return ", ".join(lines)
    whole = [pattern(language, "roles").fullmatch(line) is not None for line in lines]
    return ("、" if all(whole) and len(lines) > 1 else "").join(lines)


def _titles(blocks: Sequence[Block], begin: int, language: str, style: Style) -> tuple[list[Block], list[Block], int]:
    """The title of what begins at `begin`; what else stands there; where the text begins."""
    held: list[Block] = []
    place = begin
    while place < min(len(blocks), begin + 14):
        block = blocks[place]
        text = tidy(block.text)
        if taken_apart(text).kind != "prose" and not _BRACKET.match(text) and not re.match(r"^\d+/\d+\.", text):
            break
        if anywhere("enacting").fullmatch(text):
            break
        known = _is_annex(block, language) or anywhere("masthead").fullmatch(text) is not None
        if text[-1:] in ENDS + ",，،" and not known:
            break
        if len(text) > 300:
            break
        held.append(block)
        place += 1
    if len(held) == len(blocks) - begin and held:
        return [], [], begin
    dropped = [one for one in held if _aside(one, language)]
    titles = [one for one in held if one not in dropped]
    if any(one.indent >= 2 for one in titles) and style.name == "marked":
        wanted = [one for one in titles if one.indent >= 2]
        before = [one for one in titles if one not in wanted and one.lines[0].number < wanted[-1].lines[0].number]
        after = [one for one in titles if one not in wanted and one not in before]
        return wanted, [*dropped, *before], place - len(after)
    headed = place < len(blocks) and taken_apart(blocks[place].text).kind in {"section", "article"}
    if not headed and len(titles) > 1 and style.name == "blank":
        kept = titles[:1]
        back = next(i for i in range(begin, place) if blocks[i] is titles[1])
        return kept, [one for one in dropped if one.lines[0].number < titles[1].lines[0].number], back
    return titles, dropped, place


def _aside(block: Block, language: str) -> bool:
    """Lines beside a title: annex marks, the original's language, a date with a place, the masthead."""
    text = tidy(block.text)
    if _is_annex(block, language) or _BRACKET.match(text) or anywhere("masthead").fullmatch(text):
        return True
    whole = dates_in(text, language).whole
    return bool(whole) and len(text) - (whole[-1].end - whole[0].begin) < 16


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    symbols: tuple[str, ...]
    job_number: str | None
    date: str | None
    date_of_letter: str | None
    original_language: str | None
    distribution: str | None


def _facts(
    masthead: list[Block], titles: list[Block], lines: Sequence[Line], furniture: Sequence[int], language: str
) -> _Facts:
    aside = set(furniture)
    loose = [line.text.strip() for line in lines if line.number in aside]
    top = [line.text.strip() for line in lines[:120]]
    symbols: list[str] = []
    for text in [*(block.text for block in masthead), *loose, *top[:12]]:
        found = SYMBOL_LINE.match(text) or (SYMBOL_AT_END.search(text) if len(text) < 120 else None)
        if found is not None and not text.startswith("http") and (symbol := _normal(found[1])) not in symbols:
            symbols.append(symbol)
    job = next((hit[1] for text in [*loose, *top] if (hit := JOB.search(text))), None)
    letter = masthead[-1].text if masthead else ""
    printed = next((value for block in masthead[:-1] if (value := _date_of(block.text, language))), None)
    own = _date_of(letter, language)
    named = next((value for block in titles if (value := _date_of(block.text, language))), None)
    return _Facts(
        symbols=tuple(symbols[:4]),
        job_number=job,
        date=printed or own or named,
        date_of_letter=own,
        original_language=_said("original", top, language),
        distribution=_said("distribution", top, language),
    )


def _normal(symbol: str) -> str:
    return re.sub(r"\s*\((\d{4})\)", r" (\1)", symbol.strip())


def _date_of(text: str, language: str) -> str | None:
    for tongue in (language, "en"):
        whole = dates_in(text, tongue).whole
        if whole and not whole[0].inferred:
            return whole[0].value
    return None


def _said(key: str, lines: list[str], language: str) -> str | None:
    """What the first line with one of the forms says, in the document's language or in English."""
    forms = [one for tongue in (language, "en") for one in table(tongue)[key]]
    for line in lines:
        found = next((hit for one in forms if (hit := re.search(one, line)) is not None), None)
        if found is not None:
            return found["v"]
    return None

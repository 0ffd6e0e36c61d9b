"""One document as its page shows it: the text with what was found in it, and the source beside it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evenhand.documents.fulltext import asked, marked
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.queries import other_organisations
from evenhand_web.documents import access, links, words
from evenhand_web.documents.models import Document
from evenhand_web.documents.passages import Passage, Result, passages_of, plain_key, result_of
from evenhand_web.documents.queries.citing import Shelf
from evenhand_web.documents.queries.listing import DocumentRow, row_of, siblings
from evenhand_web.documents.segments import Segment, cut, places_in_lines, within
from evenhand_web.web.paging import Page, page_of

PER_PAGE = 150
_AROUND = 3
_MOST_LINES = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRow:
    """A proposed duty, in the margin."""

    item: str
    para: str
    act: str
    mark: str
    actors: str
    what: str
    deadline: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongRow:
    """Something that seems to be wrong in the text."""

    item: str
    para: str
    url: str
    """Where it is shown in the source; "" where it is no single paragraph."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A passage of the text as the page shows it."""

    passage: Passage
    segments: tuple[Segment, ...]
    items: tuple[tuple[str, tuple[Segment, ...], int], ...]
    """Marker, text, level of each sub-item."""
    duties: tuple[DutyRow, ...] = ()
    wrong: tuple[WrongRow, ...] = ()
    depth: int = 2
    """Of a heading in the page's outline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line of the source."""

    number: int
    page: int
    begins_page: bool
    segments: tuple[Segment, ...]
    within: bool
    """Whether it belongs to what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something stands in the source."""

    key: str
    label: str
    page: int
    line_from: int
    line_to: int
    lines: tuple[SourceLine, ...]
    exact: bool
    """Whether the very signs were found; else the lines are marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """Everything on the page of one document; without a reading there is no text."""

    row: DocumentRow
    keeps: bool
    page: Page[PassageRow]
    notes: tuple[PassageRow, ...]
    facts: tuple[tuple[str, str], ...]
    wrong: tuple[WrongRow, ...]
    family: tuple[DocumentRow, ...]
    """Other languages and versions of the text."""
    source: Source | None
    proposals: str
    released_to: tuple[tuple[str, str], ...]
    organisations: tuple[tuple[str, str], ...]
    reading: int
    read_at: Any
    changed: bool
    contents: tuple[tuple[str, str, str, int], ...] = field(default=())
    """Of every heading: address, number, title, level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address line asks for."""

    page: str = ""
    q: str = ""
    source: str = ""
    """Key of the passage whose place is shown."""
    item: str = ""
    """What in it: `d3` the fourth duty, `a0` the first thing wrong; "" the passage itself."""


def document_page(actor: Actor, document_id: str, wanted: Wanted, *, language: str) -> DocumentPage:
    """One document that this actor may read.

    Raises:
        NO_SUCH_DOCUMENT: it is not there for this actor.
    """
    document = access.document_for(actor, document_id)
    if document.reading is None:
        return _unread(actor, document)
    result = result_of(document.reading.result)
    passages = passages_of(result)
    text = tuple(one for one in passages if one.kind != "footnote")
    page_number = wanted.page or _page_with(text, wanted.source)
    wrong = wrong_in(result, document, language)
    rows = _Rows(actor, document, result, wrong, wanted.q)
    shown = page_of(text, page_number, rows.row, per_page=PER_PAGE)
    marks = {number for row in shown.rows for number in row.passage.notes}
    notes = [one for one in passages if one.kind == "footnote" and one.number in marks]
    keeps = access.keeps(actor, document)
    said = document.heads.exists()
    return DocumentPage(
        row=row_of(document, actor),
        keeps=keeps,
        page=shown,
        notes=tuple(rows.row(one) for one in notes),
        facts=_facts(result.document, document),
        wrong=wrong,
        family=tuple(
            row_of(one, actor) for one in siblings(actor, [document.work])[document.work] if one.pk != document.pk
        ),
        source=source_of(result, wanted) if wanted.source else None,
        proposals=links.proposals(document.symbol or document.pk),
        released_to=_released(document) if keeps else (),
        organisations=other_organisations() if keeps else (),
        reading=document.reading.number,
        read_at=document.reading.at,
        changed=said,
        contents=_contents(text),
    )


def printed(actor: Actor, document_id: str, *, language: str) -> DocumentPage:
    """The whole document on one page.

    Raises:
        NO_SUCH_DOCUMENT: it is not there for this actor.
    """
    document = access.document_for(actor, document_id)
    if document.reading is None:
        return _unread(actor, document)
    result = result_of(document.reading.result)
    found = document_page(actor, document_id, Wanted(page="1"), language=language)
    rows = _Rows(actor, document, result, found.wrong, "")
    passages = passages_of(result)
    text, notes = ([one for one in passages if (one.kind == "footnote") is note] for note in (False, True))
    whole = page_of(text, 1, rows.row, per_page=max(1, len(text)))
    names = {name: getattr(found, name) for name in DocumentPage.__slots__}
    return DocumentPage(**{**names, "page": whole, "notes": tuple(rows.row(one) for one in notes)})


def page_with(actor: Actor, document_id: str, para: str) -> int:
    """On which page of the text a paragraph is.

    Raises:
        NO_SUCH_DOCUMENT, NO_SUCH_PARAGRAPH.
    """
    paragraph = access.paragraph_for(actor, document_id, para)
    before = paragraph.document.paragraphs.filter(place__lt=paragraph.place).exclude(kind="footnote").count()
    return before // PER_PAGE + 1 if paragraph.kind != "footnote" else 1


def source_of(result: Result, wanted: Wanted) -> Source | None:
    """Where a passage, or something in it, stands in the source; None where there is no such passage."""
    passage = next((one for one in passages_of(result) if one.key == wanted.source), None)
    if passage is None or not passage.line_from:
        return None
    first = max(1, passage.line_from - _AROUND)
    last = min(len(result.lines), passage.line_to + _AROUND, first + _MOST_LINES)
    inner = [text for _page, text in result.lines[passage.line_from - 1 : passage.line_to]]
    exact = places_in_lines(inner, _sought(result, passage, wanted.item)) or places_in_lines(inner, passage.text)
    lines = []
    for number in range(first, last + 1):
        page, text = result.lines[number - 1]
        inside = passage.line_from <= number <= passage.line_to
        span = exact.get(number - passage.line_from) if inside else None
        lines.append(
            SourceLine(
                number=number,
                page=page,
                begins_page=number == first or page != result.lines[number - 2][0],
                segments=cut(text, marks=[span] if span else []),
                within=inside,
            )
        )
    return Source(
        key=passage.key,
        label=passage.number or passage.text[:60],
        page=passage.page,
        line_from=passage.line_from,
        line_to=passage.line_to,
        lines=tuple(lines),
        exact=bool(exact),
    )


def _sought(result: Result, passage: Passage, item: str) -> str:
    """The words that are looked for in the source: of a duty its sentence, of what is wrong what it names."""
    document = result.document
    kind, number = item[:1], int(item[1:]) if item[1:].isdecimal() and len(item) < 8 else -1
    if kind == "d" and 0 <= number < len(document["commitments"]):
        return str(document["commitments"][number]["quote"])
    if kind == "a" and 0 <= number < len(document["anomalies"]):
        named = [str(value) for value in document["anomalies"][number]["details"].values()]
        return max((one for one in named if one in passage.text), key=len, default=passage.text)
    return passage.text


class _Rows:
    """Makes rows of passages; what they share is looked up once."""

    def __init__(self, actor: Actor, document: Document, result: Result, wrong: Sequence[WrongRow], q: str) -> None:
        self.result, self.phrases = result, asked(q)
        self.shelf = Shelf(actor, result, language=document.language, itself=document)
        self.wrong: dict[str, list[WrongRow]] = defaultdict(list)
        for one in wrong:
            self.wrong[plain_key(one.para)].append(one)
        self.duties = _duties(result.document)

    def row(self, passage: Passage) -> PassageRow:
        """A passage as the page shows it."""
        whole = cut(
            passage.text,
            links=self.shelf.links(self.result, passage.key) if passage.kind == "paragraph" else (),
            marks=marked(passage.text, self.phrases) if self.phrases else (),
        )
        end = len(passage.text) - sum(len(text) + 1 for _marker, text, _level in passage.subitems)
        lead, items, at = within(whole, 0, max(end, 0)), [], end
        for marker, text, level in passage.subitems:
            items.append((marker, within(whole, at + 1, at + 1 + len(text)), level))
            at += 1 + len(text)
        return PassageRow(
            passage=passage,
            segments=lead,
            items=tuple(items),
            duties=tuple(self.duties.get(passage.key, ())),
            wrong=tuple(self.wrong.get(passage.key, ())),
            depth=min(passage.level + 1, 6),
        )


def _duties(document: Mapping[str, Any]) -> dict[str, list[DutyRow]]:
    found: dict[str, list[DutyRow]] = defaultdict(list)
    for number, one in enumerate(document["commitments"]):
        label, mark = words.act(one["act"])
        row = DutyRow(
            item=f"d{number}",
            para=plain_key(one["para"]),
            act=label,
            mark=mark,
            actors=", ".join(one["actors"][:4]),
            what=one["what"],
            deadline=one["deadline"] or "",
            place=one["place"] or "",
        )
        found[row.para].append(row)
    return found


def all_duties(document: Mapping[str, Any]) -> tuple[DutyRow, ...]:
    """Every proposed duty, in the order of the text."""
    return tuple(row for rows in _duties(document).values() for row in rows)


def wrong_in(result: Result, document: Document, language: str) -> tuple[WrongRow, ...]:
    """Everything that seems wrong in the text, in the words of the page's language."""
    keys = {one.key for one in passages_of(result)}
    found = []
    for number, one in enumerate(result.document["anomalies"]):
        key = plain_key(one["para"])
        there = {"document_id": document.pk}
        url = links.address("documents:document", {"source": key, "item": f"a{number}"}, **there) if key in keys else ""
        sentence = words.wrong(one, language)
        found.append(WrongRow(item=f"a{number}", para=one["para"] if key in keys else "", url=url, sentence=sentence))
    return tuple(found)


def _facts(found: Mapping[str, Any], document: Document) -> tuple[tuple[str, str], ...]:
    """What the document says of itself beyond its head: keys for the template, and values."""
    signed = "; ".join(", ".join(filter(None, (one["name"], one["role"]))) for one in found["signatories"])
    letter = found["title"] if found["annex_title"] and found["title"] != document.title else ""
    values = {
        "letter": letter,
        "addressee": found["addressee"],
        "distribution": found["distribution"],
        "original": found["original_language"],
        "signed": signed,
        "job": found["job_number"],
    }
    return tuple((name, str(value)) for name, value in values.items() if value)


def _contents(text: Sequence[Passage]) -> tuple[tuple[str, str, str, int], ...]:
    return tuple(
        (f"?page={place // PER_PAGE + 1}#p-{one.key}", one.number, one.text, one.level)
        for place, one in enumerate(text)
        if one.kind == "heading"
    )


def _page_with(text: Sequence[Passage], key: str) -> int:
    return next((place // PER_PAGE + 1 for place, one in enumerate(text) if one.key == key), 1)


def _released(document: Document) -> tuple[tuple[str, str], ...]:
    shown = document.releases.select_related("organisation")
    return tuple((one.organisation.key, str(one.organisation)) for one in shown)


def _unread(actor: Actor, document: Document) -> DocumentPage:
    empty: Page[PassageRow] = page_of([], 1, lambda one: one)
    return DocumentPage(
        row=row_of(document, actor),
        keeps=access.keeps(actor, document),
        page=empty,
        notes=(),
        facts=(),
        wrong=(),
        family=(),
        source=None,
        proposals="",
        released_to=(),
        organisations=(),
        reading=0,
        read_at=None,
        changed=False,
    )

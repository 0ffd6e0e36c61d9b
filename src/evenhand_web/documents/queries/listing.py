"""The list of documents, what waits or was set aside, and the search through their texts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from evenhand.documents.fulltext import Phrase, asked, excerpt, marked
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.documents import access, words
from evenhand_web.documents.filters import Filters, narrowed
from evenhand_web.documents.models import Document, Paragraph, State
from evenhand_web.documents.searching import MOST, found_in
from evenhand_web.documents.segments import Segment, cut, within
from evenhand_web.web.paging import Page, page_of

HITS_PER_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document as a row of a list."""

    id: str
    symbol: str
    title: str
    name: str
    date: date | None
    language: str
    language_word: str
    language_tag: str
    direction: str
    kind: str
    body: str
    version: str
    owner: str
    ours: bool
    open_to_all: bool
    state: str
    state_word: str
    mark: str
    problem: str
    received_at: datetime
    received_from: str
    size_bytes: int
    digest: str
    counts: Mapping[str, int]
    others: tuple[tuple[str, str, str], ...] = ()
    """Other languages and versions of the same text: id, word, what it is called in HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One page of documents, and what can be chosen."""

    page: Page[DocumentRow]
    bodies: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    any_at_all: bool
    may_add: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A paragraph in which everything that was asked for stands."""

    row: DocumentRow
    key: str
    number: str
    kind: str
    segments: tuple[Segment, ...]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One page of hits; `phrases` is () where nothing was asked."""

    page: Page[Hit]
    phrases: tuple[Phrase, ...]
    more: bool
    """Whether there are more places than were ranked."""
    most: int
    library: Library


def library(actor: Actor, filters: Filters, page: str | int | None = 1) -> Library:
    """One page of the documents that this actor may read, newest first.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    visible = access.visible_documents(actor)
    found = narrowed(visible, filters).select_related("owner", "reading")
    shown = page_of(found, page, lambda one: one)
    return _library(actor, _page_of_rows(actor, shown))


def arrivals(actor: Actor, tab: str, page: str | int | None = 1) -> Page[DocumentRow]:
    """Documents that this actor keeps and that want something: `waiting`, `aside`, or a person's look (`review`)."""
    kept = access.kept_documents(actor).select_related("owner", "reading")
    states = {"waiting": {"state": State.WAITING}, "aside": {"state": State.ASIDE}}
    chosen = kept.filter(**states.get(tab, {"state": State.READ, "reviewed_at": None})).order_by("received_at", "pk")
    return page_of(chosen, page, lambda one: row_of(one, actor))


def arrival_counts(actor: Actor) -> dict[str, int]:
    """How many documents that this actor keeps want what."""
    kept = access.kept_documents(actor)
    return {
        "waiting": kept.filter(state=State.WAITING).count(),
        "aside": kept.filter(state=State.ASIDE).count(),
        "review": kept.filter(state=State.READ, reviewed_at=None).count(),
    }


def search(actor: Actor, filters: Filters, page: str | int | None = 1) -> Search:
    """Paragraphs by words, best first.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    phrases = asked(filters.q)
    documents = narrowed(access.visible_documents(actor).filter(state=State.READ), filters, by_words=False)
    found = found_in(documents, phrases, narrowed=filters.narrow) if phrases else None
    keys = found.keys if found else ()
    shown = page_of(keys, page, lambda key: key, per_page=HITS_PER_PAGE)
    rows = Paragraph.objects.filter(pk__in=shown.rows).select_related("document__owner", "document__reading")
    by_key = {one.pk: one for one in rows}
    hits = tuple(_hit(by_key[key], phrases, actor) for key in shown.rows if key in by_key)
    return Search(
        page=_with_rows(shown, hits),
        phrases=phrases,
        more=found.more if found else False,
        most=MOST,
        library=_library(actor, page_of([], 1, lambda one: one)),
    )


def row_of(document: Document, actor: Actor, others: Iterable[Document] = ()) -> DocumentRow:
    """A document as a row."""
    state = document.state
    if state == State.READ:
        state = "reviewed" if document.reviewed_at else "unreviewed"
    label, mark = words.STATES[state]
    keeps = access.keeps(actor, document)
    return DocumentRow(
        id=document.pk,
        symbol=document.symbol,
        title=document.title,
        name=document.name,
        date=document.date,
        language=document.language,
        language_word=words.word(words.LANGUAGES, document.language),
        language_tag=words.language_tag(document.language),
        direction=words.direction(document.language),
        kind=words.word(words.KINDS, document.kind),
        body=words.word(words.BODIES, document.body) if document.body != "other" else "",
        version=document.version,
        owner=str(document.owner),
        ours=document.owner_id == actor.organisation_id,
        open_to_all=document.open_to_all,
        state=state,
        state_word=str(label),
        mark=mark,
        problem=words.problem(document.problem),
        received_at=document.received_at,
        received_from=document.received_from if keeps or actor.can(Capability.SEE_DOCUMENTS) else "",
        size_bytes=document.size_bytes,
        digest=document.digest,
        counts=document.reading.counts if document.reading else {},
        others=tuple(
            (one.pk, " ".join(filter(None, (words.word(words.LANGUAGES, one.language), one.version))), one.language)
            for one in others
        ),
    )


def siblings(actor: Actor, works: Sequence[str]) -> dict[str, list[Document]]:
    """By work: the documents that this actor may read of it."""
    found: dict[str, list[Document]] = defaultdict(list)
    rows = access.visible_documents(actor).filter(work__in=set(works), state=State.READ)
    for one in rows.select_related("owner", "reading").order_by("language", "version", "received_at"):
        found[one.work].append(one)
    return found


def _page_of_rows(actor: Actor, shown: Page[Document]) -> Page[DocumentRow]:
    family = siblings(actor, [one.work for one in shown.rows])
    rows = tuple(
        row_of(one, actor, [other for other in family.get(one.work, ()) if other.pk != one.pk]) for one in shown.rows
    )
    return _with_rows(shown, rows)


def _with_rows(page: Page, rows: tuple) -> Page:  # type: ignore[type-arg]
    return Page(rows=rows, number=page.number, pages=page.pages, total=page.total, first=page.first, last=page.last)


def _library(actor: Actor, page: Page[DocumentRow]) -> Library:
    visible = access.visible_documents(actor).order_by()
    chosen = {}
    for field, table in (("body", words.BODIES), ("kind", words.KINDS), ("language", words.LANGUAGES)):
        present = set(visible.values_list(field, flat=True).distinct())
        chosen[field] = tuple((code, str(label)) for code, label in table.items() if code in present)
    return Library(
        page=page,
        bodies=chosen["body"],
        kinds=chosen["kind"],
        languages=chosen["language"],
        states=tuple((code, str(label)) for code, (label, _mark) in words.STATES.items()),
        any_at_all=visible.exists(),
        may_add=actor.can(Capability.KEEP_DOCUMENTS),
    )


def _hit(paragraph: Paragraph, phrases: Sequence[Phrase], actor: Actor) -> Hit:
    spans = marked(paragraph.text, phrases)
    begin, end = excerpt(paragraph.text, spans)
    return Hit(
        row=row_of(paragraph.document, actor),
        key=paragraph.key,
        number=paragraph.number,
        kind=paragraph.kind,
        segments=within(cut(paragraph.text, marks=spans), begin, end),
        cut_before=begin > 0,
        cut_after=end < len(paragraph.text),
    )

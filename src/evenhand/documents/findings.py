"""What a document says: citations, dates, places, actors, quantities, references, each with its paragraph."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.documents.citations import (
    Citation,
    CrossReference,
    bare_resolutions,
    citations_in,
    cross_references_in,
)
from evenhand.documents.dates import Dates, dates_in
from evenhand.documents.model import Paragraph, Structure
from evenhand.documents.names import Named, actors_in, places_in
from evenhand.documents.quantities import quantities_in
from evenhand.documents.quantity import Quantity
from evenhand.documents.tables import pattern

LEAST_NUMBERED = 8
"""In a text with fewer numbered paragraphs, which words are common cannot be told."""
COMMON_SHARE = 0.3
"""A pair of signs (Chinese) or a word in more than this share of the paragraphs says nothing of what one is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One stretch of text, a paragraph, heading, footnote or part of the head, with all that was found in it."""

    para: str
    text: str
    citations: tuple[Citation, ...]
    references: tuple[CrossReference, ...]
    dates: Dates
    places: tuple[Named, ...]
    actors: tuple[Named, ...]
    quantities: tuple[Quantity, ...]
    paragraph: Paragraph | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference to paragraphs of the same text: whether it leads anywhere, and why not where it does not."""

    para: str
    target: str
    ok: bool
    why: str | None


def passages_of(structure: Structure) -> tuple[Passage, ...]:
    """Every passage of a document, in order: the head, the paragraphs, the headings, the footnotes."""
    language, about = structure.head.language, structure.head.date
    found = [_passage("head", text, language, about) for text in structure.head_texts]
    found += [_passage(one.id, one.whole, language, about, one) for one in structure.paragraphs]
    found += [_passage("heading", one.title, language, about) for one in structure.sections]
    found += [_passage(f"fn{note.number}", note.text, language, about) for note in structure.footnotes]
    return tuple(found)


def _passage(para: str, text: str, language: str, about: str | None, paragraph: Paragraph | None = None) -> Passage:
    cited = citations_in(text, language)
    dates = dates_in(text, language, about)
    taken = tuple((one.begin, one.end) for one in cited)
    taken += tuple((one.begin, one.end) for one in (*dates.whole, *dates.partial, *dates.impossible))
    counted = paragraph is not None
    figures = counted or para.startswith("fn")
    return Passage(
        para=para,
        text=text,
        citations=cited,
        references=cross_references_in(text, language, cited) if counted else (),
        dates=dates,
        places=tuple(places_in(text, language)),
        actors=tuple(actors_in(text, language)),
        quantities=tuple(quantities_in(text, language, taken)) if figures else (),
        paragraph=paragraph,
    )


def cited_documents(passages: Sequence[Passage], language: str, own: Iterable[str]) -> list[str]:
    """The normal forms of all documents cited, sorted; a resolution without its year takes the one it has elsewhere."""
    found = {one.document for passage in passages for one in passage.citations}
    years: dict[int, set[str]] = {}
    for document in found:
        number = re.match(r"S/RES/(\d+) ", document)
        if number is not None:
            years.setdefault(int(number[1]), set()).add(document)
    for passage in passages:
        for number_without, _, _ in bare_resolutions(passage.text, language):
            if number_without not in years:
                found.add(f"S/RES/{number_without}")
    return sorted(found - set(own))


def unique_names(passages: Sequence[Passage], kind: str) -> list[Named]:
    """Places or actors, each once: several forms of one name stand under the first."""
    found: dict[str, Named] = {}
    for passage in passages:
        for one in passage.places if kind == "places" else passage.actors:
            found.setdefault(one.english or one.text, one)
    return list(found.values())


def references_of(passages: Sequence[Passage], language: str) -> list[Reference]:
    """Each internal reference: whether its paragraphs exist, and whether they speak of the matter at all."""
    numbered = {
        int(one.paragraph.number): one
        for one in passages
        if one.paragraph is not None and one.paragraph.number is not None and one.paragraph.number.isdigit()
    }
    common = _common_terms(passages, language)
    found = []
    for passage in passages:
        for reference in passage.references:
            missing = [n for n in range(reference.first, reference.last + 1) if n not in numbered]
            why = None
            if missing:
                why = "missing"
            elif (
                len(numbered) >= LEAST_NUMBERED
                and reference.first == reference.last
                and _strange(passage, reference, numbered[reference.first], common, language)
            ):
                why = "other-matter"
            found.append(Reference(para=passage.para, target=reference.target, ok=why is None, why=why))
    return found


def _terms(text: str, language: str) -> set[str]:
    if language == "zh":
        runs = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"\s", "", text))
        return {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return {word.lower() for word in re.findall(r"[^\W\d_]{4,}", text)}


def _common_terms(passages: Sequence[Passage], language: str) -> set[str]:
    texts = [one.text for one in passages if one.paragraph is not None]
    counts = Counter(term for text in texts for term in _terms(text, language))
    return {term for term, count in counts.items() if count > max(2, COMMON_SHARE * len(texts))}


def _strange(passage: Passage, reference: CrossReference, target: Passage, common: set[str], language: str) -> bool:
    """Whether the clause that refers shares next to nothing with the paragraph it refers to."""
    begin = max((passage.text.rfind(stop, 0, reference.begin) for stop in "。；.;\n"), default=-1)
    clause = passage.text[begin + 1 : reference.begin]
    own = _terms(clause, language) - common
    if len(own) < 8:
        return False
    return len(own & _terms(target.text, language)) < 0.2 * len(own)


def open_dates(passages: Sequence[Passage], language: str) -> list[Passage]:
    """Passages that leave a date open."""
    return [one for one in passages if one.paragraph is not None and pattern(language, "open_dates").search(one.text)]

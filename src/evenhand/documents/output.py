"""A document read as one JSON object, and as plain text; the keys are those of docs/methods/documents.md."""

import re
from collections.abc import Sequence
from typing import Any

from evenhand.documents.anomalies import anomalies_of
from evenhand.documents.derived import derived_quantities
from evenhand.documents.duties import duties_of
from evenhand.documents.findings import (
    Passage,
    cited_documents,
    passages_of,
    references_of,
    unique_names,
)
from evenhand.documents.model import Paragraph, Section, Structure
from evenhand.documents.quantity import Quantity
from evenhand.documents.reading import read_structure

FORMAT = "evenhand-document-1"


def read_document(text: str, language: str | None = None, *, words: str = "en") -> dict[str, Any]:
    """Everything that reading finds in a text, as values that JSON can hold.

    Args:
        text: the document, as `evenhand.sources.document_files` gives it.
        language: one of the six languages; without it, it is told by script and words.
        words: the language of the messages; `details` lets `faults.anomaly` say them in another one.

    Raises:
        TOO_LARGE: more signs than are read at once.

    >>> found = read_document("1. The Parties shall withdraw within 90 days.")
    >>> found["paragraphs"][0]["number"], found["commitments"][0]["act"]
    ('1', 'must')
    """
    structure = read_structure(text, language)
    passages = passages_of(structure)
    duties = duties_of(passages, structure.head.language, structure.head.date)
    return {
        "format": FORMAT,
        **_head(structure),
        "sections": [_section(one) for one in structure.sections],
        "paragraphs": [_paragraph(one) for one in structure.paragraphs],
        "footnotes": [
            {"number": one.number, "text": one.text, "anchor": one.anchor, "lines": list(one.lines)}
            for one in structure.footnotes
        ],
        **_found(structure, passages),
        "anomalies": [
            {"kind": one.kind, "para": one.para, "message": one.message(words), "details": dict(one.details)}
            for one in anomalies_of(structure, passages, duties)
        ],
        "commitments": [
            {
                "para": one.para, "actors": list(one.actors), "act": one.act, "what": one.what,
                "deadline": one.deadline, "term": one.term, "place": one.place, "theme": one.theme, "quote": one.quote,
                "strength": one.strength, "basis": one.basis, "conditions": list(one.conditions),
                "recurrence": None if one.recurrence is None
                else {"every": _whole(one.recurrence.every), "unit": one.recurrence.unit},
            }
            for one in duties
        ],
        "head_lines": list(structure.head_lines),
        "furniture_lines": list(structure.furniture),
    }  # fmt: skip


def _head(structure: Structure) -> dict[str, Any]:
    head = structure.head
    return {
        "symbols_of_document": list(head.symbols),
        "job_number": head.job_number,
        "date": head.date,
        "date_of_letter": head.date_of_letter,
        "language": head.language,
        "original_language": head.original_language,
        "distribution": head.distribution,
        "addressee": head.addressee,
        "title": head.title,
        "annex_title": head.annex_title,
        "signatories": [{"name": name, "role": role} for name, role in head.signatories],
    }


def _section(one: Section) -> dict[str, Any]:
    return {
        "number": one.number,
        "title": one.title,
        "level": one.level,
        "footnote_refs": list(one.footnote_refs),
        "source": {"line_from": one.line_from, "line_to": one.line_to},
    }


def _paragraph(one: Paragraph) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "part": one.part,
        "kind": one.kind,
        "marker": one.marker,
        "section": list(one.section) or None,
        "page": one.page,
        "page_break_inside": one.page_break_inside,
        "text": one.full_text,
        "subitems": [{"marker": item.marker, "text": item.text, "level": item.level} for item in one.subitems],
        "footnote_refs": list(one.footnote_refs),
        "source": {"line_from": one.line_from, "line_to": one.line_to},
    }


def _found(structure: Structure, passages: Sequence[Passage]) -> dict[str, Any]:
    head, language = structure.head, structure.head.language
    whole = [one for passage in passages for one in passage.dates.whole]
    named = {one.value for one in whole} | {value for value in (head.date, head.date_of_letter) if value is not None}
    printed = {one.value for one in whole if not one.inferred} | {value for value in (head.date,) if value is not None}
    return {
        "citations": cited_documents(passages, language, head.symbols),
        "citation_pinpoints": [
            {"para": passage.para, "doc": one.document, "pinpoint": one.pinpoint}
            for passage in passages
            for one in passage.citations
            if one.pinpoint is not None and passage.para not in {"head", "heading"}
        ],
        "internal_cross_references": [
            {"para": one.para, "target": one.target, "ok": one.ok, "why": one.why}
            for one in references_of(passages, language)
        ],
        "dates": sorted(named),
        "dates_inferred_year": sorted(named - printed),
        "partial_dates": [
            {"value": one.value, "para": passage.para} for passage in passages for one in passage.dates.partial
        ],
        **_names(passages, structure.head.signatories),
        "quantities": [
            {
                "snippet": one.snippet, "value": _whole(one.value),
                "unit": one.unit, "what": one.what, "para": passage.para, "approx": one.approx,
                "qualifier": one.qualifier, "inferred": one.inferred,
            }
            for passage, one in _counted(structure, passages)
        ],
    }  # fmt: skip


def _whole(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _counted(structure: Structure, passages: Sequence[Passage]) -> list[tuple[Passage, Quantity]]:
    """Every quantity in reading order; one that only a name holds ("5+5") once in the whole text."""
    found, named = [], set()
    for passage in passages:
        for one in passage.quantities:
            key = re.sub(r"\s", "", one.snippet)[:3]
            if one.counter == "+" and key in named:
                continue
            named.add(key if one.counter == "+" else "")
            found.append((passage, one))
    order = {id(passage): place for place, passage in enumerate(passages)}
    found += derived_quantities(structure, passages)
    return sorted(found, key=lambda entry: (order[id(entry[0])], entry[1].begin))


def _names(passages: Sequence[Passage], signatories: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Places and actors; who signed is an actor."""
    found = {
        key: [
            {"text": one.text, "en": one.english, "kind": one.kind, "inferred": one.inferred}
            for one in unique_names(passages, key)
        ]
        for key in ("places", "actors")
    }
    known = {one["text"] for one in found["actors"]}
    for name, _ in signatories:
        if name not in known:
            found["actors"].append({"text": name, "en": None, "kind": "person", "inferred": False})
    return found


def as_text(document: dict[str, Any]) -> str:
    """The document as plain text: title, headings and paragraphs with their numbers, footnotes at the end."""
    lines = [value for value in (document["title"], document["annex_title"]) if value]
    places = [(one["source"]["line_from"], "section", one) for one in document["sections"]]
    places += [(one["source"]["line_from"], "paragraph", one) for one in document["paragraphs"]]
    for _, kind, one in sorted(places, key=lambda entry: entry[0]):
        mark = one["number"] or one.get("marker")
        text = one["title"] if kind == "section" else one["text"]
        lines += ["", f"{mark} {text}" if mark else text]
    lines += [f"\n[{note['number']}] {note['text']}" for note in document["footnotes"]]
    return "\n".join(lines).strip() + "\n"

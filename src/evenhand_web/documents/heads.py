"""The head of a document: what the reader proposes, what people put right over it, and what a person should look at."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from evenhand.agreements.gazetteer import fold
from evenhand.documents.classes import body_of, kind_of, work_of
from evenhand_web.documents.models import Document

FIELDS = ("symbol", "title", "date", "language", "kind", "body")
"""What a person can put right, in the order in which it is asked for."""


def proposed(document: Mapping[str, Any]) -> dict[str, str]:
    """The fields as the reader gives them, "" where it says nothing."""
    symbols = document["symbols_of_document"]
    return {
        "symbol": (symbols[0] if symbols else "")[:120],
        "title": document["annex_title"] or document["title"] or "",
        "date": document["date"] or "",
        "language": document["language"] or "",
        "kind": kind_of(symbols, [document["annex_title"], document["title"]]),
        "body": body_of(symbols),
    }


def effective(proposal: Mapping[str, str], corrected: Mapping[str, str]) -> dict[str, str]:
    """What holds: a person's word over the reader's."""
    return {field: corrected.get(field, proposal.get(field, "")) for field in FIELDS}


def state(document: Document) -> str:
    """The version of the head and the number of the reading, as a form carries them: "2.1"; "0" where there is none."""
    said = document.heads.order_by("-number").first()
    return f"{said.number if said else 0}.{document.reading.number if document.reading else 0}"


def apply(document: Document, values: Mapping[str, str]) -> None:
    """Put the fields into the row's columns; the caller saves it."""
    document.symbol = values["symbol"]
    document.title = values["title"]
    document.date = _date(values["date"])
    document.language = values["language"][:10]
    document.kind = values["kind"][:20]
    document.body = values["body"][:40]
    work, document.version = work_of(document.symbol)
    document.work = work or document.pk
    document.search_text = fold(" ".join([document.symbol, document.title, document.name]))


COLUMNS = ("symbol", "title", "date", "language", "kind", "body", "work", "version", "search_text")
"""What `apply` changes."""


def doubts(document: Mapping[str, Any], head: Mapping[str, str]) -> tuple[str, ...]:
    """What a person should look at, as keys of `words.DOUBTS`."""
    found = [f"no-{field}" for field in ("symbol", "title", "date") if not head[field]]
    if head["kind"] == "other":
        found.append("no-kind")
    if not document["paragraphs"]:
        found.append("no-paragraphs")
    if document["dates_inferred_year"]:
        found.append("inferred-years")
    if any(one.get("inferred") for one in (*document["places"], *document["actors"])):
        found.append("inferred-names")
    if document["anomalies"]:
        found.append("anomalies")
    if document["commitments"]:
        found.append("duties")
    return tuple(found)


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:  # a month or a year alone
        return None

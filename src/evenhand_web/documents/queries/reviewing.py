"""What the reader proposes of a document, what a person should look at, and what people have said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.documents import access, heads, links, words
from evenhand_web.documents.models import Document
from evenhand_web.documents.passages import result_of
from evenhand_web.documents.queries.document import DutyRow, WrongRow, all_duties, wrong_in
from evenhand_web.documents.queries.listing import DocumentRow, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """A field of the head."""

    name: str
    label: str
    value: str
    proposed: str
    corrected: bool
    choices: tuple[tuple[str, str], ...]
    known: bool
    """Whether the value is one that its control can show: one of the choices, or a full day."""
    direction: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """A reading, or what a person said."""

    at: datetime
    who: str
    what: str
    """reading, confirmed or corrected."""
    number: int
    reason: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything on the page of the import review."""

    row: DocumentRow
    fields: tuple[FieldRow, ...]
    doubts: tuple[str, ...]
    duties: tuple[DutyRow, ...]
    wrong: tuple[WrongRow, ...]
    history: tuple[HistoryRow, ...]
    based_on: str
    """Which state of the head the page shows."""
    proposals: str
    may_propose: bool


def review(actor: Actor, document_id: str, *, language: str) -> Review:
    """The review of a document that this actor keeps.

    Raises:
        NO_SUCH_DOCUMENT, NOT_PERMITTED, NOT_KEPT_BY_YOU.
    """
    document = access.kept_document(actor, document_id)
    if document.reading is None:
        empty: dict[str, tuple[()]] = dict.fromkeys(("fields", "doubts", "duties", "wrong", "history"), ())
        return Review(row=row_of(document, actor), **empty, based_on="", proposals="", may_propose=False)
    result = result_of(document.reading.result)
    said = document.heads.order_by("-number").first()
    corrected = said.values if said else {}
    values = heads.effective(document.reading.head, corrected)
    return Review(
        row=row_of(document, actor),
        fields=tuple(_field(name, values, document.reading.head, corrected) for name in heads.FIELDS),
        doubts=tuple(words.word(words.DOUBTS, one) for one in heads.doubts(result.document, values)),
        duties=all_duties(result.document),
        wrong=wrong_in(result, document, language),
        history=_history(document),
        based_on=heads.state(document),
        proposals=links.proposals(document.symbol or document.pk),
        may_propose=actor.can(Capability.HANDLE_COMMITMENTS),
    )


def _field(name: str, values: Mapping[str, str], proposal: Mapping[str, str], corrected: Mapping[str, str]) -> FieldRow:
    table = {"language": words.LANGUAGES, "kind": words.KINDS, "body": words.BODIES}.get(name, {})
    proposed = proposal.get(name, "")
    return FieldRow(
        name=name,
        label=words.word(words.FIELDS, name),
        value=values[name],
        proposed=words.word(table, proposed) if proposed else "",
        corrected=name in corrected,
        choices=tuple((code, str(label)) for code, label in table.items()),
        known=values[name] in table if table else name != "date" or len(values[name]) in {0, len("2020-10-23")},
        direction="auto" if name == "title" else "ltr" if name in {"symbol", "date"} else "",
        tag=name,
    )


def _history(document: Document) -> tuple[HistoryRow, ...]:
    rows = [
        HistoryRow(
            at=one.at, who=one.by, what="reading", number=one.number, reason="", details=told_changes(one.changes)
        )
        for one in document.readings.all()
    ]
    before: Mapping[str, str] = {}
    for one in document.heads.order_by("number"):
        new = {name: value for name, value in one.values.items() if before.get(name) != value}
        details = tuple((words.word(words.FIELDS, name), value) for name, value in new.items())
        what = "corrected" if new else "confirmed"
        rows.append(
            HistoryRow(at=one.at, who=one.author, what=what, number=one.number, reason=one.reason, details=details)
        )
        before = one.values
    return tuple(sorted(rows, key=lambda one: (one.at, one.what), reverse=True))


def told_changes(changes: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What changed between two readings: what it is about, and how, in words."""
    told = []
    for what, found in changes.items():
        if what == "head":
            parts = [
                f"{words.word(words.FIELDS, name)}: {old or '—'} → {new or '—'}" for name, (old, new) in found.items()
            ]
        else:
            parts = [f"{words.word(words.HOW, how)}: {_said(value)}" for how, value in found.items()]
        told.append((words.word(words.CHANGES, what), "; ".join(parts)))
    return tuple(told)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value[:12]) + (f" … ({len(value)})" if len(value) > 12 else "")
    return str(value)

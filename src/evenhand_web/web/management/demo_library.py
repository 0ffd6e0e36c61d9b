"""Documents for the demo: an agreement, a plan and a report of a country that does not exist, each in four languages,
with a few faults left in on purpose; and, where a folder is named, all its files. All through the services that a
person's click goes through.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor
from evenhand_web.documents import services, words
from evenhand_web.documents.models import Document

_TEXTS = "evenhand_web.web.management"
_PUBLISHED = ("agreement", "plan")
"""What every organisation reads; the report is released to the commission alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of one file."""

    name: str
    document: str
    """"" where it was refused."""
    told: str


def settle(*, actors: Mapping[str, Actor], agreement: Agreement, now: datetime) -> str:  # noqa: ARG001 - as every part of the demo is asked
    """Add the demo's own documents; gives what came of it in a few words. Safe to repeat."""
    duty = actors["duty"]
    folder = files(_TEXTS).joinpath("demo_documents")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".txt"))
    brought = [bring(folder.joinpath(name).read_bytes(), name, actor=duty, now=now) for name in names]
    for one in brought:
        if one.name.startswith(_PUBLISHED):
            services.open_to_all(document_id=one.document, actor=duty, now=now)
        else:
            services.release(document_id=one.document, organisation="commission", actor=duty, now=now)
    services.confirm(document_id=brought[0].document, actor=duty, now=now)
    plan = next(one for one in brought if one.name.startswith("plan") and one.name.endswith("en.txt"))
    services.propose_commitments(document_id=plan.document, actor=duty, now=now)
    return f"{len(brought)} in 4 languages"


def import_folder(folder: Path, *, actor: Actor, now: datetime) -> Iterator[Brought]:
    """Add every file of a folder, one after another, whatever becomes of each."""
    for path in sorted(one for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")):
        yield bring(path.read_bytes(), path.name, actor=actor, now=now)


def bring(content: bytes, name: str, *, actor: Actor, now: datetime) -> Brought:
    """Add one file and have it read."""
    try:
        received = services.receive(content=[content], name=name, actor=actor, now=now)
        document = services.read(document_id=received.document, actor=actor, now=now)
    except Problem as problem:
        if problem.blame not in {"caller", "state"}:
            raise
        return Brought(name=name, document="", told=f"{problem} ({problem.code})")
    return Brought(name=name, document=document.pk, told=_told(document, is_new=received.is_new))


def _told(document: Document, *, is_new: bool) -> str:
    if document.problem:
        return f"set aside: {words.problem(document.problem)}"
    counts = document.reading.counts if document.reading else {}
    found = ", ".join(f"{count} {name}" for name, count in counts.items())
    facts = " ".join(filter(None, (document.symbol, str(document.date or ""), document.language, document.kind)))
    return f"{facts}: {found}{'' if is_new else ' (was here already)'}"

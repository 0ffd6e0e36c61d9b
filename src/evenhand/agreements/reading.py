"""From the files of an agreement to the agreement, or to every fault that is in them.

Pure: files come in as bytes by name. `evenhand.sources.agreement_files` fetches them.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.agreements.building import build_agreement
from evenhand.agreements.faults import Fault, faulty
from evenhand.agreements.layout import AGREEMENT, PLACES, RULE
from evenhand.agreements.model import Agreement
from evenhand.agreements.nodes import MAX_FILES, MAX_FOLDER_BYTES, Book, Where, read_nodes
from evenhand.agreements.records import Record
from evenhand.agreements.validation import Drafts, validate

AGREEMENT_FILE, PLACES_FILE, RULES_FOLDER = "agreement.yaml", "places.yaml", "rules/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What reading gave: the agreement (None if it has faults) and all faults and warnings, by file and line."""

    agreement: Agreement | None
    faults: tuple[Fault, ...]


def read_agreement(files: Mapping[str, bytes], *, origin: str) -> Agreement:
    """The agreement in `files`.

    Args:
        files: content by path in the agreement's folder, with `/`: agreement.yaml, places.yaml, rules/<rule>.yaml.
        origin: what people call the folder; it appears in the Problem.

    Raises:
        FAULTY: with every fault and warning under `details["faults"]`, a tuple of Fault.
    """
    check = check_agreement(files)
    if check.agreement is None:
        raise faulty(origin, check.faults)
    return check.agreement


def check_agreement(files: Mapping[str, bytes]) -> Check:
    """Read `files` and report everything that is wrong or missing; warnings alone do not spoil the agreement."""
    book = Book()
    drafts = _drafts(files, book)
    if drafts is not None:
        validate(drafts, book)
    faults = tuple(sorted(book.faults, key=lambda fault: (fault.file, fault.line, fault.column)))
    if drafts is None or any(fault.severity == "fault" for fault in faults):
        return Check(agreement=None, faults=faults)
    return Check(agreement=build_agreement(drafts, digest=folder_digest(files)), faults=faults)


def folder_digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, hex; independent of the order of the files.

    >>> folder_digest({"a": b"1", "b": b"2"}) == folder_digest({"b": b"2", "a": b"1"})
    True
    """
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{len(name.encode())}:{name}{len(files[name])}:".encode())
        whole.update(files[name])
    return whole.hexdigest()


def _drafts(files: Mapping[str, bytes], book: Book) -> Drafts | None:
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_FOLDER_BYTES:
        Where(book, AGREEMENT_FILE).fault("folder-too-large", files=MAX_FILES, bytes=MAX_FOLDER_BYTES)
        return None
    if AGREEMENT_FILE not in files:
        Where(book, AGREEMENT_FILE).fault("file-missing", value=AGREEMENT_FILE)
        return None
    rules: dict[str, dict[str, Any]] = {}
    for name in sorted(files):
        if name.startswith(RULES_FOLDER) and name.endswith(".yaml"):
            rules[name] = _read(files, name, RULE, book)
        elif name not in (AGREEMENT_FILE, PLACES_FILE):
            Where(book, name).fault("unknown-file", value=name)
    return Drafts(
        agreement=_read(files, AGREEMENT_FILE, AGREEMENT, book),
        places=_read(files, PLACES_FILE, PLACES, book) if PLACES_FILE in files else {},
        rules=rules,
    )


def _read(files: Mapping[str, bytes], name: str, record: Record, book: Book) -> dict[str, Any]:
    where = Where(book, name)
    node = read_nodes(files[name], where)
    draft = None if node is None else record.read(node, where)
    return draft or {}

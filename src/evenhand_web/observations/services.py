"""Taking feeds in: into the lake, into the catalogue of the pages, and past the rules."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import yaml
from django.conf import settings
from django.db import transaction

from evenhand.agreements.model import Agreement
from evenhand.detection.plan import detect
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.observations.disk import Disk
from evenhand.observations.lake import CatalogueEntry
from evenhand.pipeline.following import State, Update
from evenhand.pipeline.keeping import STATE_DAMAGED
from evenhand.sources.opening import open_source
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents import services as incidents
from evenhand_web.incidents.services.grouping import look_for_links
from evenhand_web.ledger.services import record, unrecorded
from evenhand_web.observations.access import lake
from evenhand_web.observations.mapping import hours, row_of
from evenhand_web.observations.models import FeedSource, LakeFile

TOO_LARGE = ProblemKind(
    code="observations.too-large",
    blame="caller",
    message="{name} has more than {limit_mb} megabytes. Send it in parts, or have it loaded on the server itself.",
)
EMPTY_FILE = ProblemKind(
    code="observations.empty-file",
    blame="caller",
    message="{name} is empty. Choose the file again, or ask the source why nothing was written.",
)
BAD_MAPPING = ProblemKind(
    code="observations.bad-mapping",
    blame="caller",
    message="The mapping is not a YAML mapping: {fault}. Correct it, or leave it empty for a known format.",
)

_NAME_LENGTH = 120
_UNSAFE_IN_NAMES = re.compile(r"[^\w.\- ()+@=,]", re.UNICODE)
_MAPPING_LIMIT = 64_000


class UploadedFile(Protocol):
    """A file as a browser sends it: nothing about it is believed."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """The content, a piece at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a run of the rules changed among the alerts."""

    added: int = 0
    amended: int = 0
    withdrawn: int = 0

    @property
    def none(self) -> bool:
        """Whether everything is as before."""
        return not (self.added or self.amended or self.withdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an upload."""

    digest: str
    is_new: bool
    """False: the same bytes were here already, and nothing changed."""
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the person who sends a file knows of it and the file does not say."""

    source: str = ""
    time_zone: str = ""
    mapping: str = ""
    """YAML, docs/reference/mapping-files.md."""


def ingest_upload(*, file: UploadedFile, actor: Actor, now: datetime, hints: Hints = Hints()) -> Taken:
    """Take one feed file that a person sent: spool it, recognise it by content, load it, run the rules again.

    Args:
        file: what the browser sent; its name and type are only labels.
        actor: who sends it.
        now: when, UTC; rows from more than a day later are set aside.
        hints: source, time zone and mapping, where the file needs them.

    Raises:
        NOT_PERMITTED: the role may not upload feeds.
        TOO_LARGE, EMPTY_FILE, BAD_MAPPING: before anything is read.
        Problems of `evenhand.sources`: the file is broken or of no known format; nothing of it is kept.
    """
    actor.require(Capability.UPLOAD_FEEDS)
    mapping = _mapping(hints.mapping)
    spool = settings.WORKSPACE / "incoming"
    spool.mkdir(mode=0o700, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=spool))
    try:
        path = _spooled(file, folder)
        source = open_source(
            path,
            mapping=mapping,
            received_at=now,
            time_zone=hints.time_zone or None,
            source=hints.source or None,
        )
        if LakeFile.objects.filter(pk=source.digest).exists():
            return Taken(digest=source.digest, is_new=False, changes=Changes())
        entry = lake().ingest(source, now=now)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    enter(entries=(entry,), uploaded_by=actor.username, actor=actor, now=now)
    return Taken(digest=entry.digest, is_new=True, changes=run_rules(actor=SYSTEM, now=now))


@transaction.atomic
def enter(*, entries: Iterable[CatalogueEntry], uploaded_by: str = "", actor: Actor, now: datetime) -> int:
    """Mirror catalogue entries that have no row yet, each with an entry in the record; gives how many were new."""
    known = set(LakeFile.objects.values_list("digest", flat=True))
    new = [entry for entry in entries if entry.digest not in known]
    counted = _hourly(new)
    for entry in new:
        row_of(entry, uploaded_by=uploaded_by, hourly=counted.get(entry.digest, {})).save(force_insert=True)
        details = {
            "name": entry.name,
            "source": entry.source,
            "rows_kept": entry.rows_kept,
            "rows_quarantined": entry.rows_quarantined,
        }
        record(action="observations.ingest", subject=entry.digest, actor=actor, at=now, details=details)
    return len(new)


def refresh(*, actor: Actor, now: datetime) -> int:
    """Mirror what reached the lake without us (the command line, another process); gives how many files were new."""
    return enter(entries=lake().catalogue(), actor=actor, now=now)


@transaction.atomic
def expect(*, source: str, every_s: int | None, actor: Actor, now: datetime) -> None:
    """Say how long a source may be silent before that is remarkable; None: learn it from what came."""
    row, made = FeedSource.objects.get_or_create(source=source, defaults={"expected_every_s": every_s})
    if made or row.expected_every_s != every_s:
        row.expected_every_s = every_s
        row.save(update_fields=["expected_every_s"])
        details = {"expected_every_s": every_s}
        record(action="observations.expect", subject=source, actor=actor, at=now, details=details)


@unrecorded("records each alert that is new, changed or withdrawn through incidents.services.record_alerts")
def run_rules(*, actor: Actor, now: datetime) -> Changes:
    """Hold every agreement in force against the lake, keep what is found, and say what changed.

    Only the objects that came into the lake since the last run are looked at again (docs/methods/one-answer.md).
    """
    changes, disk = Changes(), Disk()
    disk.make_folder(settings.STATE)
    for agreement in agreements.current(now):
        # Nobody else looks and writes down meanwhile: else an older answer could be written over a newer one.
        with disk.locked(settings.STATE / f"{agreement.id}.lock", wait=True):
            update = _updated(agreement, now)
            recorded = incidents.record_alerts(
                alerts=update.alerts,
                actor=actor,
                now=now,
                agreement=agreement.id,
                causes=update.causes if update.generation > 1 else None,
            )
        changes = Changes(
            added=changes.added + recorded.added + recorded.restored,
            amended=changes.amended + recorded.amended + recorded.continued,
            withdrawn=changes.withdrawn + recorded.withdrawn,
        )
    with as_machine("who brings data in need not see what it belongs to"):
        look_for_links(actor=SYSTEM, now=now)
    return changes


def _updated(agreement: Agreement, now: datetime) -> Update:
    """The answer to one agreement, brought up to date; a state that cannot be read is made again from the lake."""
    folder = settings.STATE / agreement.id
    state = State(folder, lake(), agreement, wait=True)
    try:
        return state.update(now)
    except Problem as problem:
        if problem.kind is not STATE_DAMAGED:
            raise
    shutil.rmtree(folder, ignore_errors=True)
    return state.update(now)


@unrecorded("reads only")
def found(agreement: Agreement, *, now: datetime) -> pa.Table:
    """What one agreement's rules find in the whole lake, as ALERTS; nothing is kept."""
    return detect(agreement, **_observed(), as_of=now)


def _observed() -> Mapping[str, pa.Table]:
    """All that the lake holds, by kind."""
    store = lake()
    return {
        "positions": store.positions(),
        "events": store.events(),
        "identities": store.identities(),
        "notices": store.notices(),
    }


def _spooled(file: UploadedFile, folder: Path) -> Path:
    """The upload on disk under a harmless name, refused as soon as it grows too large."""
    path = folder / _safe_name(file.name)
    written = 0
    with path.open("xb") as out:
        for chunk in file.chunks():
            written += len(chunk)
            if written > settings.UPLOAD_LIMIT_BYTES:
                raise TOO_LARGE(name=path.name, limit_mb=settings.UPLOAD_LIMIT_BYTES // 1_000_000)
            out.write(chunk)
    if written == 0:
        raise EMPTY_FILE(name=path.name)
    return path


def _safe_name(name: str | None) -> str:
    """The last part of a sent name, without what could leave a folder, a page or a terminal."""
    last = re.split(r"[/\\]", name or "")[-1]
    clean = _UNSAFE_IN_NAMES.sub("_", last).strip(" .")
    return clean[-_NAME_LENGTH:] or "upload"


def _mapping(text: str) -> Mapping[str, Any] | None:
    if not text.strip():
        return None
    if len(text) > _MAPPING_LIMIT:
        raise BAD_MAPPING(fault=f"it has more than {_MAPPING_LIMIT} characters")
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:  # 2020-13-45 is a date to YAML, and none
        raise BAD_MAPPING(fault=" ".join(str(fault).split())) from None
    if not isinstance(found, dict):
        raise BAD_MAPPING(fault=f"it is a {type(found).__name__}")
    return found


def _hourly(entries: list[CatalogueEntry]) -> dict[str, dict[str, int]]:
    """Observations by hour of each entry, from one scan of the time they span."""
    counted: dict[str, dict[str, int]] = {}
    reads = {"positions": (lake().positions, "seen_at"), "events": (lake().events, "began_at")}
    for kind, (read, instant) in reads.items():
        spans = [entry for entry in entries if entry.kind == kind and entry.begins_at is not None]
        if spans:
            begins_at = min(entry.begins_at for entry in spans)
            counted.update(hours(read(begins_at=begins_at, columns=[instant, "file"]), instant))
    return counted

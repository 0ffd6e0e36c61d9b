"""Having evidence looked into by the closed-off worker, and keeping what it found."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from evenhand.evidence.custody import ActKind
from evenhand.evidence.examining import CREDENTIALS_BYTES
from evenhand.evidence.findings import to_json
from evenhand.evidence.proofmode import fingerprint_of
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.evidence import sandbox
from evenhand_web.evidence.models import Derivative, DerivativeKind, Evidence
from evenhand_web.evidence.services.custody import write
from evenhand_web.evidence.storage import as_file, storage
from evenhand_web.ledger.services import unrecorded


@unrecorded("records through `examine` where something is left to do")
def ensure_examined(*, evidence: Evidence, now: datetime) -> Evidence:
    """The evidence with what its file says of itself, looked into now if nobody has yet."""
    if evidence.examined_at is not None:
        return evidence
    return examine(evidence_id=evidence.pk, actor=SYSTEM, now=now)


def examine_new(*, most: int, actor: Actor, now: datetime) -> int:
    """Look into evidence that nobody has looked into yet, oldest first; gives how much."""
    waiting = Evidence.objects.filter(examined_at=None).order_by("received_at").values_list("pk", flat=True)[:most]
    for evidence_id in list(waiting):
        examine(evidence_id=evidence_id, actor=actor, now=now)
    return len(waiting)


@as_machine("the file is looked into for whoever sees it first, be it only a copy")
def examine(*, evidence_id: str, actor: Actor, now: datetime) -> Evidence:
    """Look into the file in a process of its own, keep what it found and the pictures that it made.

    A file that is too much for the worker is told so in its findings; that is no error. Where no worker came free, the
    evidence stays as it is.

    Raises:
        ORIGINAL_MISSING, STORAGE_UNREADABLE.
    """
    evidence = Evidence.objects.get(pk=evidence_id)
    outcome = look(digest=evidence.digest, media_type=evidence.media_type, size_bytes=evidence.size_bytes)
    if sandbox.WAITING in outcome.findings:
        return evidence  # another time
    made = pictures(evidence=evidence, outcome=outcome, at=now)
    return _kept(evidence_id, outcome, made, actor=actor, now=now)


@unrecorded("reads only")
def look(*, digest: str, media_type: str, size_bytes: int) -> sandbox.Outcome:
    """What the worker finds in a file of the storage.

    Raises:
        ORIGINAL_MISSING, STORAGE_UNREADABLE.
    """
    request: dict[str, Any] = {"media_type": media_type, "size_bytes": size_bytes, **_trust(settings.EVIDENCE_TRUST)}
    with as_file(digest, limit=CREDENTIALS_BYTES + 1) as file:
        return sandbox.examine(file, request)


@unrecorded("rows that the caller saves and records")
def pictures(*, evidence: Evidence, outcome: sandbox.Outcome, at: datetime) -> list[Derivative]:
    """The pictures that the worker made, in the storage; their rows are not saved yet."""
    found = {DerivativeKind.PREVIEW: outcome.preview, DerivativeKind.THUMBNAIL: outcome.thumbnail}
    return [_derived(evidence, kind, picture, at) for kind, picture in found.items() if picture is not None]


@transaction.atomic
def _kept(
    evidence_id: str, outcome: sandbox.Outcome, made: list[Derivative], *, actor: Actor, now: datetime
) -> Evidence:
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence_id)
    if evidence.examined_at is not None and evidence.findings == to_json(outcome.findings):
        return evidence
    Derivative.objects.bulk_create(made, ignore_conflicts=True)
    evidence.findings = to_json(outcome.findings)
    evidence.facts = dict(outcome.facts)
    evidence.examined_at = now
    evidence.save(update_fields=["findings", "facts", "examined_at"])
    details = {"findings": [one.key for one in outcome.findings], "derived": {one.kind: one.digest for one in made}}
    write(evidence=evidence, kind=ActKind.EXAMINED, details=details, actor=actor, now=now)
    return evidence


def _derived(evidence: Evidence, kind: DerivativeKind, picture: sandbox.Picture, now: datetime) -> Derivative:
    kept = storage().keep([picture.content])
    return Derivative(
        evidence=evidence,
        kind=kind,
        digest=kept.digest,
        size_bytes=kept.size_bytes,
        media_type="image/jpeg",
        name=f"{kind.value}.jpg",
        width_px=picture.width_px,
        height_px=picture.height_px,
        made_at=now,
        made_by=SYSTEM.username,
    )


def _trust(folder: Path | None) -> dict[str, Any]:
    """Certificates and keys of those who are trusted, as the operator laid them down."""
    if folder is None or not folder.is_dir():
        return {"anchors": "", "enrolled": {}}
    stamp = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir()))
    return _read_trust(folder, stamp)


@lru_cache(maxsize=4)
def _read_trust(folder: Path, _stamp: tuple[tuple[str, int], ...]) -> dict[str, Any]:
    anchors = "\n".join(path.read_text("ascii") for path in sorted(folder.glob("*.pem")))
    keys = {fingerprint_of(path.read_bytes()): path.stem for path in sorted(folder.glob("*.asc"))}
    return {"anchors": anchors, "enrolled": {key: name for key, name in keys.items() if key}}

"""Files on their way, by the tus protocol: what was acknowledged is on the disk, whatever happens to the server.

The offset in the database is moved only after the bytes before it were forced to the disk. What lies in the file beyond
it (a server that was killed, a line that was cut) does not count and is cut off by the next part.

Source: tus resumable upload protocol 1.0.0, core and the extensions creation, checksum, termination, expiration.
"""

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from evenhand.evidence.hashing import PIECE_BYTES, Readable, fingerprint, pieces, stated_digest
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.evidence.access import NO_SUCH_UPLOAD, require_subject, upload_for
from evenhand_web.evidence.models import Protection, Upload
from evenhand_web.evidence.services.receiving import (
    TOO_LARGE,
    UNKNOWN_PROTECTION,
    Claim,
    attach,
)
from evenhand_web.evidence.storage import storage
from evenhand_web.ledger.services import record, unrecorded

WRONG_OFFSET = ProblemKind(
    code="evidence.wrong-offset",
    blame="state",
    message="The part begins at byte {given}, but {expected} bytes are here. Ask for the offset and go on from there.",
)
BUSY_UPLOAD = ProblemKind(
    code="evidence.busy-upload",
    blame="state",
    message="Another part of upload {upload} is just being written. Wait a moment, ask for the offset and go on.",
)
TOO_MANY_BYTES = ProblemKind(
    code="evidence.too-many-bytes",
    blame="caller",
    message="The upload was announced with {length} bytes, and more came. Begin it again with its true length.",
)
CHECKSUM_DIFFERS = ProblemKind(
    code="evidence.checksum-differs",
    blame="caller",
    message="The part that came has the SHA-256 {found}, not {stated}: it was damaged on its way. Send it again.",
)
TOO_MANY_UPLOADS = ProblemKind(
    code="evidence.too-many-uploads",
    blame="state",
    message="You have {count} unfinished uploads. Finish or give up some of them first.",
)
EMPTY_UPLOAD = ProblemKind(
    code="evidence.empty-upload",
    blame="caller",
    message="{name} is empty, so there is nothing to send. Choose the file again.",
)
NO_SPACE = ProblemKind(
    code="evidence.no-space",
    blame="operator",
    message="The disk has no room for {length} bytes of evidence. Make room in the workspace.",
)

LIFETIME = timedelta(days=7)
UNFINISHED = 50
_STEP_BYTES = 16 * PIECE_BYTES
"""After so much the disk is forced and the offset moved, even in the middle of a part."""
_SPARE_BYTES = 200_000_000
_ORPHANED_S = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a file as it comes in."""

    offset_bytes: int
    stream: Readable
    checksum: str = ""
    """SHA-256 that the part must have, hex; "": none is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where an upload stands."""

    upload: str
    offset_bytes: int
    length_bytes: int
    expires_at: datetime
    evidence: str = ""
    """What it became, once it is whole."""


@transaction.atomic
def begin(*, length_bytes: int, claim: Claim, actor: Actor, now: datetime) -> Progress:
    """Announce a file. Leaves an entry of the record; the chain of custody begins when it is whole.

    Raises:
        NOT_PERMITTED, NO_SUCH_SUBJECT, UNKNOWN_PROTECTION, BAD_DIGEST, EMPTY_UPLOAD, TOO_LARGE, TOO_MANY_UPLOADS,
        NO_SPACE.
    """
    require_subject(actor, claim.subject_kind, claim.subject)
    if claim.protection not in Protection.values:
        raise UNKNOWN_PROTECTION(protection=claim.protection[:12], known=", ".join(Protection.values))
    if length_bytes <= 0:
        raise EMPTY_UPLOAD(name=claim.name[:120] or "?")
    if length_bytes > settings.EVIDENCE_LIMIT_BYTES:
        raise TOO_LARGE(name=claim.name[:120] or "?", limit_mb=settings.EVIDENCE_LIMIT_BYTES // 1_000_000)
    mine = Upload.objects.filter(user_id=actor.user_id, evidence=None, expires_at__gt=now).count()
    if mine >= UNFINISHED:
        raise TOO_MANY_UPLOADS(count=mine)
    volume = os.statvfs(_folder())
    if volume.f_bavail * volume.f_frsize < length_bytes + _SPARE_BYTES:
        raise NO_SPACE(length=length_bytes)
    upload = Upload.objects.create(
        upload=secrets.token_hex(24),
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        length_bytes=length_bytes,
        name=claim.name.replace("\0", "")[:300],
        declared_type=claim.declared_type.replace("\0", "")[:100],
        stated_digest=stated_digest(claim.stated_digest),
        subject_kind=claim.subject_kind[:32],
        subject=claim.subject[:128],
        note=claim.note.replace("\0", ""),
        protection=claim.protection,
        begun_at=now,
        expires_at=now + LIFETIME,
    )
    _path(upload).touch(mode=0o600)
    details = {"length_bytes": length_bytes, "subject_kind": upload.subject_kind, "upload": upload.pk[:8]}
    record(action="evidence.upload", subject=upload.subject, actor=actor, at=now, details=details)
    return _progress(upload)


@unrecorded("parts of a file are no evidence; the whole is, and `attach` records it")
def append(*, upload_id: str, part: Part, actor: Actor, now: datetime) -> Progress:
    """Write the next part of a file, as much of it as comes; the last part makes the file evidence.

    Where the line is cut, what came is kept and the client asks for the offset. A part with a checksum counts whole or
    not at all.

    Raises:
        NO_SUCH_UPLOAD, WRONG_OFFSET, BUSY_UPLOAD, TOO_MANY_BYTES, CHECKSUM_DIFFERS; and of `attach` with the last part.
    """
    upload = upload_for(actor, upload_id)
    if upload.evidence_id is not None:
        if part.offset_bytes != upload.length_bytes:
            raise WRONG_OFFSET(given=part.offset_bytes, expected=upload.length_bytes)
        return _progress(upload)
    with _locked(upload) as file:
        upload = upload_for(actor, upload_id)  # as it stands now that nobody else writes
        if part.offset_bytes != upload.offset_bytes:
            raise WRONG_OFFSET(given=part.offset_bytes, expected=upload.offset_bytes)
        file.truncate(upload.offset_bytes)
        file.seek(upload.offset_bytes)
        _write(upload, file, part)
        if upload.offset_bytes < upload.length_bytes or upload.evidence_id is not None:
            return _progress(upload)
        return _finish(upload, file, actor=actor, now=now)


@transaction.atomic
def give_up(*, upload_id: str, actor: Actor, now: datetime) -> None:
    """Forget an unfinished upload and all that came of it.

    Raises:
        NO_SUCH_UPLOAD.
    """
    upload = upload_for(actor, upload_id, for_update=True)
    if upload.evidence_id is None:
        _path(upload).unlink(missing_ok=True)
        details = {"upload": upload.pk[:8], "offset_bytes": upload.offset_bytes}
        record(action="evidence.give-up", subject=upload.subject, actor=actor, at=now, details=details)
    upload.delete()


@unrecorded("`attach` records what it finishes; else it only reads")
def progress(*, upload_id: str, actor: Actor, now: datetime) -> Progress:
    """Where an upload stands. One that is whole, and whose last step a crash cut off, is finished now.

    Raises:
        NO_SUCH_UPLOAD, BUSY_UPLOAD; and of `attach`.
    """
    upload = upload_for(actor, upload_id)
    if upload.evidence_id is None and upload.offset_bytes == upload.length_bytes:
        with _locked(upload) as file:
            return _finish(upload_for(actor, upload_id), file, actor=actor, now=now)
    return _progress(upload)


@unrecorded("what nobody finished in time was never evidence")
def expire(*, now: datetime) -> int:
    """Remove what was not finished in time, and old files that no upload knows; gives how many were removed."""
    gone = 0
    for upload in Upload.objects.filter(expires_at__lte=now):
        _path(upload).unlink(missing_ok=True)
        upload.delete()
        gone += 1
    known = set(Upload.objects.values_list("upload", flat=True))
    for path in _folder().iterdir():
        # A young one may belong to an upload that another process is about to announce.
        if path.name not in known and time.time() - path.stat().st_mtime > _ORPHANED_S:
            path.unlink(missing_ok=True)
    return gone


def _write(upload: Upload, file: BinaryIO, part: Part) -> None:
    """Write what comes; the offset follows the disk step by step, or at the end where a checksum is stated."""
    state, written = hashlib.sha256(), upload.offset_bytes
    since = 0
    for piece in _until_cut(part.stream):
        written += len(piece)
        since += len(piece)
        if written > upload.length_bytes:
            raise TOO_MANY_BYTES(length=upload.length_bytes)
        file.write(piece)
        if part.checksum:
            state.update(piece)
        elif since >= _STEP_BYTES:
            _reach(upload, file, written)
            since = 0
    if part.checksum and state.hexdigest() != part.checksum:
        raise CHECKSUM_DIFFERS(found=state.hexdigest(), stated=part.checksum)
    _reach(upload, file, written)


def _until_cut(stream: Readable) -> Iterator[bytes]:
    """The pieces of a request's body until it ends or its line is cut."""
    try:
        yield from pieces(stream, size=256 * 1024)
    except OSError:
        return


def _reach(upload: Upload, file: BinaryIO, offset: int) -> None:
    file.flush()
    os.fsync(file.fileno())
    upload.offset_bytes = offset
    upload.save(update_fields=["offset_bytes"])


def _finish(upload: Upload, file: BinaryIO, *, actor: Actor, now: datetime) -> Progress:
    """Hash what lies on the disk, store it as an original, and make it evidence. Safe to repeat after any crash."""
    if upload.evidence_id is not None:
        return _progress(upload)
    file.seek(0)
    found = fingerprint(pieces(file))
    storage().keep_file(_path(upload), found)
    claim = Claim(
        subject_kind=upload.subject_kind,
        subject=upload.subject,
        name=upload.name,
        declared_type=upload.declared_type,
        stated_digest=upload.stated_digest,
        protection=upload.protection,
        note=upload.note,
    )
    upload.evidence_id = attach(content=found, claim=claim, actor=actor, now=now).evidence
    upload.save(update_fields=["evidence"])
    _path(upload).unlink(missing_ok=True)
    return _progress(upload)


@contextmanager
def _locked(upload: Upload) -> Iterator[BinaryIO]:
    """The file of an upload, for one writer; the system takes the lock back from a process that ends."""
    try:
        file = _path(upload).open("r+b")
    except FileNotFoundError:  # lost, or finished by another request this very moment
        if Upload.objects.filter(pk=upload.pk).exclude(evidence=None).exists():
            raise BUSY_UPLOAD(upload=upload.pk[:8]) from None
        raise NO_SUCH_UPLOAD(upload=upload.pk) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BUSY_UPLOAD(upload=upload.pk[:8]) from None
        yield file


def _progress(upload: Upload) -> Progress:
    return Progress(
        upload=upload.pk,
        offset_bytes=upload.offset_bytes,
        length_bytes=upload.length_bytes,
        expires_at=upload.expires_at,
        evidence=upload.evidence_id or "",
    )


def _folder() -> Path:
    folder = Path(settings.WORKSPACE) / "uploads-begun"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _path(upload: Upload) -> Path:
    return _folder() / str(upload.pk)

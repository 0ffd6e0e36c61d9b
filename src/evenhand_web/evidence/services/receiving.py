"""Taking evidence in: hashed at the door, kept bit for bit, its first act of custody written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from evenhand.agreements.gazetteer import fold
from evenhand.evidence.custody import ActKind
from evenhand.evidence.hashing import Fingerprint, pieces, stated_digest
from evenhand.evidence.names import safe_name
from evenhand.evidence.recognition import Recognition, recognise
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.evidence.access import require_subject
from evenhand_web.evidence.mapping import evidence_id
from evenhand_web.evidence.models import Evidence, Protection
from evenhand_web.evidence.services.custody import write
from evenhand_web.evidence.storage import storage
from evenhand_web.ledger.services import unrecorded

TOO_LARGE = ProblemKind(
    code="evidence.too-large",
    blame="caller",
    message="{name} has more than {limit_mb} megabytes. Split it, or have the limit raised.",
)
UNKNOWN_PROTECTION = ProblemKind(
    code="evidence.unknown-protection",
    blame="caller",
    message="{protection!r} is no protection. Choose one of: {known}.",
)
NO_SUCH_OWNER = ProblemKind(
    code="evidence.no-such-owner",
    blame="missing",
    message="There is no organisation {owner!r} that could own this. Give the key of one.",
)
NOT_YOURS_TO_GIVE = ProblemKind(
    code="evidence.not-yours-to-give",
    blame="permission",
    message="{who} cannot hand in evidence in the name of {owner!r}. Hand it in for your own organisation.",
)

_NOTE = 4_000

Content = BinaryIO | Path | Iterable[bytes] | Fingerprint
"""An open file, a path of this machine, parts in order, or what `keep` gave before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the sender says of a file. Nothing of it is believed; all of it is kept."""

    subject_kind: str
    subject: str
    name: str = ""
    declared_type: str = ""
    stated_digest: str = ""
    owner: str = ""
    """Key of the organisation whose it is; "": the mission's own."""
    protection: str = Protection.OPEN
    note: str = ""
    """What it shows, in the sender's words."""
    handed_in_by: str = ""
    """User name of who sent it, where the machine attaches it for an app; else the actor is who sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What became of a file."""

    evidence: str
    digest: str
    is_new: bool
    """False: the same file was there already under this name on this subject, and nothing changed."""
    agrees: bool | None
    """Whether it is the file whose SHA-256 the sender stated; None: none was stated."""


@unrecorded("content belongs to nobody and says nothing until `attach` gives it a subject")
def keep(*, content: Content, name: str = "") -> Fingerprint:
    """Store content without saying yet what it belongs to; long files belong here, before a transaction begins.

    Raises:
        TOO_LARGE: nothing of it is kept.
        STORAGE_UNREADABLE.
    """
    if isinstance(content, Fingerprint):
        return content
    if isinstance(content, Path):
        with content.open("rb") as file:
            return storage().keep(_bounded(pieces(file), name))
    parts = pieces(content) if hasattr(content, "read") else content
    return storage().keep(_bounded(parts, name))


def attach(*, content: Content, claim: Claim, actor: Actor, now: datetime) -> Attached:
    """Take a file in as evidence on a subject. Safe to repeat: the same file, name and subject are the same evidence.

    A stated SHA-256 that is not the file's does not stop it: the file is kept and says so.

    Args:
        content: read to its end where it is no `Fingerprint` that `keep` gave.
        claim: what the sender says.
        actor: who hands it in. SYSTEM stands for an app that has checked the right of its own sender.
        now: when, UTC.

    Raises:
        NOT_PERMITTED, NO_SUCH_SUBJECT, NOT_YOURS_TO_GIVE, NO_SUCH_OWNER, UNKNOWN_PROTECTION, BAD_DIGEST, TOO_LARGE.
    """
    owner = _owner(claim, actor)
    stated = stated_digest(claim.stated_digest)
    if claim.protection not in Protection.values:
        raise UNKNOWN_PROTECTION(protection=claim.protection, known=", ".join(Protection.values))
    if actor is not SYSTEM:
        require_subject(actor, claim.subject_kind, claim.subject)
    name = safe_name(claim.name)
    kept = keep(content=content, name=name.safe)
    with storage().open(kept.digest) as file:
        seen = recognise(file, name=name.safe, declared=claim.declared_type)
    evidence = _row(claim, kept, seen, owner=owner, stated=stated)
    evidence.name = name.safe
    evidence.warnings = [*name.warnings, *seen.warnings]
    sender = claim.handed_in_by if actor is SYSTEM else ""
    evidence.received_at, evidence.received_from = now, sender[:150] or actor.username
    return _entered(evidence, actor=actor, now=now)


@transaction.atomic
@as_machine("the same file may be here already, and who hands in what is restricted sees it no more")
def _entered(evidence: Evidence, *, actor: Actor, now: datetime) -> Attached:
    evidence.pk = evidence_id(
        subject_kind=evidence.subject_kind, subject=evidence.subject, name=evidence.name, digest=evidence.digest
    )
    evidence.search_text = fold(" ".join([evidence.name, evidence.digest, evidence.subject, evidence.note]))
    known = Evidence.objects.filter(pk=evidence.pk).first()
    if known is None:
        # Two may come at once; the second waits for the first's transaction and then finds it there.
        Evidence.objects.bulk_create([evidence], ignore_conflicts=True)
        locked = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if not locked.acts.exists():
            details = {
                "name": evidence.name,
                "received_from": evidence.received_from,
                "size_bytes": evidence.size_bytes,
                "subject_kind": evidence.subject_kind,
                "subject": evidence.subject,
                "stated_digest": evidence.stated_digest,
                "media_type": evidence.media_type,
            }
            write(evidence=locked, kind=ActKind.RECEIVED, reason=evidence.note, details=details, actor=actor, now=now)
            return _attached(locked, is_new=True)
        known = locked
    return _attached(known, is_new=False)


def _attached(evidence: Evidence, *, is_new: bool) -> Attached:
    return Attached(evidence=evidence.pk, digest=evidence.digest, is_new=is_new, agrees=evidence.stated_agrees)


def _row(claim: Claim, kept: Fingerprint, seen: Recognition, *, owner: Organisation | None, stated: str) -> Evidence:
    return Evidence(
        subject_kind=claim.subject_kind[:32],
        subject=claim.subject[:128],
        digest=kept.digest,
        size_bytes=kept.size_bytes,
        media_type=seen.media_type,
        family=seen.family,
        declared_type="".join(sign for sign in claim.declared_type if sign.isprintable())[:100],
        stated_digest=stated,
        stated_agrees=stated == kept.digest if stated else None,
        note=claim.note.replace("\0", "").strip()[:_NOTE],
        owner=owner,
        protection=claim.protection,
    )


def _owner(claim: Claim, actor: Actor) -> Organisation | None:
    """Whose it will be: outside the mission, always the sender's own organisation."""
    found = Organisation.objects.filter(key=claim.owner).first() if claim.owner else None
    if claim.owner and found is None:
        raise NO_SUCH_OWNER(owner=claim.owner[:64])
    if actor is SYSTEM or actor.can(Capability.SEE_EVIDENCE):
        return found
    own = Organisation.objects.filter(pk=actor.organisation_id).first()
    if found is not None and found != own:
        raise NOT_YOURS_TO_GIVE(who=actor.username, owner=claim.owner[:64])
    return own


def _bounded(parts: Iterable[bytes], name: str) -> Iterator[bytes]:
    total, limit = 0, settings.EVIDENCE_LIMIT_BYTES
    for part in parts:
        total += len(part)
        if total > limit:
            raise TOO_LARGE(name=name or "?", limit_mb=limit // 1_000_000)
        yield part

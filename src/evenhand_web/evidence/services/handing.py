"""Handing evidence out, and hashing it again: each time an act of custody."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from evenhand.evidence.custody import ActKind
from evenhand.evidence.hashing import fingerprint, pieces
from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.evidence.access import copy_for, evidence_for, glimpse
from evenhand_web.evidence.models import Derivative, Evidence, Integrity
from evenhand_web.evidence.reasons import said
from evenhand_web.evidence.services.custody import write
from evenhand_web.evidence.storage import ORIGINAL_MISSING, storage
from evenhand_web.evidence.tickets import Ticket

log = logging.getLogger(__name__)


@transaction.atomic
def hand_out(
    *, evidence_id: str, what: str, copy_id: int | None = None, reason: str, actor: Actor, now: datetime
) -> Ticket:
    """Let somebody take a file away, and write down who, when and why.

    Args:
        evidence_id: of which evidence.
        what: "original", "package" (the original with its custody record) or "copy".
        copy_id: which redacted copy, where `what` is "copy".
        reason: in the actor's words.
        actor: who takes it.
        now: when, UTC.

    Raises:
        NO_SUCH_EVIDENCE, NO_SUCH_COPY, REASON_MISSING.
    """
    why = said(reason, "reason")
    copy: Derivative | None = None
    if what == "copy":
        evidence = glimpse(actor, evidence_id, for_update=True)
        copy = copy_for(actor, evidence, copy_id or 0)
    else:
        evidence = evidence_for(actor, evidence_id, for_update=True)
    kind = ActKind.PACKAGED if what == "package" else ActKind.DOWNLOADED
    details: dict[str, Any] = {"what": what} | ({"copy": copy.digest} if copy else {})
    act = write(evidence=evidence, kind=kind, reason=why, details=details, actor=actor, now=now)
    return Ticket(
        evidence=evidence.pk, what=what, user=actor.user_id or 0, act=act.sequence, copy=copy.pk if copy else None
    )


def verify(*, evidence_id: str, actor: Actor, now: datetime) -> str:
    """Hash the original again and write down what was found; gives a value of Integrity.

    Raises:
        NOT_PERMITTED, NO_SUCH_EVIDENCE.
    """
    actor.require(Capability.HANDLE_EVIDENCE)
    return _verified(evidence_for(actor, evidence_id), actor=actor, now=now)


def verify_due(*, most: int, actor: Actor, now: datetime) -> dict[str, str]:
    """Hash again those originals that were not checked for longest; gives a value of Integrity for each.

    Args:
        most: how many at a time.
        actor: the machine; nobody is asked whether they may.
        now: when, UTC.
    """
    longest = Evidence.objects.order_by(F("checked_at").asc(nulls_first=True), "received_at")[:most]
    found = {}
    for evidence in longest:
        found[evidence.pk] = _verified(evidence, actor=actor, now=now)
    return found


def _verified(evidence: Evidence, *, actor: Actor, now: datetime) -> str:
    return _checked(evidence.pk, _hash_again(evidence), actor=actor, now=now)


def _hash_again(evidence: Evidence) -> str:
    """SHA-256 of what lies in the storage; "" where nothing does."""
    try:
        with storage().open(evidence.digest) as file:
            return fingerprint(pieces(file)).digest
    except Problem as problem:
        if problem.kind is not ORIGINAL_MISSING:
            raise
    return ""


@transaction.atomic
def _checked(evidence_id: str, found: str, *, actor: Actor, now: datetime) -> str:
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence_id)
    sound = found == evidence.digest
    evidence.integrity = Integrity.SOUND if sound else Integrity.ALTERED if found else Integrity.MISSING
    evidence.checked_at = now
    evidence.save(update_fields=["integrity", "checked_at"])
    kind = ActKind.CHECKED if sound else ActKind.ALTERED
    write(evidence=evidence, kind=kind, details={} if sound else {"found": found}, actor=actor, now=now)
    if not sound:
        log.error("EVIDENCE %s: expected SHA-256 %s, found %s", evidence.pk, evidence.digest, found or "nothing")
    return str(evidence.integrity)

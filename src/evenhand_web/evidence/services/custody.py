"""Writing the chain of custody: the caller holds the evidence's row and a transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model

from evenhand.evidence.custody import Act, ActKind, following
from evenhand.foundation.canonical import canonical_bytes
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.evidence.mapping import act_of, row_of
from evenhand_web.evidence.models import CustodyAct, Evidence
from evenhand_web.ledger.services import record


def write(
    *,
    evidence: Evidence,
    kind: ActKind,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    rows: Sequence[Model] = (),
    actor: Actor,
    now: datetime,
) -> CustodyAct:
    """Append an act to the chain of this evidence, and an entry to the record.

    An act `altered` names in its details, as "found", what the content is now.
    """
    last = evidence.acts.order_by("-sequence").first()
    told = dict(details or {})
    content = str(told.get("found", evidence.digest)) if kind is ActKind.ALTERED else evidence.digest
    act = following(
        evidence.pk,
        act_of(last) if last else None,
        Act(
            sequence=0,
            kind=kind,
            at=now,
            actor=actor.username,
            organisation=_key(actor),
            reason=reason,
            content=content,
            details=told,
        ),
    )
    row = row_of(evidence, act)
    row.save(force_insert=True)
    summary = {"digest": evidence.digest, "act": act.digest, "reason": reason} | {
        "details": canonical_bytes(told).decode()
    }
    record(
        action=f"evidence.{kind.value}", subject=evidence.pk, actor=actor, at=now, details=summary, rows=[row, *rows]
    )
    return row


def _key(actor: Actor) -> str:
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)

"""Rows as the values of the library, and back."""

import json
from collections.abc import Iterable

from evenhand.evidence.custody import Act, ActKind
from evenhand.foundation.canonical import canonical_bytes, content_id
from evenhand_web.evidence.models import CustodyAct, Evidence


def evidence_id(*, subject_kind: str, subject: str, name: str, digest: str) -> str:
    """The id of a piece of evidence: the same file under the same name on the same subject is the same evidence."""
    return content_id("evidence", {"kind": subject_kind, "subject": subject, "name": name, "digest": digest})


def act_of(row: CustodyAct) -> Act:
    """The act as it is hashed."""
    return Act(
        sequence=row.sequence,
        kind=ActKind(row.kind),
        at=row.at,
        actor=row.actor,
        organisation=row.organisation,
        reason=row.reason,
        content=row.content,
        details=json.loads(row.details),
        previous=row.previous,
        digest=row.digest,
    )


def row_of(evidence: Evidence, act: Act) -> CustodyAct:
    """The row of an act that has its place in the chain."""
    return CustodyAct(
        evidence=evidence,
        sequence=act.sequence,
        kind=act.kind.value,
        at=act.at,
        actor=act.actor,
        organisation=act.organisation,
        reason=act.reason,
        content=act.content,
        details=canonical_bytes(dict(act.details)).decode(),
        previous=act.previous,
        digest=act.digest,
    )


def chain_of(evidence: Evidence) -> tuple[Act, ...]:
    """All acts about a piece of evidence, in order."""
    return tuple(act_of(row) for row in evidence.acts.order_by("sequence"))


def search_text(*parts: str, fold: Iterable[str] = ()) -> str:
    """What a search looks through."""
    return " ".join(filter(None, (*parts, *fold)))

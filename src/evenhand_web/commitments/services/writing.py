"""Writing acts: the row, what each audience sees, the deadlines, and the record, always together."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from evenhand.commitments.acts import Capacity, Evidence
from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.codec import to_json
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import OrganisationKind, Role
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Act, Commitment, Plan, PlanAct
from evenhand_web.commitments.projection import project, project_plan
from evenhand_web.ledger.services import record

_TWICE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is to be written of an act."""

    kind: str
    content: Mapping[str, Any]
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""
    shared: bool = False
    corrected: bool = False
    """Of a version: a person wrote it here; it does not come from the source."""

    @property
    def text(self) -> str:
        """Canonical JSON."""
        told: dict[str, Any] = {"content": dict(self.content)}
        if self.evidence:
            told["evidence"] = to_json(self.evidence)
        if self.reason:
            told["reason"] = self.reason
        if self.corrected:
            told["corrected"] = True
        return canonical_bytes(told).decode()


def capacity_of(actor: Actor, commitment: Commitment | None, plan: Plan | None) -> Capacity:
    """As what an actor's organisation speaks of something: the host of a plan is whoever evaluates it."""
    key = access.key_of(actor)
    if plan is not None and mapping.plan_of(plan).evaluator == key != "":
        return Capacity.HOST
    if actor.organisation_kind == OrganisationKind.MISSION:
        return Capacity.MONITOR
    if actor.organisation_kind == OrganisationKind.PARTY:
        return Capacity.PARTY
    if commitment is not None:
        with as_machine("who owes it stands in its version, which all see who see anything of it"):
            if key in mapping.latest(commitment, Act.objects.filter(commitment=commitment).order_by("number")).debtors:
                return Capacity.PARTY
    return Capacity.SECRETARIAT if actor.role == Role.SECRETARIAT else Capacity.OTHER


@as_machine("an act changes what everybody sees of a commitment")
def append(*, commitment: Commitment, word: Word, actor: Actor, now: datetime, anew: bool = False) -> Act:
    """Append an act. The caller holds the commitment's row and a transaction, and has checked the actor.

    The same once more by the same person within a minute is the same act: a button pressed twice does nothing twice.
    The record holds a salted digest of the act and not what it says: it is read by people who may not read that.

    Args:
        commitment: what it is about.
        word: what is said.
        actor: who says it.
        now: when.
        anew: the commitment is new, and so it has no acts.
    """
    last = None if anew else Act.objects.filter(commitment=commitment).order_by("-number").first()
    if last is not None and _is_twin(last, word, actor, now):
        return last
    plan = Plan.objects.filter(key=commitment.plan).first() if commitment.plan else None
    capacity = capacity_of(actor, None if anew else commitment, plan)
    row = Act(commitment=commitment, **_columns(word, last, capacity, actor, now))
    row.save(force_insert=True)
    project([commitment], now=now)
    details = {"act": row.number, "digest": row.digest}
    record(action=f"commitments.{word.kind}", subject=commitment.pk, actor=actor, at=now, details=details, rows=[row])
    return row


@as_machine("an act changes what everybody sees of a commitment")
def append_many(*, words: Sequence[tuple[Commitment, Word]], actor: Actor, now: datetime) -> int:
    """The same act of many commitments at once, with one entry of the record; gives how many.

    The caller holds them, has checked the actor, and says nothing in the name of a body: what is appended is a version
    or a release. A commitment may stand in it several times.
    """
    keys = [commitment.pk for commitment, _word in words]
    last: dict[str, Act] = {}
    for act in Act.objects.filter(commitment__in=keys).order_by("commitment", "number"):
        last[act.commitment_id] = act
    rows = []
    for commitment, word in words:
        capacity = capacity_of(actor, None, None)
        row = Act(commitment=commitment, **_columns(word, last.get(commitment.pk), capacity, actor, now))
        last[commitment.pk] = row
        rows.append(row)
    Act.objects.bulk_create(rows, batch_size=500)
    project({commitment.pk: commitment for commitment, _word in words}.values(), now=now)
    for kind in dict.fromkeys(row.kind for row in rows):
        done = [row for row in rows if row.kind == kind]
        details = {"acts": len(done), "digests": [row.digest for row in done]}
        about = words[0][0].plan
        record(action=f"commitments.{kind}", subject=about, actor=actor, at=now, details=details, rows=done)
    return len(rows)


@as_machine("what is said of a plan changes what everybody sees of its commitments")
def append_to_plan(*, plan: Plan, word: Word, actor: Actor, now: datetime) -> PlanAct:
    """The same of a plan."""
    last = PlanAct.objects.filter(plan=plan).order_by("-number").first()
    if last is not None and _is_twin(last, word, actor, now):
        return last
    row = PlanAct(plan=plan, **_columns(word, last, capacity_of(actor, None, plan), actor, now))
    row.save(force_insert=True)
    project_plan(plan, now=now)
    details = {"act": row.number, "digest": row.digest}
    record(action=f"commitments.{word.kind}", subject=plan.key, actor=actor, at=now, details=details, rows=[row])
    return row


def find(acts: Sequence[Any], place: int) -> Any:
    """The act at that place, from 1, among those that somebody sees, or None."""
    return acts[place - 1] if 0 < place <= len(acts) else None


def _is_twin(last: Act | PlanAct, word: Word, actor: Actor, now: datetime) -> bool:
    same = (last.kind, last.content, last.shared) == (word.kind, word.text, word.shared)
    own = (last.user, last.organisation) == (actor.username, access.key_of(actor))
    return same and own and now - last.at < _TWICE


def _columns(word: Word, last: Act | PlanAct | None, capacity: Capacity, actor: Actor, now: datetime) -> dict[str, Any]:
    salt, text = secrets.token_hex(16), word.text
    return {
        "number": last.number + 1 if last else 1,
        # The clocks of two machines may differ by a little; acts stay in the order in which they are done.
        "at": max(now, last.at) if last else now,
        "user": actor.username,
        "organisation": access.key_of(actor),
        "capacity": capacity.value,
        "kind": word.kind,
        "content": text,
        "shared": word.shared,
        "salt": salt,
        "digest": hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest(),
    }

"""What bodies say: how a commitment stands, how far an indicator is, what they have seen. Each writes its own view."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from evenhand.commitments.acts import Act as DomainAct
from evenhand.commitments.acts import (
    ConditionSaid,
    Content,
    Evidence,
    Measured,
    Occurred,
    Paused,
    Resumed,
    StatusSaid,
    WillingnessSaid,
    content_to,
)
from evenhand.commitments.statuses import require_allowed
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.access import Seen
from evenhand_web.commitments.models import Act, Plan, PlanAct
from evenhand_web.commitments.services.writing import Word, append, append_to_plan, capacity_of, find
from evenhand_web.ledger.turns import take_turn

NOTHING_SAID = ProblemKind(
    code="commitments.nothing-said",
    blame="caller",
    message="{field} is {value!r}, so nothing is said. Write it, or go back.",
)
NOT_TAKEN_BACK = ProblemKind(
    code="commitments.not-taken-back",
    blame="state",
    message="Number {number} is nothing that your organisation said and still holds. Choose something of its own.",
)
NOT_OF_IT = ProblemKind(
    code="commitments.not-of-it",
    blame="caller",
    message="{field} is {value!r}, which this commitment or plan does not have. Choose one of the list.",
)

_KEEPERS_ALONE = (Paused, Resumed, Occurred)
"""What moves clocks rests on a decision; those who keep the commitment write it down."""


@transaction.atomic
def say(
    *,
    commitment_id: str,
    content: Content,
    evidence: tuple[Evidence, ...] = (),
    reason: str = "",
    shared: bool = False,
    actor: Actor,
    now: datetime,
) -> Act:
    """Say something of a commitment for one's own organisation.

    Args:
        commitment_id: which.
        content: what is said; which commitment and which version it is about follows from these, not from it.
        evidence: on what it rests.
        reason: why, in words.
        shared: whether everybody is to see it who sees the commitment.
        actor: who.
        now: when.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED.
        NOT_OF_IT: an indicator, a State or a kind of word that it does not have.
        What `evenhand.commitments.statuses` says of a change of status.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    if isinstance(content, _KEEPERS_ALONE):
        access.require_keeper(actor, seen.commitment.owner_id)
    else:
        actor.require(Capability.REPORT_ON_COMMITMENTS)
    _require_allowed(content, evidence, reason, seen, actor, now)
    word = Word(
        kind=_kind(content),
        content=_told(content, seen),
        evidence=evidence,
        reason=reason.strip(),
        shared=shared or isinstance(content, _KEEPERS_ALONE),
    )
    return append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def comment(*, commitment_id: str, text: str, shared: bool = False, actor: Actor, now: datetime) -> Act:
    """A remark.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED, NOTHING_SAID.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    actor.require(Capability.REPORT_ON_COMMITMENTS)
    if not text.strip():
        raise NOTHING_SAID(field="text", value=text)
    word = Word(kind=access.COMMENTED, content={"text": text.strip()}, shared=shared)
    return append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def attach(*, commitment_id: str, evidence: Evidence, shared: bool = False, actor: Actor, now: datetime) -> Act:
    """Name something that a commitment's standing can rest on, without a view of it.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED, NOTHING_SAID.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    actor.require(Capability.REPORT_ON_COMMITMENTS)
    if not evidence.ref.strip():
        raise NOTHING_SAID(field="evidence", value=evidence.ref)
    word = Word(kind=access.ATTACHED, content={}, evidence=(evidence,), shared=shared)
    return append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def take_back(*, commitment_id: str, number: int, reason: str = "", actor: Actor, now: datetime) -> Act:
    """Take back what one's own organisation said. It stays in the history, struck out.

    `number` is its place among the acts that the actor sees, from 1.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED.
        NOT_TAKEN_BACK: nothing of one's own, taken back before, or a version or release, which are answered otherwise.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    _require_voice(actor)
    word = _taken_back(seen.acts, number, reason, actor, seen.commitment.owner_id)
    return append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def say_of_plan(
    *,
    plan: str,
    content: Occurred | ConditionSaid,
    evidence: tuple[Evidence, ...] = (),
    reason: str = "",
    shared: bool = False,
    actor: Actor,
    now: datetime,
) -> PlanAct:
    """Say that something happened which starts clocks (keepers alone), or whether a condition of a gate holds.

    Raises:
        NO_SUCH_PLAN, NOT_PERMITTED.
        NOT_OF_IT: an event or a condition that the plan does not have.
    """
    take_turn()
    row = access.plan_for(actor, plan)
    if isinstance(content, Occurred):
        access.require_keeper(actor, row.owner_id)
    else:
        actor.require(Capability.REPORT_ON_COMMITMENTS)
    _require_of_plan(row, content)
    kind = _kind(content)
    fixes = isinstance(content, Occurred)
    word = Word(
        kind=kind, content=content_to(content), evidence=evidence, reason=reason.strip(), shared=shared or fixes
    )
    return append_to_plan(plan=row, word=word, actor=actor, now=now)


@transaction.atomic
def take_back_of_plan(*, plan: str, number: int, reason: str = "", actor: Actor, now: datetime) -> PlanAct:
    """Take back what one's own organisation said of a plan; `number` as of `take_back`.

    Raises:
        NO_SUCH_PLAN, NOT_PERMITTED, NOT_TAKEN_BACK.
    """
    take_turn()
    row = access.plan_for(actor, plan)
    _require_voice(actor)
    word = _taken_back(access.plan_acts(actor, row), number, reason, actor, row.owner_id)
    return append_to_plan(plan=row, word=word, actor=actor, now=now)


def _require_voice(actor: Actor) -> None:
    if not actor.can(Capability.HANDLE_COMMITMENTS):
        actor.require(Capability.REPORT_ON_COMMITMENTS)


def _taken_back(
    acts: tuple[Act, ...] | tuple[PlanAct, ...], number: int, reason: str, actor: Actor, owner_id: int
) -> Word:
    found = find(acts, number)
    fixed = {access.VERSION, access.RELEASED, access.RECALLED, access.TAKEN_BACK}
    own = found is not None and found.organisation == access.key_of(actor) and found.kind not in fixed
    if not own or found.number in mapping.taken_back(acts):
        raise NOT_TAKEN_BACK(number=number)
    if found.kind in access.KEEPERS_ALONE:
        access.require_keeper(actor, owner_id)
    return Word(kind=access.TAKEN_BACK, content={"act": found.number}, reason=reason.strip(), shared=found.shared)


def _kind(content: Content) -> str:
    return next(name for name, cls in mapping.KINDS.items() if cls is type(content))


def _told(content: Content, seen: Seen) -> dict[str, object]:
    """What is said, about this commitment in the version that stands."""
    value = mapping.latest(seen.commitment, seen.acts)
    plan = mapping.plan_behind(seen.commitment)
    if isinstance(content, Occurred | ConditionSaid):
        raise NOT_OF_IT(field="kind", value=_kind(content))
    if isinstance(content, Measured) and content.indicator not in {one.id for one in value.indicators}:
        raise NOT_OF_IT(field="indicator", value=content.indicator)
    state = getattr(content, "state", "")
    if (
        state
        and isinstance(content, StatusSaid | Measured | WillingnessSaid)
        and state not in mapping.states_of(value, plan)
    ):
        raise NOT_OF_IT(field="state", value=state)
    told = content_to(content) | {"commitment": seen.commitment.ref}
    return told | {"version": value.version} if isinstance(content, StatusSaid) else told


def _require_allowed(
    content: Content, evidence: tuple[Evidence, ...], reason: str, seen: Seen, actor: Actor, now: datetime
) -> None:
    """The table of statuses, asked with what this organisation itself said before: others are no hindrance."""
    if not isinstance(content, StatusSaid):
        return
    with as_machine("as what an organisation speaks may follow from a plan that it does not see"):
        plan = Plan.objects.filter(key=seen.commitment.plan).first()
    act = DomainAct(
        id=f"{len(seen.whole) + 1:09d}",
        at=max(now, seen.whole[-1].at),
        author=actor.username,
        body=access.key_of(actor),
        capacity=capacity_of(actor, seen.commitment, plan),
        content=replace(content, commitment=seen.commitment.ref),
        evidence=evidence,
        reason=reason,
    )
    require_allowed(act, mapping.said_of(seen.acts))


def _require_of_plan(row: Plan, content: Occurred | ConditionSaid) -> None:
    plan = mapping.plan_of(row)
    if isinstance(content, Occurred):
        if content.event not in {one.id for one in plan.events}:
            raise NOT_OF_IT(field="event", value=content.event)
        return
    known = {(gate.id, one.id) for gate in plan.gates for one in gate.conditions}
    if (content.gate, content.condition) not in known:
        raise NOT_OF_IT(field="condition", value=f"{content.gate} {content.condition}")

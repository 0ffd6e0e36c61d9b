"""Proposals: what a reader of documents makes, and what a person decides about each. Nothing stands by itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Commitment, Proposal, ProposalState
from evenhand_web.commitments.services.keeping import add, correct
from evenhand_web.ledger.services import record
from evenhand_web.ledger.turns import take_turn

DECIDED = ProblemKind(
    code="commitments.decided",
    blame="state",
    message="Somebody decided on this proposal before: {state}. Look at the list again.",
)
REASON_MISSING = ProblemKind(
    code="commitments.reason-missing",
    blame="caller",
    message="The reason is {value!r}. Say why it is no commitment; whoever reads the document again will see it.",
)


@transaction.atomic
def propose(*, values: Iterable[DomainCommitment], actor: Actor, now: datetime) -> list[str]:
    """Put before a person what was read from a document; gives the ids of what is new.

    The same reading again adds nothing: a proposal is known by its document, paragraph and the id that the reading gave
    it. What was decided stays decided.

    Raises:
        NOT_PERMITTED.
    """
    actor.require(Capability.HANDLE_COMMITMENTS)
    take_turn()
    own = Proposal.objects.filter(owner=actor.organisation_id)
    known = set(own.values_list("key", flat=True))
    made = []
    for value in values:
        key = f"{value.source.document} {value.source.para} {value.id}"[:200]
        if key in known:
            continue
        known.add(key)
        row = Proposal(
            id=mapping.new_id(),
            owner_id=actor.organisation_id,
            key=key,
            document=value.source.document[:200],
            paragraph=value.source.para[:64],
            value=mapping.written(value),
            made_at=now,
        )
        made.append(row)
    Proposal.objects.bulk_create(made)
    if made:
        documents = sorted({row.document for row in made})
        details = {"documents": documents, "proposals": len(made)}
        record(action="commitments.propose", subject=documents[0], actor=actor, at=now, details=details)
    return [row.pk for row in made]


@transaction.atomic
def accept(*, proposal_id: str, plan: str = "", actor: Actor, now: datetime) -> Commitment:
    """It is a commitment, as it was read.

    Raises:
        NO_SUCH_PROPOSAL, NOT_PERMITTED, NO_SUCH_PLAN.
        DECIDED: somebody decided before.
    """
    row = _to_decide(proposal_id, actor)
    return _entered(row, mapping.proposed(row), ProposalState.ACCEPTED, plan, actor, now)


@transaction.atomic
def amend(*, proposal_id: str, value: DomainCommitment, plan: str = "", actor: Actor, now: datetime) -> Commitment:
    """It is a commitment, in other words than it was read; the reading stays beside it.

    Raises:
        NO_SUCH_PROPOSAL, NOT_PERMITTED, NO_SUCH_PLAN.
        DECIDED: somebody decided before.
    """
    row = _to_decide(proposal_id, actor)
    same = mapping.written(value) == row.value
    return _entered(row, value, ProposalState.ACCEPTED if same else ProposalState.AMENDED, plan, actor, now)


@transaction.atomic
def reject(*, proposal_id: str, reason: str, actor: Actor, now: datetime) -> None:
    """It is none. The reading stays, with the reason.

    Raises:
        NO_SUCH_PROPOSAL, NOT_PERMITTED, DECIDED, REASON_MISSING.
    """
    row = _to_decide(proposal_id, actor)
    if not reason.strip():
        raise REASON_MISSING(value=reason)
    _settle(row, ProposalState.REJECTED, actor, now, reason=reason.strip())


def _to_decide(proposal_id: str, actor: Actor) -> Proposal:
    row = access.proposal_for(actor, proposal_id, for_update=True)
    access.require_keeper(actor, row.owner_id)
    if row.state != ProposalState.OPEN:
        raise DECIDED(state=ProposalState(row.state).label)
    return row


def _entered(
    row: Proposal, value: DomainCommitment, state: ProposalState, plan: str, actor: Actor, now: datetime
) -> Commitment:
    # Two documents may call different things the same.
    value = replace(value, id=row.key)
    with as_machine("whether what was read was entered before"):
        made = Commitment.objects.filter(owner=row.owner_id, plan=plan, key=row.key).first()
    # What people made of it since stands: a reading is not put over it.
    if made is None:
        made = add(value=value, plan=plan, owner_id=row.owner_id, actor=actor, now=now)
    elif state == ProposalState.AMENDED:
        seen = access.commitment_for(actor, made.pk)
        based_on = len(mapping.versions_of(made, seen.whole))
        correct(commitment_id=made.pk, value=value, based_on=based_on, actor=actor, now=now)
    row.commitment = made
    _settle(row, state, actor, now)
    return made


def _settle(row: Proposal, state: ProposalState, actor: Actor, now: datetime, *, reason: str = "") -> None:
    row.state, row.decided_at, row.reason = state, now, reason
    row.decided_by_id = actor.user_id
    row.save()
    details = {"state": state.value, "commitment": row.commitment_id or ""}
    record(action=f"commitments.{state.value}", subject=row.pk, actor=actor, at=now, details=details)

"""What keepers do: enter commitments and plans, correct them in a new version, show them to others."""

import hashlib
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Plan as DomainPlan
from evenhand.commitments.versions import NOTHING_CHANGED, changed_fields
from evenhand.foundation.codec import to_json
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.services import NO_SUCH_ORGANISATION
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.models import Act, Commitment, Plan, PlanRelease
from evenhand_web.commitments.projection import project_plan
from evenhand_web.commitments.services.writing import Word, append, append_many
from evenhand_web.ledger.services import record
from evenhand_web.ledger.turns import take_turn

STALE = ProblemKind(
    code="commitments.stale-version",
    blame="state",
    message="You changed version {yours}, and version {current} stands by now. Look at it and make your change again.",
)
NOT_SHOWN = ProblemKind(
    code="commitments.not-shown",
    blame="state",
    message="It is not shown to {organisation!r}. Choose one of those to which it is shown.",
)
OWN_ANYWAY = ProblemKind(
    code="commitments.own-anyway",
    blame="caller",
    message="{organisation!r} sees it anyway. Choose another organisation.",
)
KEPT_BY_ANOTHER = ProblemKind(
    code="commitments.kept-by-another",
    blame="state",
    message="The key {plan!r} cannot be used for a plan of yours. Choose another one.",
)


@transaction.atomic
def add(
    *, value: DomainCommitment, plan: str = "", owner_id: int | None = None, actor: Actor, now: datetime
) -> Commitment:
    """Enter a commitment; what its source calls it is entered once.

    Entered again in the words that its source had last it is the same, whatever was corrected since; in other words it
    gets a new version. Nothing is lost.

    Args:
        value: what it says.
        plan: key of the plan that it is a measure of.
        owner_id: the organisation that keeps it; the actor's if it is None.
        actor: who.
        now: when.

    Raises:
        NOT_PERMITTED.
        NO_SUCH_PLAN: of a plan that is not there for this actor.
    """
    actor.require(Capability.HANDLE_COMMITMENTS)
    owner_id = actor.organisation_id if owner_id is None else owner_id
    if owner_id is not None:
        access.require_keeper(actor, owner_id)
    take_turn()
    if plan:
        access.plan_for(actor, plan)
    word = Word(kind=access.VERSION, content=to_json(value), shared=True)
    with as_machine("whether the organisation's own source was entered before"):
        known = Commitment.objects.filter(owner=owner_id, plan=plan, key=value.id, key__gt="").first()
        row = known or _new(value, plan, owner_id, now)
        if _from_source(Act.objects.filter(commitment=row, kind=access.VERSION)).get(row.pk) != word.text:
            append(commitment=row, word=word, actor=actor, now=now, anew=known is None)
    return row


@transaction.atomic
def correct(
    *, commitment_id: str, value: DomainCommitment, based_on: int, reason: str = "", actor: Actor, now: datetime
) -> Act:
    """A new version. The ones before stay, and everybody who sees the commitment sees them with what differs.

    Args:
        commitment_id: which.
        value: the whole commitment as it is to stand; its id and version are given here.
        based_on: number of the version that was changed.
        reason: why, in words.
        actor: who.
        now: when.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED.
        STALE: another version came in between.
        NOTHING_CHANGED: nothing differs.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    access.require_keeper(actor, seen.commitment.owner_id)
    versions = mapping.versions_of(seen.commitment, seen.whole)
    if based_on != len(versions):
        raise STALE(yours=based_on, current=len(versions))
    value = replace(value, id=seen.commitment.ref, version=len(versions) + 1)
    if not changed_fields(versions[-1][1], value):
        raise NOTHING_CHANGED(commitment=seen.commitment.ref, version=len(versions))
    word = Word(kind=access.VERSION, content=to_json(value), reason=reason.strip(), shared=True, corrected=True)
    return append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def release(*, commitment_id: str, organisation: str, reason: str = "", actor: Actor, now: datetime) -> None:
    """Show a commitment to an organisation: its versions, and what is shared about it.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED, NO_SUCH_ORGANISATION.
        OWN_ANYWAY: it keeps it itself, is the mission, or was shown it before.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    access.require_keeper(actor, seen.commitment.owner_id)
    found = organisation_for(organisation)
    if found.kind == "mission" or found.pk == seen.commitment.owner_id or found.key in access.released_to(seen.whole):
        raise OWN_ANYWAY(organisation=organisation)
    word = Word(kind=access.RELEASED, content={"to": found.key}, reason=reason.strip())
    append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def recall(*, commitment_id: str, organisation: str, reason: str = "", actor: Actor, now: datetime) -> None:
    """Take back that it is shown. That it was stays written down.

    Raises:
        NO_SUCH_COMMITMENT, NOT_PERMITTED.
        NOT_SHOWN: to that organisation it is not.
    """
    seen = access.commitment_for(actor, commitment_id, for_update=True)
    access.require_keeper(actor, seen.commitment.owner_id)
    if organisation not in access.released_to(seen.whole):
        raise NOT_SHOWN(organisation=organisation[:64])
    word = Word(kind=access.RECALLED, content={"to": organisation}, reason=reason.strip())
    append(commitment=seen.commitment, word=word, actor=actor, now=now)


@transaction.atomic
def keep_plan(*, value: DomainPlan, actor: Actor, now: datetime) -> Plan:
    """Enter or replace a plan with its commitments; all are the actor's organisation's.

    A commitment that the plan holds no longer stays: only people end one. A correction stands until its source says
    something else than it said last.

    Raises:
        NOT_PERMITTED.
        KEPT_BY_ANOTHER: another organisation keeps a plan of that key.
    """
    actor.require(Capability.HANDLE_COMMITMENTS)
    take_turn()
    text = mapping.plan_text(value)
    with as_machine("a key stands for one plan, those included that are not shown"):
        row = Plan.objects.filter(key=value.id).first()
        if row is not None and row.owner_id != actor.organisation_id:
            raise KEPT_BY_ANOTHER(plan=value.id)
        if row is None:
            row = Plan(key=value.id, owner_id=actor.organisation_id)
        changed = row.value != text
        row.value, row.changed_at = text, now
        row.save()
        words = _entered(value, actor, now)
        if words:
            append_many(words=words, actor=actor, now=now)
        if changed:
            project_plan(row, now=now)
    details = {"digest": hashlib.sha256(text.encode()).hexdigest(), "commitments": len(value.commitments)}
    record(action="commitments.keep-plan", subject=value.id, actor=actor, at=now, details=details)
    return row


@transaction.atomic
def release_plan(*, plan: str, organisations: tuple[str, ...], risks: bool = False, actor: Actor, now: datetime) -> int:
    """Show a plan to organisations, with those of its commitments that they do not see yet; gives how many of these.

    Args:
        plan: its key.
        organisations: keys of those that are to see it.
        risks: whether the risk register goes with it.
        actor: who.
        now: when.

    Raises:
        NO_SUCH_PLAN, NOT_PERMITTED, NO_SUCH_ORGANISATION.
        OWN_ANYWAY: the mission, or who keeps it.
    """
    row = access.plan_for(actor, plan, for_update=True)
    access.require_keeper(actor, row.owner_id)
    found = [organisation_for(key) for key in organisations]
    for one in found:
        if one.kind == "mission" or one.pk == row.owner_id:
            raise OWN_ANYWAY(organisation=one.key)
    with as_machine("who sees a plan is written by those who keep it"):
        for one in found:
            told = {"risks": risks}
            PlanRelease.objects.update_or_create(
                plan=row, organisation=one, defaults=told, create_defaults=told | {"at": now}
            )
        rows = Commitment.objects.filter(plan=plan, owner=row.owner_id).select_related("owner").order_by("pk")
        acts: dict[str, list[Act]] = {}
        kinds = (access.RELEASED, access.RECALLED)
        for act in Act.objects.filter(commitment__plan=plan, kind__in=kinds).order_by("commitment", "number"):
            acts.setdefault(act.commitment_id, []).append(act)
        words = [
            (commitment, Word(kind=access.RELEASED, content={"to": one.key}))
            for commitment in rows
            for one in found
            if one.key not in access.released_to(acts.get(commitment.pk, ()))
        ]
        if words:
            append_many(words=words, actor=actor, now=now)
    details = {"organisations": [one.key for one in found], "risks": risks, "commitments": len(words)}
    record(action="commitments.release-plan", subject=plan, actor=actor, at=now, details=details)
    return len(words)


@transaction.atomic
def recall_plan(*, plan: str, organisation: str, reason: str = "", actor: Actor, now: datetime) -> int:
    """Take back that a plan is shown to an organisation, with its commitments; gives how many of these.

    Args:
        plan: its key.
        organisation: key of the one that is to see it no longer.
        reason: why, in words.
        actor: who.
        now: when.

    Raises:
        NO_SUCH_PLAN, NOT_PERMITTED.
        NOT_SHOWN: to that organisation neither the plan nor one of its commitments is.
    """
    row = access.plan_for(actor, plan, for_update=True)
    access.require_keeper(actor, row.owner_id)
    word = Word(kind=access.RECALLED, content={"to": organisation}, reason=reason.strip())
    with as_machine("who sees a plan is written by those who keep it"):
        gone, _rows = PlanRelease.objects.filter(plan=row, organisation__key=organisation[:64]).delete()
        words = []
        for commitment in Commitment.objects.filter(plan=plan, owner=row.owner_id).select_related("owner"):
            acts = Act.objects.filter(commitment=commitment, kind__in=(access.RELEASED, access.RECALLED))
            if organisation in access.released_to(acts.order_by("number")):
                words.append((commitment, word))
        if not gone and not words:
            raise NOT_SHOWN(organisation=organisation[:64])
        if words:
            append_many(words=words, actor=actor, now=now)
    details = {"organisations": [organisation], "commitments": len(words)}
    record(action="commitments.recall-plan", subject=plan, actor=actor, at=now, details=details)
    return len(words)


def _new(value: DomainCommitment, plan: str, owner_id: int | None, now: datetime) -> Commitment:
    """The row of a commitment that is entered for the first time."""
    row = Commitment(
        id=mapping.new_id(),
        owner_id=owner_id,
        key=value.id[:200],
        document=(value.source.document or value.source.agreement)[:200],
        paragraph=(value.source.para or value.source.article)[:64],
        plan=plan,
        made_at=now,
    )
    row.save(force_insert=True)
    return row


def _entered(plan: DomainPlan, actor: Actor, now: datetime) -> list[tuple[Commitment, Word]]:
    """The rows of the commitments of a plan, with the versions that are new; those said before are left alone."""
    own = Commitment.objects.filter(owner=actor.organisation_id, plan=plan.id).select_related("owner")
    known = {row.key: row for row in own}
    said = _from_source(Act.objects.filter(commitment__in=list(known.values()), kind=access.VERSION))
    words = []
    for value in plan.commitments:
        row = known.get(value.id) or _new(value, plan.id, actor.organisation_id, now)
        word = Word(kind=access.VERSION, content=to_json(value), shared=True)
        if said.get(row.pk) != word.text:
            words.append((row, word))
    return words


def _from_source(versions: QuerySet[Act]) -> dict[str, str]:
    """By commitment, what its source said last: what a person corrected since is not news to undo."""
    return {act.commitment_id: act.content for act in versions.order_by("number") if not act.told.get("corrected")}


def organisation_for(key: str) -> Organisation:
    """An organisation by its key.

    Raises:
        NO_SUCH_ORGANISATION.
    """
    found = Organisation.objects.filter(key=key).first() if "\0" not in key else None
    if found is None:
        raise NO_SUCH_ORGANISATION(key=key[:64])
    return found

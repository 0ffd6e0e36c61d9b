"""The one door to commitments: the mission sees them whole, others what is theirs or was released to them.

Default deny. Of a commitment that somebody sees, they see its versions and the day from which one counts, what their
own organisation said, and what others share with all who see it. Where nothing is shown, it is not there: not in lists,
counts, searches, calendars, exports, notices nor errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.commitments.models import (
    Act,
    Commitment,
    Due,
    Notice,
    Plan,
    PlanAct,
    PlanRelease,
    Proposal,
    Shown,
    Subscription,
)
from evenhand_web.ledger.turns import take_turn

NO_SUCH_COMMITMENT = ProblemKind(
    code="commitments.no-such-commitment",
    blame="missing",
    message="There is no commitment {commitment!r}, or it has not been released to you. Check the address.",
)
NO_SUCH_PROPOSAL = ProblemKind(
    code="commitments.no-such-proposal",
    blame="missing",
    message="There is no proposal {proposal!r} that you could decide on. Look at the list of proposals.",
)
NO_SUCH_PLAN = ProblemKind(
    code="commitments.no-such-plan",
    blame="missing",
    message="There is no plan {plan!r}, or it has not been released to you. Check the address.",
)

ALL = "all"
VERSION, RELEASED, RECALLED, COMMENTED, ATTACHED, TAKEN_BACK = (
    *("version", "released", "recalled"),
    *("commented", "attached", "taken-back"),
)
"""Kinds of acts that are the web's own; the others are those of `evenhand.commitments.acts`."""
OPEN_TO_ALL = frozenset({VERSION, "occurred", "paused", "resumed"})
"""Acts that everybody sees who sees what they are about: what it says, and from when one counts."""

KEEPERS_ALONE = frozenset({"occurred", "paused", "resumed"})
"""Acts that those alone write, and take back, who keep what they are about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A commitment with what somebody sees of it."""

    commitment: Commitment
    acts: tuple[Act, ...]
    """Those that they see, in order."""
    whole: tuple[Act, ...]
    """All of them: for services, never for pages."""
    may_report: bool
    may_handle: bool


def organisation_audience(key: str) -> str:
    """The audience that an organisation is."""
    return f"organisation:{key}"


def key_of(actor: Actor) -> str:
    """The key of the organisation for which an actor acts; "" for none."""
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)


def audience_of(actor: Actor) -> str:
    """The audience whose view of commitments is this actor's; "" for none."""
    if actor.can(Capability.SEE_COMMITMENTS):
        return ALL
    if not actor.can(Capability.SEE_RELEASED_COMMITMENTS) or actor.organisation_id is None:
        return ""
    return organisation_audience(key_of(actor))


def visible_commitments(actor: Actor) -> QuerySet[Shown]:
    """The view of each commitment that this actor sees. Every list, count, search and export begins here."""
    audience = audience_of(actor)
    return Shown.objects.filter(audience=audience) if audience else Shown.objects.none()


def visible_dues(actor: Actor) -> QuerySet[Due]:
    """The deadlines of what this actor sees."""
    shown = visible_commitments(actor).filter(commitment=OuterRef("commitment"))
    return Due.objects.filter(Exists(shown)) if audience_of(actor) else Due.objects.none()


def spoken_of(actor: Actor) -> QuerySet[Shown]:
    """Of what this actor sees, that of which they themselves said something for this organisation."""
    own = Act.objects.filter(user=actor.username, organisation=key_of(actor)).exclude(
        kind__in=(VERSION, RELEASED, RECALLED)
    )
    return visible_commitments(actor).filter(commitment__in=own.values("commitment"))


def commitment_for(actor: Actor, commitment_id: str, *, for_update: bool = False) -> Seen:
    """One commitment as this actor sees it.

    Raises:
        NO_SUCH_COMMITMENT: it is not there for this actor; what is not shown looks like what does not exist.
    """
    if for_update:
        take_turn()
    audience = audience_of(actor)
    with as_machine("what somebody sees of a commitment follows from all of its acts"):
        rows = Commitment.objects.select_for_update(of=("self",)) if for_update else Commitment.objects
        wanted = "" if "\0" in commitment_id else commitment_id[:64]
        found = rows.select_related("owner").filter(pk=wanted).first() if wanted and audience else None
        if found is None:
            raise NO_SUCH_COMMITMENT(commitment=commitment_id[:64])
        whole = tuple(Act.objects.filter(commitment=found).order_by("number"))
    acts = visible_acts(found.owner.key, whole, audience)
    if not acts:
        raise NO_SUCH_COMMITMENT(commitment=commitment_id[:64])
    own = found.owner_id == actor.organisation_id
    return Seen(
        commitment=found,
        acts=acts,
        whole=whole,
        may_report=actor.can(Capability.REPORT_ON_COMMITMENTS),
        may_handle=actor.can(Capability.HANDLE_COMMITMENTS) and (own or audience == ALL),
    )


def visible_acts(owner: str, acts: Iterable[Act], audience: str) -> tuple[Act, ...]:
    """Those of the acts of a commitment that an audience sees; none where it was not released to it, or taken back.

    Args:
        owner: key of the organisation that keeps it.
        acts: all of them, in order.
        audience: `audience_of` an actor.
    """
    acts = tuple(acts)
    if audience == ALL:
        return acts
    key = audience.partition(":")[2]
    if not key or (key != owner and key not in released_to(acts)):
        return ()
    seen = {act.number for act in acts if act.kind != TAKEN_BACK and _sees(act, key, owner)}
    # That something was taken back is seen by whoever saw it.
    return tuple(act for act in acts if act.number in seen or (act.kind == TAKEN_BACK and act.said["act"] in seen))


@as_machine("what somebody sees of a plan's commitments follows from all of their acts")
def digests_of_plan(actor: Actor, plan: str) -> frozenset[str]:
    """The digests of all acts of the commitments of a plan that this actor sees."""
    audience = audience_of(actor)
    acts = Act.objects.filter(commitment__plan=plan).exclude(commitment__plan="").order_by("commitment", "number")
    if audience == ALL:
        return frozenset(acts.values_list("digest", flat=True))
    by_commitment: dict[tuple[str, str], list[Act]] = {}
    for act in acts.select_related("commitment__owner"):
        by_commitment.setdefault((act.commitment_id, act.commitment.owner.key), []).append(act)
    seen = (visible_acts(owner, held, audience) for (_, owner), held in by_commitment.items())
    return frozenset(act.digest for acts in seen for act in acts)


def released_to(acts: Iterable[Act]) -> dict[str, Act]:
    """The organisations to which it is released now, each with the act that did it."""
    found: dict[str, Act] = {}
    for act in acts:
        if act.kind == RELEASED:
            found[addressee(act)] = act
        elif act.kind == RECALLED:
            found.pop(addressee(act), None)
    return found


def addressee(act: Act | PlanAct) -> str:
    """To whom it is released, or from whom recalled."""
    return str(act.said["to"])


def worked_on(actor: Actor, commitment_ids: Iterable[str]) -> set[str]:
    """Those of the given commitments to which this actor may add evidence: who may report on what they see."""
    if not actor.can(Capability.REPORT_ON_COMMITMENTS):
        return set()
    return set(
        visible_commitments(actor).filter(commitment__in=list(commitment_ids)).values_list("commitment", flat=True)
    )


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """What was read and can be decided on: the mission's readers see all, a keeper elsewhere their organisation's."""
    if actor.can(Capability.SEE_COMMITMENTS):
        return Proposal.objects.all()
    if actor.can(Capability.HANDLE_COMMITMENTS) and actor.organisation_id is not None:
        return Proposal.objects.filter(owner=actor.organisation_id)
    return Proposal.objects.none()


def proposal_for(actor: Actor, proposal_id: str, *, for_update: bool = False) -> Proposal:
    """One proposal.

    Raises:
        NO_SUCH_PROPOSAL: it is not there for this actor.
    """
    if for_update:
        take_turn()
    rows = visible_proposals(actor).select_related("owner", "decided_by")
    rows = rows.select_for_update(of=("self",)) if for_update else rows
    found = rows.filter(pk=proposal_id[:64]).first() if "\0" not in proposal_id else None
    if found is None:
        raise NO_SUCH_PROPOSAL(proposal=proposal_id[:64])
    return found


def visible_plans(actor: Actor, *, risks: bool = False) -> QuerySet[Plan]:
    """Plans that this actor sees: all for the mission, else one's own and what is released.

    Args:
        actor: on whose behalf.
        risks: only those whose risk register they see, too.
    """
    if actor.can(Capability.SEE_COMMITMENTS):
        return Plan.objects.all()
    if not actor.can(Capability.SEE_RELEASED_COMMITMENTS) or actor.organisation_id is None:
        return Plan.objects.none()
    shown = PlanRelease.objects.filter(organisation=actor.organisation_id)
    shown = shown.filter(risks=True) if risks else shown
    return Plan.objects.filter(Q(owner=actor.organisation_id) | Q(pk__in=shown.values("plan")))


def plan_for(actor: Actor, key: str, *, for_update: bool = False) -> Plan:
    """One plan.

    Raises:
        NO_SUCH_PLAN: it is not there for this actor.
    """
    if for_update:
        take_turn()
    found = visible_plans(actor).select_related("owner").filter(key=key[:100]).first() if "\0" not in key else None
    if found is None:
        raise NO_SUCH_PLAN(plan=key[:100])
    return found


def plan_acts(actor: Actor, plan: Plan) -> tuple[PlanAct, ...]:
    """What this actor sees of what was said about a plan that they see."""
    acts = tuple(PlanAct.objects.filter(plan=plan).order_by("number"))
    if actor.can(Capability.SEE_COMMITMENTS):
        return acts
    return visible_plan_acts(plan.owner.key, acts, key_of(actor))


@as_machine("the day from which one counts holds for all who see a commitment of the plan")
def moving_acts(plan: str) -> tuple[PlanAct, ...]:
    """Of what was said of a plan, what moves the deadlines of its commitments: that something happened."""
    kinds = ("occurred", TAKEN_BACK)
    found = tuple(PlanAct.objects.filter(plan__key=plan, kind__in=kinds).order_by("number")) if plan else ()
    own = {act.number for act in found if act.kind != TAKEN_BACK}
    return tuple(act for act in found if act.kind != TAKEN_BACK or act.said["act"] in own)


def visible_plan_acts(owner: str, acts: Iterable[PlanAct], key: str) -> tuple[PlanAct, ...]:
    """Those of the acts of a plan that an organisation sees to which the plan is shown."""
    acts = tuple(acts)
    seen = {act.number for act in acts if act.kind != TAKEN_BACK and _sees(act, key, owner)}
    return tuple(act for act in acts if act.number in seen or (act.kind == TAKEN_BACK and act.said["act"] in seen))


def require_keeper(actor: Actor, owner_id: int) -> None:
    """Stop unless this actor keeps what that organisation owns: its own keepers, and those of the mission.

    Raises:
        NOT_PERMITTED.
    """
    actor.require(Capability.HANDLE_COMMITMENTS)
    if owner_id != actor.organisation_id:
        actor.require(Capability.SEE_COMMITMENTS)


def subscriptions(actor: Actor) -> QuerySet[Subscription]:
    """What this person follows, acting for this organisation."""
    if actor.user_id is None or actor.organisation_id is None:
        return Subscription.objects.none()
    return Subscription.objects.filter(user=actor.user_id, organisation=actor.organisation_id)


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """The notices of this person, acting for this organisation, about what they still see."""
    if actor.user_id is None or actor.organisation_id is None:
        return Notice.objects.none()
    shown = visible_commitments(actor).filter(commitment=OuterRef("commitment"))
    return Notice.objects.filter(Exists(shown), user=actor.user_id, organisation=actor.organisation_id)


def _sees(act: Act | PlanAct, key: str, owner: str) -> bool:
    if act.kind in {RELEASED, RECALLED}:
        return key in {owner, act.organisation, addressee(act)}
    return act.kind in OPEN_TO_ALL or act.shared or act.organisation == key

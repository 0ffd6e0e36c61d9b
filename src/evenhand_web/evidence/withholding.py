"""What custody withholds outside the mission: who acted for others, whose it is, and who else was shown it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evenhand.evidence.custody import Act, ActKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.evidence.models import Evidence

_KEPT = ("organisation", "found")
"""Details that name nobody: that it was shown to the reader, and what a check found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The chain of custody as one reader may know it."""

    acts: tuple[Act, ...]
    """Those of others bear no names, reasons or details; what was shown to other organisations is left out."""
    blanked: frozenset[int]
    """Sequences of the acts that bear no names."""
    withheld: bool
    """Whether anything was left out, so that the hashes cannot be computed again from what is here."""
    owner: str
    """Key of the organisation whose it is; "": nobody's, or not for this reader to know."""
    received_from: str


def account_of(actor: Actor, evidence: Evidence, chain: Sequence[Act]) -> Account:
    """The chain as this actor may know it: the mission all of it, others the names of their own organisation alone."""
    owner = evidence.owner.key if evidence.owner else ""
    if actor.can(Capability.SEE_EVIDENCE):
        return Account(
            acts=tuple(chain), blanked=frozenset(), withheld=False, owner=owner, received_from=evidence.received_from
        )
    own = Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)
    known = [act for act in chain if not _about_others(act, own)]
    acts = tuple(act if _own(act, own, owner) else _nameless(act) for act in known)
    first = acts[0] if acts else None
    return Account(
        acts=acts,
        blanked=frozenset(shown.sequence for act, shown in zip(known, acts, strict=True) if act != shown),
        withheld=acts != tuple(chain),
        owner=owner if owner == own else "",
        received_from=str(first.details.get("received_from", "")) if first else "",
    )


def knows_names(actor: Actor, organisation_id: int | None) -> bool:
    """Whether this actor may know who acted for that organisation."""
    return actor.can(Capability.SEE_EVIDENCE) or (
        organisation_id is not None and organisation_id == actor.organisation_id
    )


def _about_others(act: Act, own: str) -> bool:
    return act.kind in (ActKind.RELEASED, ActKind.RECALLED) and act.details.get("organisation") != own


def _own(act: Act, own: str, owner: str) -> bool:
    """Whether the reader's organisation did it, or the machine did without telling of anybody else."""
    if act.organisation:
        return act.organisation == own
    # What the machine received came from those whose it is.
    return act.kind is not ActKind.RECEIVED or owner == own


def _nameless(act: Act) -> Act:
    details = {name: act.details[name] for name in _KEPT if name in act.details}
    return replace(act, actor="", organisation="", reason="", details=details)

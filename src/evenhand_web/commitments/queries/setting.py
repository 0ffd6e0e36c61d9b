"""What a form about a commitment lets one choose from."""

from datetime import datetime

from evenhand.commitments.acts import Act as DomainAct
from evenhand.commitments.acts import StatusSaid
from evenhand.commitments.model import Commitment as DomainCommitment
from evenhand.commitments.model import Status
from evenhand.commitments.statuses import table
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.commitments import access, mapping
from evenhand_web.commitments.access import Seen
from evenhand_web.commitments.fields import Setting
from evenhand_web.commitments.projection import reckon
from evenhand_web.commitments.words import Names, choices

_OCCASIONS = 6


def setting_of(actor: Actor, seen: Seen, *, now: datetime) -> Setting:
    """The choices of the forms about one commitment; of organisations only for those who keep it."""
    names = Names()
    row = seen.commitment
    reckoned = reckon(row, seen.acts, access.moving_acts(row.plan), mapping.plan_behind(row), now=now)
    shown = access.released_to(seen.acts) if seen.may_handle else {}
    past = [day for day in reckoned.occasions if day <= now.date()][-_OCCASIONS:]
    ahead = [day for day in reckoned.occasions if day > now.date()][:1]
    return Setting(
        value=reckoned.value,
        states=tuple((key, names.body(key)) for key in mapping.states_of(reckoned.value, reckoned.plan)),
        statuses=choices(_possible(actor, seen)),
        organisations=_others(seen, shown) if seen.may_handle else (),
        shown_to=tuple((key, names.organisation(key)) for key in shown),
        occasions=tuple((day.isoformat(), day.isoformat()) for day in (*past, *ahead)),
    )


def setting_of_proposal(actor: Actor, value: DomainCommitment) -> Setting:
    """The choices of the form about a proposal."""
    names = Names()
    plans = access.visible_plans(actor) if actor.can(Capability.HANDLE_COMMITMENTS) else ()
    return Setting(value=value, plans=tuple((row.key, names.plan(row.key)) for row in plans))


def _possible(actor: Actor, seen: Seen) -> tuple[Status, ...]:
    """What may follow on what this organisation itself said of the whole last; all where it said nothing."""
    told = mapping.said_of(seen.acts)
    mine: list[DomainAct] = [
        act
        for act in told
        if act.body == access.key_of(actor) and isinstance(act.content, StatusSaid) and not act.content.state
    ]
    if not mine or any(isinstance(act.content, StatusSaid) and act.content.state for act in told):
        return tuple(Status)
    last = max(mine, key=lambda act: (act.at, act.id)).content
    held = last.status if isinstance(last, StatusSaid) else table().first
    return (held, *(change.to for change in table().possible(held)))


def _others(seen: Seen, shown: object) -> tuple[tuple[str, str], ...]:
    rows = Organisation.objects.exclude(kind=OrganisationKind.MISSION).exclude(pk=seen.commitment.owner_id)
    return tuple((row.key, str(row)) for row in rows if row.key not in shown)  # type: ignore[operator]

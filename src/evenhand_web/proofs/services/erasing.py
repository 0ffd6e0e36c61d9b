"""Erasing a person: one proposes, another carries it out, and the record says that it happened."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import User
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger.models import RecordKey
from evenhand_web.ledger.services import WITHOUT_BASIS, erase, record
from evenhand_web.proofs.access import order_for
from evenhand_web.proofs.models import ErasureOrder
from evenhand_web.proofs.queries import account_subject

NO_SUCH_ACCOUNT = ProblemKind(
    code="proofs.no-such-account",
    blame="missing",
    message="There is no account {username!r}. Write the user name as the account's owner signs in with it.",
)
ORDER_OPEN = ProblemKind(
    code="proofs.order-open",
    blame="state",
    message="An order to erase account {account} is open already. Have it carried out, or take it back first.",
)
NOT_ALONE = ProblemKind(
    code="proofs.not-alone",
    blame="permission",
    message="{who} cannot carry out order {order}: it takes another person than the one who proposed it and the one "
    "whom it erases. Ask a second administrator.",
)


@transaction.atomic
def propose(*, username: str, basis: str, ordered_by: str, actor: Actor, now: datetime) -> ErasureOrder:
    """Propose to erase a person. Nothing is erased yet.

    Raises:
        NOT_PERMITTED: only who administers may.
        WITHOUT_BASIS: basis or order is empty.
        NO_SUCH_ACCOUNT, ORDER_OPEN.
    """
    actor.require(Capability.ADMINISTER)
    for name, value in (("basis", basis), ("ordered_by", ordered_by)):
        if not value.strip():
            raise WITHOUT_BASIS(field=name)
    user = User.objects.filter(username=username.strip()).first()
    if user is None:
        raise NO_SUCH_ACCOUNT(username=username.strip()[:150])
    if ErasureOrder.objects.filter(account=user.pk, settled_at=None).exists():
        raise ORDER_OPEN(account=user.pk)
    order = ErasureOrder.objects.create(
        account=user.pk,
        basis=basis.strip(),
        ordered_by=ordered_by.strip()[:200],
        proposed_by_id=actor.user_id,
        proposed_at=now,
    )
    _enter("erasure-proposed", order, actor, now)
    return order


@transaction.atomic
def carry_out(*, order: int, actor: Actor, now: datetime) -> ErasureOrder:
    """Erase the person: what the record says of them, their name on the account, and their way in. For good.

    Raises:
        NOT_PERMITTED, NO_SUCH_ORDER.
        NOT_ALONE: the actor proposed it, or is the person.
        NOTHING_TO_ERASE: see `ledger.services.erase`.
    """
    found = order_for(actor, order, for_update=True)
    if actor.user_id in {None, found.proposed_by_id, found.account}:
        raise NOT_ALONE(who=actor.username, order=order)
    user = User.objects.select_for_update().get(pk=found.account)
    found.settled_by_id, found.settled_at, found.carried_out = actor.user_id, now, True
    found.save(update_fields=["settled_by", "settled_at", "carried_out"])
    _enter("erasure-carried-out", found, actor, now)
    persons, subjects = _kept_of(user)
    if persons or subjects:
        erase(
            persons=persons,
            subjects=subjects,
            basis=found.basis,
            ordered_by=found.ordered_by,
            actor=actor,
            now=now,
        )
    _forget(user)
    return found


@transaction.atomic
def take_back(*, order: int, actor: Actor, now: datetime) -> ErasureOrder:
    """Take an order back that was not carried out.

    Raises:
        NOT_PERMITTED, NO_SUCH_ORDER.
    """
    found = order_for(actor, order, for_update=True)
    found.settled_by_id, found.settled_at = actor.user_id, now
    found.save(update_fields=["settled_by", "settled_at"])
    _enter("erasure-taken-back", found, actor, now)
    return found


def _enter(verb: str, order: ErasureOrder, actor: Actor, now: datetime) -> None:
    details = {"account": order.account, "basis": order.basis, "ordered_by": order.ordered_by}
    record(action=f"proofs.{verb}", subject=f"order-{order.pk}", actor=actor, at=now, details=details)


def _kept_of(user: User) -> tuple[list[str], list[str]]:
    """Under which names the record still holds something of a person."""
    with as_machine("keys of the record are the machine's alone"):
        owners = {f"person:{user.username}", f"subject:{account_subject(user)}"}
        held = set(RecordKey.objects.filter(owner__in=owners).values_list("owner", flat=True))
    persons = [user.username] if f"person:{user.username}" in held else []
    return persons, [account_subject(user)] if f"subject:{account_subject(user)}" in held else []


def _forget(user: User) -> None:
    """Take the name off the account, and the way in."""
    user.username, user.first_name, user.last_name, user.email = f"erased-{user.pk}", "", "", ""
    user.is_active = False
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    own = [one.pk for one in Session.objects.all() if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    Session.objects.filter(pk__in=own).delete()

"""The door to the registers: the mission sees all records, others their own and what was released to them."""

from collections.abc import Mapping

from django.db.models import F, Q, QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand.registers.model import Register, standard
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.registers.models import Record, Version

NO_SUCH_REGISTER = ProblemKind(
    code="registers.no-such-register",
    blame="missing",
    message="There is no register {register!r}. Choose one of the list.",
)
NO_SUCH_RECORD = ProblemKind(
    code="registers.no-such-record",
    blame="missing",
    message="There is no record {record!r} in this register, or it was not released to you. See the list.",
)


def registers() -> Mapping[str, Register]:
    """All registers, by id."""
    return standard()


def register_for(key: str) -> Register:
    """One register.

    Raises:
        NO_SUCH_REGISTER.
    """
    found = registers().get(key)
    if found is None:
        raise NO_SUCH_REGISTER(register=key[:60])
    return found


def records(actor: Actor) -> QuerySet[Record]:
    """What the actor may see.

    Raises:
        NOT_PERMITTED: neither all records nor one's own.
    """
    if Capability.SEE_REGISTERS in actor.capabilities:
        return Record.objects.all()
    actor.require(Capability.SEE_RELEASED_REGISTERS)
    if actor.organisation_id is None:
        return Record.objects.none()
    released = Q(
        pk__in=Record.objects.filter(releases__organisation=actor.organisation_id, releases__recalled_at=None).values(
            "pk"
        )
    )
    return Record.objects.filter(Q(owner=actor.organisation_id) | released)


def record_for(actor: Actor, register: str, key: str, *, for_update: bool = False) -> Record:
    """One record by its id.

    Raises:
        NOT_PERMITTED, NO_SUCH_REGISTER.
        NO_SUCH_RECORD: there is none, or the actor may not see it.
    """
    rows = records(actor)
    held = rows.select_for_update() if for_update else rows
    found = held.filter(register=register_for(register).id, key=key).first()
    if found is None:
        raise NO_SUCH_RECORD(record=key[:40])
    return found


def versions(actor: Actor) -> QuerySet[Version]:
    """What the actor may know of what was said of the records that they see.

    The mission knows all of it, others what the owner and they themselves said.
    """
    rows = Version.objects.filter(record__in=records(actor).values("pk")).select_related("organisation")
    if Capability.SEE_REGISTERS in actor.capabilities:
        return rows
    return rows.filter(Q(organisation=F("record__owner")) | Q(organisation=actor.organisation_id))


def may_write(actor: Actor) -> bool:
    """Whether the actor may enter records, and say something of those that they see."""
    return Capability.WRITE_REGISTERS in actor.capabilities and actor.organisation_id is not None


def may_release(actor: Actor, record: Record) -> bool:
    """Whether the actor may show the record to others: its owner, and the mission where it is the owner."""
    return may_write(actor) and record.owner_id == actor.organisation_id

"""The doors to phones: a secret that a phone carries, and the phones of one's own organisation."""

import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability, actor_for, capabilities_of
from evenhand_web.accounts.models import Membership, User
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.intake.access import device_for, devices
from evenhand_web.intake.models import Device, Enrolment

NOT_A_KEY = ProblemKind(
    code="devices.not-a-key",
    blame="permission",
    message="This phone ({key}) may no longer send: it was cut off, or was never enrolled. "
    "What it holds is not lost. Show it to the duty officer.",
)
NO_SUCH_ENROLMENT = ProblemKind(
    code="devices.no-such-enrolment",
    blame="missing",
    message="Nobody is enrolled under {enrolment!r} on this phone. See its page.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """On whose behalf a phone calls."""

    actor: Actor
    enrolment_id: int | None
    """None: it came with a name and a password."""
    device_id: int | None
    language: str
    """That the person prefers; "" where they chose none."""
    label: str = ""


def hash_of(token: str) -> str:
    """What is kept of a secret: SHA-256, hex. With 256 random bits in it, nothing slower is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def caller_of(token: str) -> Caller:
    """Who calls with this secret.

    Raises:
        NOT_A_KEY: nobody; or the person, the phone or the right to file was taken away.
    """
    with as_machine("by its secret it is found out who calls"):
        found = _enrolled(token)
    if found is None or not found.user.is_active:
        raise NOT_A_KEY(key=token[:4] + "…")
    memberships = dict(Membership.objects.filter(user=found.user).values_list("organisation_id", "pk"))
    actor = actor_for(found.user, chosen=memberships.get(found.device.organisation_id))
    if actor.organisation_id != found.device.organisation_id or not actor.can(Capability.FILE_REPORTS):
        raise NOT_A_KEY(key=token[:4] + "…")
    return Caller(
        actor=actor,
        enrolment_id=found.pk,
        device_id=found.device_id,
        language=found.user.language,
        label=found.device.label,
    )


def _enrolled(token: str) -> Enrolment | None:
    known = Enrolment.objects.filter(token_hash=hash_of(token), revoked_at=None, device__cut_off_at=None)
    return known.select_related("device", "user").first()


def enrolment_for(actor: Actor, device_id: int, enrolment_id: int) -> Enrolment:
    """One person on a phone of the actor's organisation.

    Raises:
        NOT_PERMITTED, NO_SUCH_DEVICE, NO_SUCH_ENROLMENT.
    """
    device = device_for(actor, device_id)
    found: Enrolment | None = device.enrolments.select_related("user", "device").filter(pk=enrolment_id).first()
    if found is None:
        raise NO_SUCH_ENROLMENT(enrolment=enrolment_id)
    return found


def people(actor: Actor) -> QuerySet[User]:
    """Those of the actor's organisation whom a phone can be given: who may file reports.

    Raises:
        NOT_PERMITTED.
    """
    actor.require(Capability.MANAGE_DEVICES)
    own = Membership.objects.filter(organisation_id=actor.organisation_id)
    able = [m.user_id for m in own if Capability.FILE_REPORTS in capabilities_of(m.role, actor.organisation_kind)]
    return User.objects.filter(pk__in=able, is_active=True).order_by("username")


def device_rows(actor: Actor) -> QuerySet[Device]:
    """The phones of the actor's organisation with all who use them."""
    return devices(actor).prefetch_related("enrolments__user")

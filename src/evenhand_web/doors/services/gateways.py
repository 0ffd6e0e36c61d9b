"""Gateways of text messages: registered, cut off, heard."""

import hashlib
import hmac
import secrets
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.tables.cells import zone_of
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.doors.access import gateway_for
from evenhand_web.doors.models import Gateway
from evenhand_web.doors.services.tables import NO_SUCH_ZONE
from evenhand_web.ledger.services import record, unrecorded

BAD_GATEWAY = ProblemKind(
    code="doors.bad-gateway",
    blame="caller",
    message="A gateway cannot be called {label!r}. Give it a name that no other one has.",
)
UNKNOWN_ADDRESS = ProblemKind(
    code="doors.unknown-address",
    blame="missing",
    message="No gateway has the address ending in {ending!r}, or it was cut off. Ask the mission for the address.",
)
BAD_SIGNATURE = ProblemKind(
    code="doors.bad-signature",
    blame="permission",
    message="The signature {found!r} is not that of the message. Sign its body with the key of the gateway.",
)

MOST_A_MINUTE = 600
"""Messages of one gateway."""
_MOST_STRANGERS_A_MINUTE = 60
"""Posts to addresses that nobody has, from one place."""


@transaction.atomic
def register(*, label: str, language: str, zone: str, signed: bool, actor: Actor, now: datetime) -> tuple[str, str]:
    """A new gateway; gives the secret of its address and the key of its signatures. The secret is shown this once.

    Raises:
        NOT_PERMITTED: only the administrator.
        BAD_GATEWAY, NO_SUCH_ZONE.
    """
    actor.require(Capability.ADMINISTER)
    name = " ".join(label.split())[:100]
    if not name or Gateway.objects.filter(label=name).exists():
        raise BAD_GATEWAY(label=name)
    if zone_of(zone or "UTC") is None:
        raise NO_SUCH_ZONE(zone=zone[:60])
    token = secrets.token_urlsafe(32)
    gateway = Gateway.objects.create(
        label=name,
        token_hash=_hashed(token),
        signed=signed,
        language=language if language in LANGUAGES else "en",
        zone=zone or "UTC",
        made_at=now,
    )
    details = {"label": name, "signed": signed}
    record(action="doors.gateway-registered", subject=f"gateway-{gateway.pk}", actor=actor, at=now, details=details)
    return token, signing_key(gateway)


@transaction.atomic
def cut_off(*, gateway_id: int, actor: Actor, now: datetime) -> None:
    """Hear a gateway no more.

    Raises:
        NOT_PERMITTED, NO_SUCH_GATEWAY.
    """
    gateway = gateway_for(actor, gateway_id)
    if gateway.cut_off_at is None:
        gateway.cut_off_at = now
        gateway.save(update_fields=["cut_off_at"])
        details = {"label": gateway.label}
        record(action="doors.gateway-cut-off", subject=f"gateway-{gateway.pk}", actor=actor, at=now, details=details)


@unrecorded("reads only")
def gateway_of(token: str, *, body: bytes, signature: str) -> Gateway:
    """The gateway to whose address something was posted.

    Raises:
        UNKNOWN_ADDRESS: nobody has it, or it was cut off.
        BAD_SIGNATURE: it has to sign, and this is not signed.
    """
    with as_machine("by its secret it is found out which gateway posts"):
        gateway = Gateway.objects.filter(token_hash=_hashed(token), cut_off_at=None).first()
    if gateway is None:
        raise UNKNOWN_ADDRESS(ending=token[-4:])
    given = signature.removeprefix("sha256=").strip().lower()
    if gateway.signed or given:
        wanted = hmac.new(signing_key(gateway).encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(wanted.encode(), given.encode()):
            raise BAD_SIGNATURE(found=signature[:12])
    return gateway


@as_machine("a gateway is nobody, and that it spoke is no act of anybody")
@unrecorded("when a gateway was last heard is no act of anybody")
def heard(gateway: Gateway, *, now: datetime) -> None:
    """Note that a gateway spoke."""
    Gateway.objects.filter(pk=gateway.pk).update(last_heard_at=now)


@unrecorded("counts only")
def too_fast(who: str, *, now: datetime, most: int = MOST_A_MINUTE) -> bool:
    """Whether a gateway, or a stranger, has posted more than `most` times within this minute."""
    key = f"doors-sms-{hashlib.sha256(who.encode()).hexdigest()[:32]}-{int(now.timestamp()) // 60}"
    if cache.add(key, 1, timeout=120):
        return most < 1
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # it expired in between
        return False


@unrecorded("counts only")
def stranger_too_fast(address: str, *, now: datetime) -> bool:
    """Whether somebody tries addresses."""
    return too_fast(f"stranger-{address}", now=now, most=_MOST_STRANGERS_A_MINUTE)


@unrecorded("reads only")
def signing_key(gateway: Gateway) -> str:
    """The key by which a gateway signs: made from the server's own, so that it lies nowhere."""
    return salted_hmac("evenhand.doors.gateway", f"{gateway.pk}:{gateway.token_hash}", algorithm="sha256").hexdigest()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", errors="replace")).hexdigest()

"""The verbs of phones: enrol, revoke, cut off, rename; and taking in what they send."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import ReporterType
from evenhand.reports.forms.submission import Submission, read_submission
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import OrganisationKind
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.agreements import queries as agreements
from evenhand_web.devices.access import Caller, enrolment_for, hash_of, people
from evenhand_web.devices.doubts import doubts
from evenhand_web.devices.models import SerialSeen
from evenhand_web.intake.access import device_for, devices
from evenhand_web.intake.models import Device, Door, Enrolment
from evenhand_web.intake.services import Arrival, ArrivedFile, Receipt, receive
from evenhand_web.ledger.services import record, unrecorded

LABEL_MISSING = ProblemKind(
    code="devices.label-missing",
    blame="caller",
    message="The name {label!r} is none for a phone. Write 1 to 100 characters that people know it by.",
)
LABEL_TAKEN = ProblemKind(
    code="devices.label-taken",
    blame="caller",
    message="Your organisation has a phone called {label!r} already, perhaps one cut off. Choose another name.",
)
NO_SUCH_PERSON = ProblemKind(
    code="devices.no-such-person",
    blame="missing",
    message="{username!r} is nobody of your organisation who may file reports. Choose one of the list.",
)
IS_CUT_OFF = ProblemKind(
    code="devices.is-cut-off",
    blame="state",
    message="The phone {label!r} was cut off. Enrol it as a new one, under another name.",
)
REASON_MISSING = ProblemKind(
    code="devices.reason-missing",
    blame="caller",
    message="Say why the phone {label!r} is cut off, in a sentence: lost, taken, given back.",
)

LONGEST_LABEL = 100
_LONGEST_REASON = 300
_MOST_IDS = 10
_OFTEN = timedelta(minutes=1)
"""Hearing from a phone is written down no oftener: listing forms is not to cost a write each time."""
_CHANNELS = {
    OrganisationKind.MISSION: ReporterType.MONITOR,
    OrganisationKind.PARTY: ReporterType.PARTY,
    OrganisationKind.OBSERVER_STATE: ReporterType.THIRD_STATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A person on a phone, and the secret that is shown once."""

    device_id: int
    enrolment_id: int
    label: str
    username: str
    language: str
    token: str


@transaction.atomic
def enrol(*, label: str, username: str, actor: Actor, now: datetime, device_id: int | None = None) -> Enrolled:
    """Give a person a phone: a new one called `label`, or one that others use as well.

    A person has one code on a phone: an earlier one ends here.

    Raises:
        NOT_PERMITTED, NO_SUCH_DEVICE, LABEL_MISSING, LABEL_TAKEN, IS_CUT_OFF, NO_SUCH_PERSON.
    """
    person = people(actor).filter(username=username).first()
    if person is None:
        raise NO_SUCH_PERSON(username=username[:64])
    device = _new_device(label, actor, now) if device_id is None else device_for(actor, device_id, for_update=True)
    if device.cut_off_at is not None:
        raise IS_CUT_OFF(label=device.label)
    ended = device.enrolments.filter(user=person, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    made = Enrolment.objects.create(device=device, user=person, token_hash=hash_of(token), made_at=now)
    _enter(
        "enrol",
        device,
        {"person": f"account-{person.pk}", "enrolment": made.pk, "earlier_codes_ended": ended},
        actor,
        now,
    )
    return Enrolled(
        device_id=device.pk,
        enrolment_id=made.pk,
        label=device.label,
        username=person.username,
        language=person.language,
        token=token,
    )


@transaction.atomic
def revoke(*, device_id: int, enrolment_id: int, actor: Actor, now: datetime) -> None:
    """End one person's code on a phone; others go on using it. Ended before: nothing happens.

    Raises:
        NOT_PERMITTED, NO_SUCH_DEVICE, NO_SUCH_ENROLMENT.
    """
    found = enrolment_for(actor, device_id, enrolment_id)
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        _enter("revoke", found.device, {"person": f"account-{found.user_id}", "enrolment": found.pk}, actor, now)


@transaction.atomic
def cut_off(*, device_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Cut a phone off, with all who use it, at once. Cut off before: nothing happens.

    Raises:
        NOT_PERMITTED, NO_SUCH_DEVICE, REASON_MISSING.
    """
    device = device_for(actor, device_id, for_update=True)
    if not reason.strip():
        raise REASON_MISSING(label=device.label)
    if device.cut_off_at is not None:
        return
    device.cut_off_at, device.cut_off_reason = now, reason.strip()[:_LONGEST_REASON]
    device.save(update_fields=["cut_off_at", "cut_off_reason"])
    ended = list(device.enrolments.filter(revoked_at=None).values_list("pk", flat=True))
    device.enrolments.filter(pk__in=ended).update(revoked_at=now)
    _enter("cut-off", device, {"reason": device.cut_off_reason, "enrolments": ended}, actor, now)


@transaction.atomic
def rename(*, device_id: int, label: str, actor: Actor, now: datetime) -> None:
    """Call a phone something else.

    Raises:
        NOT_PERMITTED, NO_SUCH_DEVICE, LABEL_MISSING, LABEL_TAKEN.
    """
    device = device_for(actor, device_id, for_update=True)
    before, after = device.label, _label(label, actor, but=device.pk)
    if after != before:
        device.label = after
        device.save(update_fields=["label"])
        _enter("rename", device, {"before": before}, actor, now)


@as_machine("a phone is heard whoever carries it; it is theirs who manage it")
@unrecorded("that a phone called is no act of a person; what it sends is entered by intake")
def hear(*, caller: Caller, phone: str, now: datetime) -> None:
    """Write down that a phone called, and by which id it called itself; at most once a minute."""
    if caller.enrolment_id is None:
        return
    device = Device.objects.get(pk=caller.device_id)
    known = not phone or phone in device.claimed_ids or len(device.claimed_ids) >= _MOST_IDS
    if known and device.last_heard_at is not None and now - device.last_heard_at < _OFTEN:
        return
    with transaction.atomic():
        device = Device.objects.select_for_update().get(pk=caller.device_id)
        if not known and phone not in device.claimed_ids:
            device.claimed_ids = [*device.claimed_ids, phone]
        device.last_heard_at = now
        device.save(update_fields=["last_heard_at", "claimed_ids"])
        Enrolment.objects.filter(pk=caller.enrolment_id).update(last_heard_at=now)


def take_in(
    *, xml: bytes, files: Sequence[ArrivedFile], caller: Caller, app: str, actor: Actor, now: datetime
) -> Receipt:
    """Take in what a phone sends; the bytes of its files lie safely on the disk already.

    Args:
        xml: the filled-in form, as it came.
        files: what came with it.
        caller: whose phone it is.
        app: what the phone says it runs.
        actor: the caller's.
        now: when it came, UTC.

    Raises:
        NOT_PERMITTED, NO_INSTANCE, TOO_LONG, and what `read_submission` refuses.
    """
    agreement = next(iter(agreements.current(now)), None)
    channel = _CHANNELS.get(OrganisationKind(actor.organisation_kind or OrganisationKind.MISSION), ReporterType.MONITOR)
    found = read_submission(xml, zone=ZoneInfo(agreement.time_zone if agreement else "UTC"), reporter_type=channel)
    told = found.record
    if told is not None and told.claimed is not None:
        told = replace(told, claimed=replace(told.claimed, app=app[:200] or None))
    arrival = Arrival(
        instance=found.instance,
        original=xml,
        media_type="text/xml",
        door=Door.OPENROSA,
        replaces=found.replaces,
        form=found.form,
        form_version=found.form_version,
        record=told,
        fault=found.fault,
        flags=doubts(found, caller=caller, now=now),
        enrolment_id=caller.enrolment_id,
        files=tuple(files),
    )
    with transaction.atomic():
        receipt = receive(arrival=arrival, actor=actor, now=now)
        _count(found, caller)
    return receipt


@as_machine("the numbers of a phone's reports are for those who manage it")
def _count(found: Submission, caller: Caller) -> None:
    claimed = found.record.claimed if found.record else None
    if caller.enrolment_id is None or claimed is None or claimed.serial is None:
        return
    seen = SerialSeen(
        enrolment_id=caller.enrolment_id,
        phone=(claimed.device or "")[:100],
        form=found.form,
        form_version=found.form_version,
        serial=claimed.serial,
    )
    SerialSeen.objects.bulk_create([seen], ignore_conflicts=True)


def _new_device(label: str, actor: Actor, now: datetime) -> Device:
    return Device.objects.create(organisation_id=actor.organisation_id, label=_label(label, actor), made_at=now)


def _label(label: str, actor: Actor, but: int | None = None) -> str:
    plain = " ".join(label.split())
    if not plain or len(plain) > LONGEST_LABEL or not plain.isprintable():
        raise LABEL_MISSING(label=plain[:LONGEST_LABEL])
    if devices(actor).filter(label=plain).exclude(pk=but).exists():
        raise LABEL_TAKEN(label=plain)
    return plain


def _enter(verb: str, device: Device, details: dict[str, Any], actor: Actor, now: datetime) -> None:
    told = {"label": device.label} | details
    record(action=f"devices.{verb}", subject=f"device-{device.pk}", actor=actor, at=now, details=told)

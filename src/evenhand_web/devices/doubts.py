"""What a phone claims and is not believed: weighed against what the server knows of it."""

from datetime import datetime
from typing import Any

from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import Problem
from evenhand.reports import places
from evenhand.reports.forms.submission import Submission
from evenhand.reports.plausibility import Circumstances, Fix, flags_of
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.devices.access import Caller
from evenhand_web.intake.models import Device, SourceIdentity


def doubts(found: Submission, *, caller: Caller, now: datetime) -> tuple[dict[str, Any], ...]:
    """The flags of a submission, each with its figures. They stop nothing."""
    record = found.record
    if record is None:
        return ()
    known = _known_ids(caller)
    circumstances = Circumstances(
        received_at=now,
        device=known[0] if known else None,
        previous=_previous(caller, found.instance),
        zoneless=found.zoneless,
    )
    place = None if record.place is None else places.from_json(record.place)
    flags = flags_of(record.claimed, circumstances, when=record.when, place=place)
    return tuple({"code": flag.code, **flag.details} for flag in flags)


@as_machine("a phone is theirs who manage it; whoever carries it is held against it all the same")
def _known_ids(caller: Caller) -> list[str]:
    return Device.objects.filter(pk=caller.device_id).values_list("claimed_ids", flat=True).first() or []


@as_machine("from where the same person's phone sent before")
def _previous(caller: Caller, instance: str) -> Fix | None:
    """Where this person's phone said it was when it finished the report before."""
    if caller.enrolment_id is None:
        return None
    rows = SourceIdentity.objects.filter(version__enrolment_id=caller.enrolment_id).exclude(version__instance=instance)
    identity = rows.order_by("-version__received_at").values_list("identity", flat=True).first()
    claimed = (identity or {}).get("claimed") or {}
    if not {"finished_at", "lon", "lat"} <= set(claimed):
        return None
    try:
        at = parse_instant(claimed["finished_at"], field="finished_at")
        return Fix(at=at, lon=claimed["lon"], lat=claimed["lat"], accuracy_m=claimed.get("accuracy_m"))
    except Problem:
        return None

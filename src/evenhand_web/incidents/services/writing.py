"""Writing one act: the act, where the alert stands after it, and the entry of the record, always together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation, User
from evenhand_web.incidents.mapping import standing
from evenhand_web.incidents.models import Act, ActKind, Alert, Release
from evenhand_web.ledger.services import record


def write(alert: Alert, kind: ActKind, fields: Mapping[str, Any], *, actor: Actor, now: datetime) -> Act:
    """Append an act and bring the alert's state after it. The caller holds the alert's row and a transaction."""
    act = Act.objects.create(
        alert=alert, kind=kind, at=now, actor=actor.username, by_id=actor.organisation_id, **fields
    )
    settle(alert, now=now)
    record(action=f"incidents.{kind.value}", subject=alert.pk, actor=actor, at=now, details=_details(fields))
    return act


def settle(alert: Alert, *, now: datetime) -> None:
    """Bring state, assignee and releases to what the acts say."""
    found = standing(alert.acts.all())
    alert.state = found.state
    alert.assignee = User.objects.filter(username=found.assignee).first() if found.assignee else None
    alert.save(update_fields=["state", "assignee"])
    kept = set(alert.releases.values_list("organisation_id", flat=True))
    alert.releases.exclude(organisation_id__in=found.released_to).delete()
    Release.objects.bulk_create(
        Release(alert=alert, organisation_id=key, released_at=now) for key in found.released_to - kept
    )


def _details(fields: Mapping[str, Any]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, Organisation):
            details[name] = value.key
        elif isinstance(value, Act):
            details[name] = {"kind": value.kind, "at": value.at}
        else:
            details[name] = value
    return details

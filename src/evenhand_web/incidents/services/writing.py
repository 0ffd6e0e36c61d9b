"""Writing one act: the act, where the alert stands after it, and the entry of the record, always together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation, User
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.desk.indexing import put_alerts
from evenhand_web.incidents.histories import histories_of
from evenhand_web.incidents.mapping import standing
from evenhand_web.incidents.models import Act, ActKind, Alert, Release
from evenhand_web.ledger.services import record
from evenhand_web.totals import indexing as totals


def write(alert: Alert, kind: ActKind, fields: Mapping[str, Any], *, actor: Actor, now: datetime) -> Act:
    """Append an act and bring the alert's state after it. The caller holds the alert's row and a transaction."""
    act = Act.objects.create(
        alert=alert, kind=kind, at=now, actor=actor.username, by_id=actor.organisation_id, **fields
    )
    settle(alert, now=now)
    put_alerts([alert.pk])
    totals.put_alerts([alert.pk])
    record(
        action=f"incidents.{kind.value}", subject=alert.pk, actor=actor, at=now, details=_details(fields), rows=[act]
    )
    return act


def settle(alert: Alert, *, now: datetime) -> None:
    """Bring state, assignee and releases to what the history of the alert says."""
    settle_all([alert], now=now)


@as_machine("where an alert stands follows from acts that whoever acted last may not read")
def settle_all(alerts: Sequence[Alert], *, now: datetime) -> None:
    """Bring state, assignee and releases of several alerts, a few hundred at the most, to what their histories say."""
    histories = histories_of((alert.pk for alert in alerts), with_people=False)
    found = {alert.pk: standing(histories[alert.pk]) for alert in alerts}
    names = {one.assignee for one in found.values() if one.assignee}
    people = {person.username: person for person in User.objects.filter(username__in=names)}
    alike: dict[tuple[str, str], list[Alert]] = {}
    for alert in alerts:
        alike.setdefault((found[alert.pk].state, found[alert.pk].assignee), []).append(alert)
    for (state, assignee), several in alike.items():
        for alert in several:
            alert.state, alert.assignee = state, people.get(assignee)
        Alert.objects.filter(pk__in=[alert.pk for alert in several]).update(state=state, assignee=people.get(assignee))
    shown: dict[str, set[int]] = {alert.pk: set() for alert in alerts}
    for release in Release.objects.filter(alert__in=[alert.pk for alert in alerts]):
        shown[release.alert_id].add(release.organisation_id)
    for key, organisations in shown.items():
        if organisations - found[key].released_to:
            Release.objects.filter(alert=key).exclude(organisation_id__in=found[key].released_to).delete()
    Release.objects.bulk_create(
        Release(alert_id=key, organisation_id=organisation, released_at=now)
        for key in shown
        for organisation in sorted(found[key].released_to - shown[key])
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

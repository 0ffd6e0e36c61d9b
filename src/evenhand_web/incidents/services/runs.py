"""What a run of the machine brings: new alerts, changed ones, and those that it no longer gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import transaction

from evenhand.detection.alerts import ALERTS
from evenhand.observations.schemas import require
from evenhand_web.accounts.access import Actor
from evenhand_web.incidents.mapping import COLUMNS, changes_between, search_text
from evenhand_web.incidents.models import Act, ActKind, Alert, AlertState
from evenhand_web.incidents.services.writing import settle
from evenhand_web.incidents.wording import held_against
from evenhand_web.ledger.services import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many alerts a run added, changed, took back, brought back and left alone."""

    added: int = 0
    amended: int = 0
    withdrawn: int = 0
    restored: int = 0
    unchanged: int = 0


@transaction.atomic
def record_alerts(*, alerts: pa.Table, actor: Actor, now: datetime, agreement: str | None = None) -> Recorded:
    """Keep what a run over all data of an agreement found. The same run again adds nothing.

    An alert that newer data change is amended (and opened again if it had been dismissed), one that the run no longer
    gives is marked withdrawn with the reason, one that comes back is restored. Nothing is removed.

    Args:
        alerts: ALERTS, one row an alert.
        actor: on whose behalf; SYSTEM for the machine.
        now: when, UTC.
        agreement: id of the agreement that the run was about, needed where it found nothing; else taken from the rows.

    Raises:
        SCHEMA_MISMATCH: `alerts` is not an ALERTS table.
    """
    require(alerts, ALERTS, what="record_alerts")
    rows: dict[str, dict[str, Any]] = {row["alert"]: row for row in alerts.select(list(COLUMNS)).to_pylist()}
    about = {row["agreement"] for row in rows.values()} | ({agreement} if agreement else set())
    kept = {alert.pk: alert for alert in Alert.objects.select_for_update().filter(agreement__in=about).order_by("pk")}

    fresh = [row for key, row in rows.items() if key not in kept]
    changed = {key: changes_between(kept[key], row) for key, row in rows.items() if key in kept}
    amended = sorted(key for key, changes in changed.items() if changes)
    back = sorted(key for key in changed if kept[key].state == AlertState.WITHDRAWN)
    gone = sorted(key for key, alert in kept.items() if key not in rows and alert.state != AlertState.WITHDRAWN)

    _add(fresh, actor=actor, now=now)
    for key in amended:
        _amend(kept[key], rows[key], changed[key], actor=actor, now=now)
    for key in back:
        _mark(kept[key], ActKind.RESTORED, "", actor=actor, now=now)
    digests = {row["agreement_digest"] for row in rows.values()}
    for key in gone:
        same_text = not digests or kept[key].agreement_digest in digests
        _mark(kept[key], ActKind.WITHDRAWN, "data" if same_text else "agreement", actor=actor, now=now)

    told = {"added": sorted(row["alert"] for row in fresh), "amended": amended, "withdrawn": gone, "restored": back}
    if any(told.values()):
        record(action="incidents.run", subject=",".join(sorted(about)), actor=actor, at=now, details=told)
    return Recorded(
        added=len(fresh),
        amended=len(amended),
        withdrawn=len(gone),
        restored=len(back),
        unchanged=len(changed) - len({*amended, *back}),
    )


def _add(rows: list[dict[str, Any]], *, actor: Actor, now: datetime) -> None:
    added = [Alert(**row, recorded_at=now, search_text=_search_text(row)) for row in rows]
    Alert.objects.bulk_create(added, batch_size=500)
    Act.objects.bulk_create((_act(alert, ActKind.RECORDED, actor, now) for alert in added), batch_size=500)


def _amend(alert: Alert, row: Mapping[str, Any], changes: dict[str, list[Any]], *, actor: Actor, now: datetime) -> None:
    for name in changes:
        setattr(alert, name, row[name])
    alert.search_text = _search_text(row)
    alert.save()
    act = _act(alert, ActKind.AMENDED, actor, now)
    act.changes = changes
    act.save()
    settle(alert, now=now)


def _mark(alert: Alert, kind: ActKind, reason: str, *, actor: Actor, now: datetime) -> None:
    act = _act(alert, kind, actor, now)
    act.reason = reason
    act.save()
    settle(alert, now=now)


def _act(alert: Alert, kind: ActKind, actor: Actor, now: datetime) -> Act:
    return Act(alert=alert, kind=kind, at=now, actor=actor.username, by_id=actor.organisation_id)


def _search_text(row: Mapping[str, Any]) -> str:
    return search_text(row, held_against(row["agreement"], row["agreement_version"]))

"""What a run of the machine brings: new alerts, changed ones, those that it no longer gives, and those that go on.

Source: docs/methods/one-answer.md, "What people did".
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Cause, Reason
from evenhand.detection.changes import Change, ChangeKind, compare, rows
from evenhand.observations.schemas import require
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.desk.indexing import put_alerts
from evenhand_web.incidents.bulk import insert
from evenhand_web.incidents.mapping import COLUMNS, names_in, search_text
from evenhand_web.incidents.models import Act, ActKind, Alert, AlertState
from evenhand_web.incidents.services.writing import settle_all
from evenhand_web.incidents.wording import held_against
from evenhand_web.ledger.services import record
from evenhand_web.totals import indexing as totals

_AT_ONCE = 500
REPLACED = "replaced"
"""Why an alert is withdrawn whose place another one takes."""
TOLD = ("added", "amended", "withdrawn", "restored", REPLACED)
"""What the entry of the record tells of alerts; "continued" besides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """How many alerts a run added, changed, took back, brought back, let continue others, and left alone.

    An alert that continues others counts as that, and neither as added nor as changed.
    """

    added: int = 0
    amended: int = 0
    withdrawn: int = 0
    restored: int = 0
    continued: int = 0
    unchanged: int = 0


@transaction.atomic
@as_machine("who brings data in need not see what the rules find in it")
def record_alerts(
    *,
    alerts: pa.Table,
    actor: Actor,
    now: datetime,
    agreement: str | None = None,
    causes: Sequence[Cause] | None = None,
) -> Recorded:
    """Keep what a run over all data of an agreement found. The same run again adds nothing.

    An alert that newer data change is amended (and opened again if it had been dismissed), one that the run no longer
    gives is marked withdrawn with the reason, one that comes back is restored. One that takes the place of others, for
    late data moved its beginning and so its id, continues them: who works on it, what was said and to whom it is
    released stay. Nothing is removed.

    Args:
        alerts: ALERTS, one row an alert.
        actor: on whose behalf; SYSTEM for the machine.
        now: when, UTC.
        agreement: id of the agreement that the run was about, needed where it found nothing; else taken from the rows.
        causes: what came since the last run; None: told from the alerts alone.

    Raises:
        SCHEMA_MISMATCH: `alerts` is not an ALERTS table.
    """
    require(alerts, ALERTS, what="record_alerts")
    about = sorted({*pc.unique(alerts["agreement"]).to_pylist(), *([agreement] if agreement else [])})
    kept, states = _kept(about)
    given = set(alerts["alert"].to_pylist())
    live = pa.array([state != AlertState.WITHDRAWN for state in states.values()], pa.bool_())
    run = _Run(states=states, given=given, actor=actor, now=now)
    for change in rows(compare(kept.filter(live), alerts, causes=causes)):
        run.take(change)
    back = pa.array(sorted(run.told["restored"]), pa.string())
    again = [table.filter(pc.is_in(table["alert"], value_set=back)) for table in (kept, alerts)]
    for change in rows(compare(*again, causes=causes)):
        run.amend(change)
    run.save()
    if run.acts:
        told = {kind: sorted(found) for kind, found in run.told.items()} | {"continued": run.continued}
        record(action="incidents.run", subject=",".join(about), actor=actor, at=now, details=told)
    return Recorded(
        added=len(run.told["added"] - run.continued.keys()),
        amended=len(run.told["amended"] - run.continued.keys()),
        withdrawn=len(run.told["withdrawn"]),
        restored=len(run.told["restored"]),
        continued=len(run.continued),
        unchanged=alerts.num_rows - len(run.rows),
    )


def _kept(about: Sequence[str]) -> tuple[pa.Table, dict[str, str]]:
    """All alerts of some agreements as ALERTS, with their states by id in the same order; their rows are locked."""
    found = Alert.objects.select_for_update().filter(agreement__in=about).order_by("pk")
    values = list(found.values_list("state", *COLUMNS))
    columns = list(zip(*values, strict=True)) if values else [[] for _ in range(len(COLUMNS) + 1)]
    arrays = [pa.array(column, one.type) for one, column in zip(ALERTS, columns[1:], strict=True)]
    table = pa.table(arrays, schema=ALERTS)
    return table, dict(zip(table["alert"].to_pylist(), columns[0], strict=True))


class _Run:
    """What a run writes, gathered first, so that a hundred thousand alerts are a few hundred statements."""

    def __init__(self, *, states: Mapping[str, str], given: set[str], actor: Actor, now: datetime) -> None:
        self._states, self._given, self._actor, self._now = states, given, actor, now
        self.acts: list[Act] = []
        self.rows: dict[str, dict[str, Any]] = {}
        """Alerts that are new or say something new."""
        self.told: dict[str, set[str]] = {name: set() for name in TOLD}
        self.continued: dict[str, list[str]] = {}
        """By alert, those that it continues."""

    def take(self, change: Change) -> None:
        """The acts that one change makes."""
        key = change.alert["alert"]
        why = _why(change)
        if change.kind is ChangeKind.WITHDRAWN:
            reason = "agreement" if Reason.AGREEMENT in change.reasons else "data"
            self._act(key, ActKind.WITHDRAWN, "withdrawn", why, reason=reason)
            return
        self.rows[key] = {name: change.alert[name] for name in COLUMNS}
        goes_on = self._states.get(key, AlertState.WITHDRAWN) != AlertState.WITHDRAWN
        if goes_on:
            self.amend(change)
        elif key in self._states:
            self._act(key, ActKind.RESTORED, "restored", why)
        else:
            self._act(key, ActKind.RECORDED, "added", why)
        if change.replaces:
            self.continued[key] = [*change.replaces]
            moved = {} if goes_on else _fields(change)
            self._act(key, ActKind.CONTINUED, None, why | {"alerts": [*change.replaces]}, changes=moved)
        for one in change.replaces:
            if one not in self._given and one not in self.told[REPLACED]:
                self._act(one, ActKind.WITHDRAWN, REPLACED, why | {"alerts": [key]}, reason=REPLACED)

    def amend(self, change: Change) -> None:
        """The act that says in what an alert differs from itself."""
        self._act(change.alert["alert"], ActKind.AMENDED, "amended", _why(change), changes=_fields(change))

    def save(self) -> None:
        """Write rows, then acts, then where those alerts stand for which the acts may matter."""
        fresh = [Alert(**row, recorded_at=self._now, search_text=text) for row, text in _searchable(self.rows.values())]
        columns = [*(name for name in COLUMNS if name != "alert"), "search_text"]
        insert(Alert, fresh, instead=columns)
        insert(Act, self.acts)
        without_effect = {ActKind.RECORDED, ActKind.AMENDED}
        acted = {act.alert_id for act in self.acts if act.kind not in without_effect}
        dismissed = {act.alert_id for act in self.acts if self._states.get(act.alert_id) == AlertState.DISMISSED}
        touched = sorted(acted | dismissed)
        for low in range(0, len(touched), _AT_ONCE):
            settle_all(list(Alert.objects.filter(pk__in=touched[low : low + _AT_ONCE])), now=self._now)
        put_alerts({*self.rows, *touched})
        totals.put_alerts({*self.rows, *touched})

    def _act(self, key: str, kind: ActKind, told: str | None, why: Mapping[str, list[str]], **more: Any) -> None:
        known = {name: value for name, value in why.items() if value}
        who = {"actor": self._actor.username, "by_id": self._actor.organisation_id}
        self.acts.append(Act(alert_id=key, kind=kind, at=self._now, because=known or None, **who, **more))
        if told is not None:
            self.told[told].add(key)


def _why(change: Change) -> dict[str, list[str]]:
    return {"reasons": [*change.reasons], "files": [*change.because_of]}


def _fields(change: Change) -> dict[str, list[Any]]:
    """Column -> [before, after]."""
    return {name: [json.loads(was), json.loads(now)] for name, was, now in change.fields}


def _searchable(kept: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Rows with the words by which people may look for them; each agreement is looked up once."""
    names: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
    for row in kept:
        version = (row["agreement"], row["agreement_version"])
        if version not in names:
            names[version] = names_in(held_against(*version))
        yield row, search_text(row, names[version])

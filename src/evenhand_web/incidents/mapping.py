"""Rows of ALERTS to rows of the database and back; and where a sequence of acts has taken an alert."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from evenhand.agreements.gazetteer import fold
from evenhand.agreements.model import Agreement
from evenhand.detection.alerts import ALERTS
from evenhand_web.incidents.models import Act, ActKind, Alert, AlertState

COLUMNS: tuple[str, ...] = tuple(ALERTS.names)
FACTS = tuple(name for name in COLUMNS if name not in {"alert", "agreement_version", "agreement_digest", "files"})
"""What an alert says. The other columns say where it comes from, and may change without changing what it says."""


def facts_of(alert: Alert) -> dict[str, Any]:
    """The alert as a row of ALERTS."""
    return {name: getattr(alert, name) for name in COLUMNS}


def table_of(alerts: Iterable[tuple[Alert, str]]) -> pa.Table:
    """Alerts and their states as an ALERTS table with one more column, `state`."""
    rows = [{**facts_of(alert), "state": state} for alert, state in alerts]
    return pa.Table.from_pylist(rows, schema=ALERTS.append(pa.field("state", pa.string(), nullable=False)))


def changes_between(alert: Alert, row: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Column -> [kept, new], for each column in which a newer run differs from what is kept; JSON values."""
    return {
        name: [_json(getattr(alert, name)), _json(row[name])]
        for name in COLUMNS
        if not _same(getattr(alert, name), row[name])
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the acts have taken an alert."""

    state: AlertState
    assignee: str
    reason: str
    released_to: frozenset[int]


CHANGES: Mapping[str, Callable[[Act], dict[str, Any]]] = {
    ActKind.ASSIGNED: lambda act: {"assignee": act.assignee},
    ActKind.DISMISSED: lambda act: {"reason": act.reason},
    ActKind.REOPENED: lambda _act: {"reason": ""},
    # A newer run that changes what a dismissed alert says opens it again: people dismissed something else.
    ActKind.AMENDED: lambda act: {"reason": ""} if any(name in FACTS for name in act.changes) else {},
    ActKind.WITHDRAWN: lambda _act: {"withdrawn": True},
    ActKind.RESTORED: lambda _act: {"withdrawn": False, "reason": ""},
}
"""What each kind of act does to where an alert stands; the other kinds do nothing to it."""


def standing(acts: Iterable[Act]) -> Standing:
    """Fold the acts of one alert, oldest first, into where it stands. An act that was undone counts for nothing."""
    told = list(acts)
    undone = {act.undoes_id for act in told if act.kind == ActKind.UNDONE}
    facts: dict[str, Any] = {"assignee": "", "reason": "", "withdrawn": False}
    released: set[int] = set()
    for act in told:
        if act.pk in undone:
            continue
        facts |= CHANGES[act.kind](act) if act.kind in CHANGES else {}
        if act.kind == ActKind.RELEASED:
            released.add(act.organisation_id)
        elif act.kind == ActKind.RECALLED:
            released.discard(act.organisation_id)
    return Standing(
        state=_state(**facts), assignee=facts["assignee"], reason=facts["reason"], released_to=frozenset(released)
    )


def _state(*, assignee: str, reason: str, withdrawn: bool) -> AlertState:
    if withdrawn:
        return AlertState.WITHDRAWN
    if reason:
        return AlertState.DISMISSED
    return AlertState.ASSIGNED if assignee else AlertState.NEW


def search_text(row: Mapping[str, Any], agreement: Agreement | None) -> str:
    """All by which people may look for an alert: its ids, and their names in every language."""
    ids = [
        row[name]
        for name in (
            "alert",
            "object",
            "label",
            "other",
            "event",
            "commitment",
            "rule",
            "article",
            "area",
            "category",
            "party",
        )
    ]
    words = [str(value) for value in (*ids, *row["related"]) if value]
    if agreement is not None:
        entries = (*agreement.rules, *agreement.areas, *agreement.categories, *agreement.parties)
        named = {row["rule"], row["area"], row["category"], row["party"]}
        words += [text for entry in entries if entry.id in named for text in entry.name]
    return "\n".join(dict.fromkeys(fold(word) for word in words))


def _same(kept: Any, new: Any) -> bool:
    return bool(kept == new) or (isinstance(kept, float | int) and isinstance(new, float) and abs(kept - new) < 1e-9)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

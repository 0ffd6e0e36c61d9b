"""Rows of ALERTS to rows of the database and back; and where a sequence of acts has taken an alert."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyarrow as pa

from evenhand.agreements.gazetteer import fold
from evenhand.agreements.model import Agreement
from evenhand.detection.alerts import ALERTS
from evenhand.detection.attribution import Reason
from evenhand.detection.changes import BASIS, LASTING
from evenhand_web.incidents.models import Act, ActKind, Alert, AlertState

COLUMNS: tuple[str, ...] = tuple(ALERTS.names)
FACTS = tuple(name for name in COLUMNS if name not in {"alert", *BASIS})
"""What an alert says. The other columns say where it comes from, and may change without changing what it says."""


def facts_of(alert: Alert) -> dict[str, Any]:
    """The alert as a row of ALERTS."""
    return {name: getattr(alert, name) for name in COLUMNS}


def table_of(alerts: Iterable[tuple[Alert, str]]) -> pa.Table:
    """Alerts and their states as an ALERTS table with one more column, `state`."""
    rows = [{**facts_of(alert), "state": state} for alert, state in alerts]
    return pa.Table.from_pylist(rows, schema=ALERTS.append(pa.field("state", pa.string(), nullable=False)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the acts have taken an alert."""

    state: AlertState
    assignee: str
    reason: str
    released_to: frozenset[int]


def says_something_else(act: Act) -> bool:
    """Whether the alert says something else since then: not only on another basis, nor only that it still goes on."""
    told = {name for name in act.changes if name in FACTS}
    goes_on = told <= LASTING and (act.because or {}).get("reasons") == [Reason.TIME]
    return bool(told) and not goes_on


CHANGES: Mapping[str, Callable[[Act], dict[str, Any]]] = {
    ActKind.ASSIGNED: lambda act: {"assignee": act.assignee},
    ActKind.DISMISSED: lambda act: {"reason": act.reason},
    ActKind.REOPENED: lambda _act: {"reason": ""},
    # A newer run that changes what a dismissed alert says opens it again: people dismissed something else.
    ActKind.AMENDED: lambda act: {"reason": ""} if says_something_else(act) else {},
    ActKind.CONTINUED: lambda act: {"reason": ""} if says_something_else(act) else {},
    ActKind.WITHDRAWN: lambda _act: {"withdrawn": True},
    ActKind.RESTORED: lambda _act: {"withdrawn": False, "reason": ""},
}
"""What each kind of act does to where an alert stands; the other kinds do nothing to it."""


def standing(acts: Iterable[Act]) -> Standing:
    """Fold the history of one alert, oldest first, into where it stands. An act that was undone counts for nothing."""
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


_IDS = ("alert", "object", "label", "other", "event", "commitment", "rule", "article", "area", "category", "party")
_NAMED = ("rule", "area", "category", "party")


def search_text(row: Mapping[str, Any], names: Mapping[str, Iterable[str]]) -> str:
    """All by which people may look for an alert: its ids, and their names in every language.

    Args:
        row: of ALERTS.
        names: by id of a rule, area, category or party of its agreement, its names.
    """
    words = [str(value) for value in (*(row[name] for name in _IDS), *row["related"]) if value]
    words += [word for name in _NAMED for word in names.get(row[name] or "", ())]
    return "\n".join(dict.fromkeys(map(folded, words)))


folded = lru_cache(maxsize=100_000)(fold)
"""Words as they are searched; a run of many alerts says few words."""


def names_in(agreement: Agreement | None) -> Mapping[str, tuple[str, ...]]:
    """The names of its rules, areas, categories and parties by id; none where it is not adopted here."""
    if agreement is None:
        return {}
    named: dict[str, tuple[str, ...]] = {}
    for entry in (*agreement.rules, *agreement.areas, *agreement.categories, *agreement.parties):
        named[entry.id] = (*named.get(entry.id, ()), *entry.name)
    return named

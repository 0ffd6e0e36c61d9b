"""Rows of ALERTS to rows of the database and back; and where a sequence of acts has taken an alert."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

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


def standing(acts: Iterable[Act]) -> Standing:
    """Fold the acts of one alert, oldest first, into where it stands. An act that was undone counts for nothing.

    A newer run that changes the facts of a dismissed alert opens it again: people dismissed something else.
    """
    told = list(acts)
    undone = {act.undoes_id for act in told if act.kind == ActKind.UNDONE}
    assignee, dismissed, withdrawn, released = "", "", False, set[int]()
    for act in told:
        if act.pk in undone:
            continue
        match act.kind:
            case ActKind.ASSIGNED:
                assignee = act.assignee
            case ActKind.DISMISSED:
                dismissed = act.reason
            case ActKind.REOPENED:
                dismissed = ""
            case ActKind.AMENDED if any(name in FACTS for name in act.changes):
                dismissed = ""
            case ActKind.WITHDRAWN:
                withdrawn = True
            case ActKind.RESTORED:
                withdrawn, dismissed = False, ""
            case ActKind.RELEASED:
                released.add(act.organisation_id)
            case ActKind.RECALLED:
                released.discard(act.organisation_id)
    if withdrawn:
        state = AlertState.WITHDRAWN
    elif dismissed:
        state = AlertState.DISMISSED
    else:
        state = AlertState.ASSIGNED if assignee else AlertState.NEW
    return Standing(state=state, assignee=assignee, reason=dismissed, released_to=frozenset(released))


_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ؤ": "و", "ئ": "ي", "ـ": ""})


def folded(text: str) -> str:
    """Text as it is compared in a search: without case, accents and the spellings that Arabic writers mix.

    >>> folded("Qaḍāʾ Ébène"), folded("أبو قرين")
    ('qadaʾ ebene', 'ابو قرين')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_ARABIC)) if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())


def search_text(row: Mapping[str, Any], agreement: Agreement | None) -> str:
    """All by which people may look for an alert: its ids, and their names in every language."""
    ids = [row[name] for name in ("alert", "object", "event", "rule", "article", "area", "category", "party")]
    words = [str(value) for value in (*ids, *row["related"]) if value]
    if agreement is not None:
        entries = (*agreement.rules, *agreement.areas, *agreement.categories, *agreement.parties)
        named = {row["rule"], row["area"], row["category"], row["party"]}
        words += [text for entry in entries if entry.id in named for text in entry.name]
    return folded(" ".join(dict.fromkeys(words)))


def _same(kept: Any, new: Any) -> bool:
    return bool(kept == new) or (isinstance(kept, float | int) and isinstance(new, float) and abs(kept - new) < 1e-9)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

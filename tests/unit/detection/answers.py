"""ALERTS tables in few words: who, from which minute until which."""

from typing import Any

import pyarrow as pa

from evenhand.detection.alerts import ALERTS
from evenhand.detection.changes import in_order
from unit.detection.worlds import at

AN_ALERT: dict[str, Any] = {
    "agreement": "example", "agreement_version": "1", "agreement_digest": "d" * 64, "rule": "no-entry",
    "rule_kind": "exclusion", "article": "art. 4(2)", "area": "zone", "certainty": "certain", "n_fixes": 3,
}  # fmt: skip
"""What all these alerts say unless told otherwise."""


def alert(name: str, began: float, ended: float, **more: Any) -> dict[str, Any]:
    """One alert about the object `jet` (or what `more` says), with the id `name`."""
    facts = {field.name: [] if pa.types.is_list(field.type) else None for field in ALERTS} | AN_ALERT
    who = {"object": None if more.get("event") else "jet", "related": ["jet"], "files": ["f" * 64]}
    span = {"alert": name, "began_at": at(began), "ended_at": at(ended), "dwell_s": (ended - began) * 60.0}
    return facts | who | span | more


def answer(*rows: dict[str, Any]) -> pa.Table:
    """The rows as detection gives them."""
    return in_order(pa.Table.from_pylist(list(rows), schema=ALERTS))

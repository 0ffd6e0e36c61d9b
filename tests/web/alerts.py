"""ALERTS tables for tests of the pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from evenhand.detection.alerts import ALERTS

BEGAN = datetime(2020, 12, 6, 4, 15, tzinfo=UTC)

AN_ALERT: dict[str, Any] = {
    "alert": "alert-a",
    "agreement": "coastal-example",
    "agreement_version": "2",
    "agreement_digest": "d" * 64,
    "rule": "no-military-flights",
    "rule_kind": "exclusion",
    "article": "art. 4(2)",
    "violation_code": "AIR.FLT",
    "area": "coastal-zone",
    "object": "icao24:4b43ac",
    "event": None,
    "category": "military-aircraft",
    "party": "north",
    "began_at": BEGAN,
    "ended_at": BEGAN + timedelta(minutes=20),
    "certainty": "certain",
    "doubts": [],
    "integrity": [],
    "presence": "observed",
    "entry": "crossed",
    "exit": "crossed",
    "n_fixes": 12,
    "dwell_s": 1200.0,
    "max_depth_m": 5400.0,
    "entry_lon": 15.5,
    "entry_lat": 31.5,
    "exit_lon": 15.6,
    "exit_lat": 31.2,
    "count_low": None,
    "count_high": None,
    "limit": None,
    "reason": None,
    "nuisance": None,
    "related": [],
    "files": ["f" * 64],
}


def alerts(*rows: dict[str, Any]) -> pa.Table:
    """An ALERTS table whose rows differ from AN_ALERT in what is given."""
    return pa.Table.from_pylist([AN_ALERT | row for row in rows], schema=ALERTS)

"""A small world of events that several sources tell of, with its truth; and statements made by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.incidents.statements import STATEMENTS

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)
SOURCES = ("monitors-a", "monitors-b", "press", "satellite")
ACCURACY_M = (300.0, 1_500.0, 8_000.0)
TYPES = ("KIN/MOR/82", "KIN/MOR/120", "KIN/ART/155", "KIN/SA/rifle", "MOV/FWD/column", "MOV/FORT/trench")


def statements(*rows: dict[str, Any]) -> pa.Table:
    """A table from rows that say only what differs: one statement, of press, at noon, at 16 E 31 N."""
    filled = []
    for number, row in enumerate(rows):
        hours = row.get("hours", 0.0)
        middle, half = NOON + timedelta(hours=hours), timedelta(hours=row.get("half_h", 0.5))
        filled.append(
            {
                "statement": f"s{number}", "source": f"source-{number}", "origin": None, "began_at": middle - half,
                "ended_at": middle + half, "lon": 16.0, "lat": 31.0, "radius_m": 500.0, "type": "KIN/MOR/82",
                "party": None, "killed": None,
            }
            | {name: value for name, value in row.items() if name not in {"hours", "half_h"}}
        )  # fmt: skip
    return pa.Table.from_pylist(filled, schema=STATEMENTS)


def world(events: int, *, seed: int = 1, days: float = 30.0) -> tuple[pa.Table, np.ndarray]:
    """Statements of four sources about seeded events, in no order, and by row the number of the event."""
    rng = np.random.default_rng(seed)
    rows, truth = [], []
    for event in range(events):
        at_h, lon, lat = rng.uniform(0, days * 24), rng.uniform(15.5, 16.5), rng.uniform(30.6, 31.4)
        kind, party, killed = rng.integers(len(TYPES)), rng.integers(3), int(rng.poisson(1.5))
        for source in np.flatnonzero(rng.random(4) < (0.7, 0.5, 0.5, 0.3)):
            radius = float(rng.choice(ACCURACY_M))
            off = rng.normal(0, radius * 0.5 / 111_000, 2)
            seen = kind if rng.random() < 0.75 else rng.integers(len(TYPES))
            half = float(rng.choice([0.5, 6.0, 12.0]))
            rows.append(
                {
                    "statement": f"{event:04d}-{source}", "source": SOURCES[source],
                    "hours": at_h + rng.normal(0, half * 0.5), "half_h": half,
                    "lon": lon + off[0], "lat": lat + off[1], "radius_m": radius, "type": TYPES[seen],
                    "party": f"p{party}" if rng.random() < 0.7 else None,
                    "killed": killed if rng.random() < 0.6 else None,
                }
            )  # fmt: skip
            truth.append(event)
    order = rng.permutation(len(rows))
    return statements(*(rows[place] for place in order)), np.array(truth)[order]

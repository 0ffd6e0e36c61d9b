"""The table of alerts: machine-made candidate violations, each with what it rests on.

Source: design, sections 1 and 3 (alerts stay candidates; ids are deterministic; every alert can be replayed).
"""

import pyarrow as pa

from evenhand.observations.schemas import INSTANT, SCHEMA_VERSION

ALERTS = pa.schema(
    [
        pa.field("alert", pa.string(), nullable=False),  # deterministic id over agreement, rule, subject, began_at
        pa.field("agreement", pa.string(), nullable=False),
        pa.field("agreement_version", pa.string(), nullable=False),
        pa.field("agreement_digest", pa.string(), nullable=False),
        pa.field("rule", pa.string(), nullable=False),
        pa.field("rule_kind", pa.string(), nullable=False),
        pa.field("article", pa.string(), nullable=False),
        pa.field("violation_code", pa.string()),
        pa.field("area", pa.string()),  # null: the rule has no area
        pa.field("object", pa.string()),  # null: a count of many (limitation) or an event
        pa.field("label", pa.string()),  # call sign or name of the object, as its source or an identity gives it
        pa.field("other", pa.string()),  # separation, rendezvous: the second object; the first in order is `object`
        pa.field("event", pa.string()),  # cessation: the event
        pa.field("commitment", pa.string()),  # deadline: the commitment
        pa.field("category", pa.string()),  # most exact category known
        pa.field("party", pa.string()),  # null: unknown; never guessed
        pa.field("began_at", INSTANT, nullable=False),
        pa.field("ended_at", INSTANT, nullable=False),  # half-open end; equal to began_at for an instant
        pa.field("certainty", pa.string(), nullable=False),  # "certain" | "possible"
        pa.field("doubts", pa.list_(pa.string()), nullable=False),  # why only possible: codes, see explain.py
        pa.field("integrity", pa.list_(pa.string()), nullable=False),  # why fixes are not trusted: codes
        pa.field(
            "presence", pa.string()
        ),  # "observed": a fix lies inside | "crossed": only the path between two | "perhaps": by their errors only
        pa.field("entry", pa.string()),  # "crossed" | "already-inside" (first fix) | "regained" (after a gap)
        pa.field("exit", pa.string()),  # "crossed" | "still-inside" (last fix) | "lost" (a gap follows)
        pa.field("n_fixes", pa.int64(), nullable=False),
        pa.field("dwell_s", pa.float64(), nullable=False),
        pa.field("max_depth_m", pa.float64()),  # greatest distance inside the boundary, over fixes
        pa.field(
            "distance_m", pa.float64()
        ),  # of the two objects; perhaps inside: to the area; of others see their pages
        pa.field("entry_lon", pa.float64()),
        pa.field("entry_lat", pa.float64()),
        pa.field("exit_lon", pa.float64()),
        pa.field("exit_lat", pa.float64()),
        pa.field("count_low", pa.int32()),  # limitation: certainly there at once
        pa.field("count_high", pa.int32()),  # limitation: possibly there at once
        pa.field("limit", pa.int32()),
        pa.field("reason", pa.string()),  # why it is a breach, where its kind of rule has several ways
        pa.field("nuisance", pa.string()),  # marked, not hidden
        pa.field(
            "related", pa.list_(pa.string()), nullable=False
        ),  # objects, or the notice that comes nearest, that took part
        pa.field("files", pa.list_(pa.string()), nullable=False),  # SHA-256 of the input files, sorted
    ],
    metadata={"evenhand.schema": "alerts", "evenhand.schema_version": str(SCHEMA_VERSION)},
)

"""Atomic observations: one thing, or one number of like things, that one report or alert tells of.

Source: docs/methods/counting.md; OSCE Special Monitoring Mission, daily reports.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.foundation.problems import ProblemKind

NOT_OBSERVATIONS = ProblemKind(
    code="cases.not-observations",
    blame="caller",
    message="{what}: {fault}. Give a table of OBSERVATIONS; docs/methods/counting.md lists its columns.",
)

_CODE = pa.dictionary(pa.int32(), pa.string())
OBSERVATIONS = pa.schema(
    [
        pa.field("observation", pa.string(), nullable=False),
        pa.field("ref", pa.string(), nullable=False),  # the report or alert it stands in
        pa.field("kind", _CODE, nullable=False),  # evenhand.agreements.layout.COUNTED_KINDS
        pa.field("low", pa.int64()),  # how many; all three null: nobody gave a number
        pa.field("best", pa.int64()),
        pa.field("high", pa.int64()),  # null with a low: at least so many
        pa.field("qualifier", _CODE),
        pa.field("begins_at", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("ends_at", pa.timestamp("us", "UTC"), nullable=False),  # it happened somewhere in between
        pa.field("fidelity", _CODE),
        pa.field("place", _CODE),  # id or name; what has the same is in one place
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("area", _CODE),
        pa.field("party", _CODE),
        pa.field("object", _CODE),
        pa.field("weapon", _CODE),
        pa.field("means", _CODE),
        pa.field("post", _CODE),
        pa.field("violation", _CODE),
        pa.field("cause", _CODE),  # as the reporter took it
        pa.field("incident", pa.string()),  # what corroboration joined, or a group of sensors of one event
        pa.field("source", _CODE),
    ]
)
NEEDED = tuple(field.name for field in OBSERVATIONS if not field.nullable and field.name != "ends_at")
"""Columns that a file must have; without `ends_at` each is an instant."""


def observations_from(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """OBSERVATIONS from mappings; what one of them does not have is null.

    >>> observations_from([]).num_rows
    0
    """
    return pa.Table.from_pylist([dict(row) for row in rows], schema=OBSERVATIONS)


def check(observations: pa.Table, *, what: str = "The table") -> None:
    """Stop unless `observations` are OBSERVATIONS with numbers and times that can be.

    Raises:
        NOT_OBSERVATIONS: another schema; a time or a number that goes backwards or below nought.
    """
    if not observations.schema.equals(OBSERVATIONS):
        raise NOT_OBSERVATIONS(what=what, fault="its columns are others, or of other types")
    low, best, high = (observations[name] for name in ("low", "best", "high"))
    wrong = (
        ("ends_at is before begins_at", pc.less(observations["ends_at"], observations["begins_at"])),
        ("a number is below nought", pc.less(pc.min_element_wise(low, best, high), 0)),
        ("low is more than best", pc.greater(low, best)),
        ("best is more than high", pc.greater(best, high)),
        ("low is more than high", pc.greater(low, high)),
    )
    for fault, rows in wrong:
        found = pc.index(pc.fill_null(rows, fill_value=False), value=True).as_py()
        if found >= 0:
            raise NOT_OBSERVATIONS(what=what, fault=f"in {observations['observation'][found].as_py()!r}, {fault}")

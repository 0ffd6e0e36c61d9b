"""Submissions for the tests of intake."""

import json
from datetime import UTC, datetime
from typing import Any

from evenhand.reports.codes import ReportKind, Violation
from evenhand.reports.record import Record, When, record_to
from evenhand_web.evidence.services import keep
from evenhand_web.intake.models import Door
from evenhand_web.intake.services import Arrival, ArrivedFile

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)


def a_record(text: str = "Two explosions north of the town", **more: Any) -> Record:
    facts: dict[str, Any] = {
        "kind": ReportKind.INCIDENT_REPORT,
        "when": When(begins_at=NOON, ends_at=NOON),
        "place": {"format": 1, "kind": "point", "lon": 16.5, "lat": 31.0, "accuracy_m": 100, "method": "map"},
        "violations": (Violation.KIN_MOR,),
    }
    return Record(text=text, **(facts | more))


def an_arrival(instance: str = "uuid:1", *, record: Record | None = None, **more: Any) -> Arrival:
    record = record or a_record()
    facts: dict[str, Any] = {
        "instance": instance,
        "original": json.dumps(record_to(record) | {"instance": instance}).encode(),
        "media_type": "application/json",
        "door": Door.BROWSER,
        "record": record,
    }
    return Arrival(**(facts | more))


def a_file(name: str = "photo.jpg", content: bytes = b"a photograph") -> ArrivedFile:
    """A file whose bytes lie in the store of evidence, as they do when a door has taken them in."""
    kept = keep(content=[content])
    return ArrivedFile(name=name, digest=kept.digest, size_bytes=kept.size_bytes)

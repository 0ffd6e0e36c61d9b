"""Alerts as bytes in the formats that people take away: Parquet, JSON, CSV, GeoJSON.

One encoder each, used by the command line and by the pages, so that both hand out the same record.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from evenhand.foundation.instants import format_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.spreadsheets import safe_cell

NO_SUCH_FORMAT = ProblemKind(
    code="detection.no-such-format",
    blame="caller",
    message="Alerts cannot be written as {format!r}. Choose one of: {known}.",
)


def to_parquet(alerts: pa.Table) -> bytes:
    """The ALERTS table as one Parquet file, instants and lists kept as they are."""
    sink = io.BytesIO()
    pq.write_table(alerts, sink, compression="zstd")
    return sink.getvalue()


def to_json(alerts: pa.Table) -> bytes:
    """A JSON array of objects, one an alert; instants are ISO 8601 in UTC, unknown is null."""
    return b"".join(json_pieces(alerts))


def json_pieces(alerts: pa.Table, *, rows_at_once: int = 4096) -> Iterator[bytes]:
    """The bytes of `to_json` piece by piece: only a few thousand alerts are objects in memory at a time."""
    if not alerts.num_rows:
        yield b"[]\n"
        return
    before = "[\n "
    for first in range(0, alerts.num_rows, rows_at_once):
        rows = plain_rows(alerts.slice(first, rows_at_once))
        # A line break within a text is written as an escape, so that every other one belongs to the layout.
        told = (json.dumps(row, ensure_ascii=False, indent=1).replace("\n", "\n ") for row in rows)
        yield (before + ",\n ".join(told)).encode()
        before = ",\n "
    yield b"\n]\n"


def to_csv(alerts: pa.Table) -> bytes:
    """CSV with a header in UTF-8 with a byte-order mark, as spreadsheets expect; lists are joined by a space.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection).
    """
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow(alerts.schema.names)
    for row in plain_rows(alerts):
        writer.writerow([_cell(value) for value in row.values()])
    return b"\xef\xbb\xbf" + sink.getvalue().encode()


def to_geojson(alerts: pa.Table) -> bytes:
    """RFC 7946 feature collection: a line from entry to exit, a point where both are one, or no geometry."""
    features = [
        {"type": "Feature", "id": row["alert"], "geometry": _geometry(row), "properties": row}
        for row in plain_rows(alerts)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, indent=1).encode() + b"\n"


ENCODERS: Mapping[str, Callable[[pa.Table], bytes]] = {
    "parquet": to_parquet,
    "json": to_json,
    "csv": to_csv,
    "geojson": to_geojson,
}


def encode(alerts: pa.Table, *, as_format: str) -> bytes:
    """Alerts in one of the formats of ENCODERS.

    Raises:
        NO_SUCH_FORMAT: a format that is none of them.

    >>> from evenhand.detection.alerts import ALERTS
    >>> encode(ALERTS.empty_table(), as_format="json").strip()
    b'[]'
    """
    if as_format not in ENCODERS:
        raise NO_SUCH_FORMAT(format=as_format, known=", ".join(ENCODERS))
    return ENCODERS[as_format](alerts)


def plain_rows(alerts: pa.Table) -> list[dict[str, Any]]:
    """The rows as dictionaries that JSON can hold: instants as ISO 8601 text in UTC."""
    return [
        {key: format_instant(value) if isinstance(value, datetime) else value for key, value in row.items()}
        for row in alerts.to_pylist()
    ]


def _cell(value: Any) -> Any:
    return safe_cell(" ".join(map(str, value)) if isinstance(value, list) else value)


def _geometry(row: Mapping[str, Any]) -> dict[str, Any] | None:
    points = [
        [row[f"{end}_lon"], row[f"{end}_lat"]]
        for end in ("entry", "exit")
        if row[f"{end}_lon"] is not None and row[f"{end}_lat"] is not None
    ]
    if not points:
        return None
    if len(points) == 1 or points[0] == points[1]:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "LineString", "coordinates": points}

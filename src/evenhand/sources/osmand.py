"""OsmAnd and Traccar Client reports: query strings, whole URLs, lines of a server's log, and JSON bodies, one a line.

Source: Traccar, OsmAnd protocol (parameters, units, forms of the timestamp).
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from evenhand.foundation.problems import Problem
from evenhand.foundation.units import KNOTS_PER_METRE_PER_SECOND
from evenhand.sources.batches import Batch, Context, in_microseconds
from evenhand.sources.faults import (
    BAD_BYTES,
    BAD_ROW,
    BAD_TIME,
    CUT_SHORT,
    NO_OBJECT,
    NO_POSITION,
    ZONELESS_TIME,
    safe_text,
    shown,
)
from evenhand.sources.gpx import METRES_PER_HDOP
from evenhand.sources.rows import PositionRows, number, word
from evenhand.sources.streams import BROKEN_FILE, TextStream
from evenhand.sources.times import epoch_microseconds, read_instant

PHONE_68_TO_95 = 1.62
"""Phones report the radius that holds 68 %; for a circular normal error 95 % needs 2.448/1.510 of it.

Source: Android, Location.getAccuracy; Rayleigh quantiles."""

QUERY = re.compile(r"""(?:^|[?\s"'])((?:[A-Za-z_]\w*=[^\s"'&?]*)(?:&[A-Za-z_][\w.]*=[^\s"'&?]*)+)""")
_SECONDS_BELOW = 2**31 - 1
_EPOCH = re.compile(r"\d+(\.\d+)?")
_MOST_PARAMETERS = 200


def looks_like_report(line: str) -> bool:
    """Whether a line is a report with a place in it."""
    if line.lstrip().startswith("{"):
        return '"coords"' in line and '"location"' in line
    query = QUERY.search(line)
    return query is not None and re.search(r"(^|&)(lat|location)=", query[1]) is not None


def read_osmand(stream: TextStream, context: Context) -> Iterator[Batch]:
    """Positions of devices; a line that is no report, or lacks an id, a time or a place, is set aside.

    Raises:
        BROKEN_FILE: a packed file that breaks off before its first line.
    """
    rows = PositionRows(context, source="osmand")
    row = 0
    for block in stream.lines():
        for offset, line in enumerate(block.data.split(b"\n")[:-1]):
            if not line.strip():
                continue
            row = block.first_line + offset
            try:
                rows.add(row, line, report_of(line, context))
            except Problem as problem:
                rows.refuse(row, problem, line)
            if rows.is_full:
                yield rows.batch()
    if stream.broken is not None:
        if row == 0:
            raise BROKEN_FILE(name=context.name, fault=stream.broken)
        rows.refuse(row + 1, CUT_SHORT(fault=stream.broken), stream.cut)
    if not rows.is_empty:
        yield rows.batch()


def report_of(line: bytes, context: Context) -> dict[str, Any]:
    """The values of one report: a query, or a JSON body.

    Raises:
        A fault of a row: it is no report, or lacks its id or place, or a value cannot be read.
    """
    try:
        text = line.decode("utf-8").strip()
    except UnicodeDecodeError as problem:
        raise BAD_BYTES(encoding="UTF-8", value=safe_text(line[problem.start : problem.start + 8])) from None
    if text.startswith("{"):
        return _body(text, context)
    query = QUERY.search(text)
    if query is None:
        raise BAD_ROW(fault="there is no report in it")
    try:
        return _query(dict(parse_qsl(query[1], keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)), context)
    except ValueError:
        raise BAD_ROW(fault=f"it has more than {_MOST_PARAMETERS} parameters") from None


def _query(given: Mapping[str, str], context: Context) -> dict[str, Any]:
    place = given.get("location", "")
    lat, lon = place.split(",", 1) if "," in place else (given.get("lat"), given.get("lon"))
    accuracy, hdop = number(given.get("accuracy"), "accuracy"), number(given.get("hdop"), "hdop")
    integrity = None
    if given.get("mock", "").lower() in ("true", "1"):
        integrity = "implausible"
    elif given.get("valid", "").lower() in ("false", "0"):
        integrity = "degraded"
    return {
        **_who_and_where(given.get("id") or given.get("deviceid"), lat, lon),
        "seen_at": _instant(given.get("timestamp"), context),
        "speed_kn": number(given.get("speed"), "speed"),
        "course_deg": number(given.get("bearing") or given.get("heading"), "bearing"),
        "altitude_m": number(given.get("altitude"), "altitude"),
        "accuracy_m": _accuracy(accuracy, hdop),
        "integrity": integrity,
        "label": word(given.get("driverUniqueId")),
    }


def _body(text: str, context: Context) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BAD_ROW(fault=f"its JSON is broken ({safe_text(str(problem))[:80]})") from None
    location = body.get("location") if isinstance(body, dict) else None
    coords = location.get("coords") if isinstance(location, dict) else None
    if not isinstance(location, dict) or not isinstance(coords, dict):
        raise BAD_ROW(fault="its JSON has no location with coords")
    speed = number(coords.get("speed"), "speed")
    return {
        **_who_and_where(body.get("device_id"), coords.get("latitude"), coords.get("longitude")),
        "seen_at": _instant(location.get("timestamp"), context),
        "speed_kn": None if speed is None else speed * KNOTS_PER_METRE_PER_SECOND,
        "course_deg": number(coords.get("heading"), "heading"),
        "altitude_m": number(coords.get("altitude"), "altitude"),
        "accuracy_m": _accuracy(number(coords.get("accuracy"), "accuracy"), None),
        "integrity": "implausible" if location.get("mock") is True else None,
    }


def _who_and_where(device: Any, lat: Any, lon: Any) -> dict[str, Any]:
    name = word(device)
    if name is None:
        raise NO_OBJECT(field="id")
    place = {"lon": number(lon, "lon"), "lat": number(lat, "lat")}
    if None in place.values():
        raise NO_POSITION(field="lat, lon")
    return {"object": f"device:{name}", **place}


def _accuracy(accuracy: float | None, hdop: float | None) -> float | None:
    if accuracy is not None and accuracy > 0:
        return accuracy * PHONE_68_TO_95
    return hdop * METRES_PER_HDOP if hdop is not None and hdop > 0 else None


def _instant(value: Any, context: Context) -> int | None:
    """The protocol's forms: seconds below 2^31, else milliseconds; ISO 8601; `yyyy-MM-dd HH:mm:ss`, which is UTC."""
    if value is None or value == "":
        return None if context.time is None else in_microseconds(context.time)
    text = str(value).strip()
    if _EPOCH.fullmatch(text):
        number_given = float(text)
        scale = 1e6 if number_given < _SECONDS_BELOW else 1e3
        return round(number_given * scale) if number_given < 1e14 else min(2**62, epoch_microseconds(number_given))
    zone = context.mapping.zone or context.zone
    if "T" not in text:
        zone = "UTC"
    moment: datetime | None = read_instant(text, zone=zone, form="iso")
    if moment is None:
        raise BAD_TIME(field="timestamp", value=shown(text))
    if moment.tzinfo is None:
        raise ZONELESS_TIME(field="timestamp", value=shown(text))
    return in_microseconds(moment)

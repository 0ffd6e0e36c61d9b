"""GPX 1.0 and 1.1: the points of tracks, read as they come; waypoints and routes are marks and plans, not fixes.

Source: Topografix, GPX 1.1 schema; GPX 1.0 has speed (m/s) and course in the point itself.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from evenhand.foundation.problems import Problem
from evenhand.foundation.units import KNOTS_PER_METRE_PER_SECOND
from evenhand.sources.batches import Batch, Context, in_microseconds
from evenhand.sources.faults import BAD_TIME, NO_POSITION, NOT_AN_OBSERVATION, ZONELESS_TIME, shown
from evenhand.sources.rows import PositionRows, number, word
from evenhand.sources.streams import BROKEN_FILE, RawStream
from evenhand.sources.times import NO_TIME_ZONE, read_instant

METRES_PER_HDOP = 10.0
"""95 % radius of a fix with HDOP 1: twice the root mean square of a range error of 5 m (2drms)."""

_POINT = "trkpt"
_MARKS = {"wpt": "A waypoint", "rtept": "A point of a route"}
_DEEPEST = 64


def read_gpx(stream: RawStream, context: Context) -> Iterator[Batch]:
    """Batches of track points, numbered from 1 in the order of the file together with the marks between them.

    Raises:
        BROKEN_FILE: no well-formed XML, or with a document type (which only attacks need).
        NO_TIME_ZONE: not one time has a zone.
    """
    reader = _Reader(context)
    try:
        parsed = defusedxml.ElementTree.iterparse(_Bytes(stream), events=("start", "end"), forbid_dtd=True)
        for event, element in parsed:
            reader.take(event, element)
            if reader.rows.is_full:
                yield reader.rows.batch()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as problem:
        fault = stream.broken or (" ".join(str(problem).split()) or type(problem).__name__)[:200]
        raise BROKEN_FILE(name=context.name, fault=fault) from None
    if reader.zoneless and not reader.zoned:
        raise NO_TIME_ZONE(field="time", value=reader.zoneless)
    if not reader.rows.is_empty:
        yield reader.rows.batch()


class _Bytes:
    """The blocks of a stream as the parser wants them."""

    def __init__(self, stream: RawStream) -> None:
        self._blocks = stream.blocks()

    def read(self, _size: int = -1) -> bytes:
        """The next block; the size asked for does not matter."""
        return next(self._blocks, b"")


class _Reader:
    """Where in the document we are; nothing is kept of what is behind."""

    def __init__(self, context: Context) -> None:
        source = context.source or context.mapping.source
        self.rows = PositionRows(context, source="gpx")
        self.zoned = 0
        self.zoneless: str | None = None
        self._context = context
        # Two receivers both call their track "ACTIVE LOG": only a named source or the file itself tells them apart.
        self._object = f"device:{source.removeprefix('gpx:')}" if source else f"gpx:{context.digest[:12]}"
        self._open: list[Element] = []
        self._points_open = 0
        self._count = 0
        self._track: str | None = None

    def take(self, event: str, element: Element) -> None:
        """The beginning or end of an element."""
        name = _local(element)
        is_point = name == _POINT or name in _MARKS
        if event == "start":
            self._open.append(element)
            self._points_open += is_point
            if len(self._open) > _DEEPEST:
                raise BROKEN_FILE(name=self._context.name, fault=f"its elements are nested more than {_DEEPEST} deep")
            return
        self._open.pop()
        parent = self._open[-1] if self._open else None
        if is_point:
            self._points_open -= 1
            self._take_point(element, name)
        elif name == "name" and parent is not None and _local(parent) == "trk":
            self._track = word(element.text)
        elif name == "trk":
            self._track = None
        if not self._points_open and parent is not None:
            parent.remove(element)

    def _take_point(self, point: Element, name: str) -> None:
        self._count += 1
        try:
            if name in _MARKS:
                raise NOT_AN_OBSERVATION(what=_MARKS[name])
            self.rows.add(self._count, _raw(point), self._values(point))
        except Problem as problem:
            self.rows.refuse(self._count, problem, _raw(point))

    def _values(self, point: Element) -> dict[str, Any]:
        inside = {_local(child): child.text for child in point.iter() if child is not point}
        lon, lat = number(_clean(point.get("lon")), "lon"), number(_clean(point.get("lat")), "lat")
        if lon is None or lat is None:
            raise NO_POSITION(field="lat, lon")
        speed = number(_clean(inside.get("speed")), "speed")
        hdop = number(_clean(inside.get("hdop")), "hdop")
        return {
            "object": self._object,
            "seen_at": self._instant(_clean(inside.get("time"))),
            "lon": lon,
            "lat": lat,
            "altitude_m": number(_clean(inside.get("ele")), "ele"),
            "speed_kn": None if speed is None else speed * KNOTS_PER_METRE_PER_SECOND,
            "course_deg": number(_clean(inside.get("course")), "course"),
            "accuracy_m": None if hdop is None else hdop * METRES_PER_HDOP,
            "integrity": "degraded" if inside.get("fix") == "none" else None,
            "label": self._track,
        }

    def _instant(self, text: str | None) -> int | None:
        if text is None:
            return None if self._context.time is None else in_microseconds(self._context.time)
        moment = read_instant(text, zone=self._context.mapping.zone or self._context.zone, form="iso")
        if moment is None:
            raise BAD_TIME(field="time", value=shown(text))
        if moment.tzinfo is None:
            self.zoneless = self.zoneless or shown(text)
            raise ZONELESS_TIME(field="time", value=shown(text))
        self.zoned += 1
        return in_microseconds(moment)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _clean(text: str | None) -> str | None:
    return None if text is None else text.strip() or None


def _raw(point: Element) -> str:
    inside = " ".join(
        f"{_local(child)}={(child.text or '').strip()[:60]}" for child in point.iter() if child is not point
    )
    return f"<{_local(point)} lat={point.get('lat')} lon={point.get('lon')}> {inside}"[:1200]

"""OwnTracks reports: JSON objects with a `_type`, as phones publish them over MQTT.

Source: OwnTracks booklet, "JSON" (members, units: acc and alt in metres, vel in km/h, tst in seconds since 1970) and
"Topics" (owntracks/USER/DEVICE).
"""

from collections.abc import Mapping
from typing import Any

from evenhand.foundation.units import KNOTS_PER_METRE_PER_SECOND
from evenhand.sources.faults import NO_OBJECT, NO_POSITION, NO_TIME, NOT_AN_OBSERVATION, safe_text
from evenhand.sources.osmand import PHONE_68_TO_95
from evenhand.sources.rows import number, word
from evenhand.sources.times import epoch_microseconds

_ROOT = "owntracks/"


def is_report(value: Any) -> bool:
    """Whether a JSON value is an OwnTracks message of any type."""
    return isinstance(value, Mapping) and isinstance(value.get("_type"), str)


def position_of(report: Mapping[str, Any], *, topic: str) -> dict[str, Any]:
    """The values of one report.

    Args:
        report: the message.
        topic: the MQTT topic that it came on; empty where there was none.

    Returns:
        Our columns; the object is `device:USER/DEVICE` by the topic, else `device:` and the tracker's id.

    Raises:
        NOT_AN_OBSERVATION: a message of another type (a last will, a transition, a waypoint, an encrypted one).
        NO_OBJECT, NO_TIME, NO_POSITION, BAD_NUMBER: something that a position needs is missing or no number.

    >>> position_of({"_type": "location", "lat": 31.5, "lon": 15.3, "tst": 1772424000}, topic="owntracks/a/7")["object"]
    'device:a/7'
    """
    if report["_type"] != "location":
        raise NOT_AN_OBSERVATION(what=f"An OwnTracks message of type {safe_text(report['_type'])[:20]!r}")
    lon, lat, seen = (number(report.get(name), name) for name in ("lon", "lat", "tst"))
    if lon is None or lat is None:
        raise NO_POSITION(field="lat, lon")
    if seen is None:
        raise NO_TIME(field="tst")
    speed_kmh, accuracy = number(report.get("vel"), "vel"), number(report.get("acc"), "acc")
    return {
        "object": f"device:{_name(report, topic)}",
        "seen_at": max(-(2**62), min(2**62, epoch_microseconds(seen))),
        "lon": lon,
        "lat": lat,
        "accuracy_m": accuracy * PHONE_68_TO_95 if accuracy is not None and accuracy > 0 else None,
        "altitude_m": number(report.get("alt"), "alt"),
        "speed_kn": None if speed_kmh is None else speed_kmh / 3.6 * KNOTS_PER_METRE_PER_SECOND,
        "course_deg": number(report.get("cog"), "cog"),
    }


def _name(report: Mapping[str, Any], topic: str) -> str:
    """Whom the broker let publish on the topic is harder to forge than what the message says of itself."""
    named = word(topic) or word(report.get("topic"))
    name = named.removeprefix(_ROOT) if named is not None else word(report.get("tid"))
    if not name:
        raise NO_OBJECT(field="topic, tid")
    return name

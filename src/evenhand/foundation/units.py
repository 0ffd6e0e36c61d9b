"""Lengths and speeds with their unit, as agreements write them, into metres and knots."""

import re

from evenhand.foundation.problems import ProblemKind

NOT_A_DISTANCE = ProblemKind(
    code="foundation.not-a-distance",
    blame="caller",
    message="{field} is {value!r}, which is not a distance. Write a number and a unit: 500 m, 15 km, 12 nmi.",
)

NOT_A_SPEED = ProblemKind(
    code="foundation.not-a-speed",
    blame="caller",
    message="{field} is {value!r}, which is not a speed. Write a number and a unit: 2 kn, 30 km/h, 5 m/s.",
)

METRES_PER_FOOT = 0.3048
METRES_PER_NAUTICAL_MILE = 1852.0
KNOTS_PER_METRE_PER_SECOND = 3600.0 / 1852.0

_DISTANCE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(m|km|nmi|mi|ft)\s*$")
_METRES_PER_UNIT = {
    "m": 1.0,
    "km": 1000.0,
    "nmi": METRES_PER_NAUTICAL_MILE,
    "mi": 1609.344,
    "ft": METRES_PER_FOOT,
}


def parse_distance_m(value: str, *, field: str) -> float:
    """Metres from "15 km" and the like; a bare number is refused, for nobody knows its unit.

    >>> parse_distance_m("15 km", field="width")
    15000.0
    """
    match = _DISTANCE.match(str(value))
    if match is None:
        raise NOT_A_DISTANCE(field=field, value=value)
    return float(match[1]) * _METRES_PER_UNIT[match[2]]


_SPEED = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(kn|km/h|m/s)\s*$")
_KNOTS_PER_UNIT = {"kn": 1.0, "km/h": KNOTS_PER_METRE_PER_SECOND / 3.6, "m/s": KNOTS_PER_METRE_PER_SECOND}


def parse_speed_kn(value: str, *, field: str) -> float:
    """Knots from "2 kn" and the like; a bare number is refused, for nobody knows its unit.

    >>> parse_speed_kn("18.52 km/h", field="speed")
    10.0
    """
    match = _SPEED.match(str(value))
    if match is None:
        raise NOT_A_SPEED(field=field, value=value)
    return round(float(match[1]) * _KNOTS_PER_UNIT[match[2]], 9)

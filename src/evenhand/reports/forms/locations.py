"""Places as forms ask for them, into `evenhand.reports.places`.

Source: ODK XForms specification, data types geopoint ("lat lon altitude accuracy"), geotrace and geoshape (points
parted by semicolons, a shape's last point its first).
"""

from collections.abc import Mapping
from typing import Any

from evenhand.agreements.case_lines import DIRECTIONS

_MILS = 6400.0
_HALF_WIND_DEG = 11.25

Values = Mapping[str, Any]
Answers = Mapping[str, str]


def place_of(asked: Answers, *, observer: Values | None = None) -> dict[str, Any] | None:
    """The JSON of the place that the answers of a group `place` give; None where only words were given.

    What is no number stays text, so that the reader of the record refuses it and says where.

    Args:
        asked: name to text, as `parts/place.yaml` and `parts/items.yaml` ask it.
        observer: the place of the report, for "from the same position, in another direction".
    """
    found: dict[str, Any] | None = None
    match asked.get("kind"):
        case "point":
            found = {"kind": "point"} | _position(asked)
        case "sector":
            found = {"kind": "sector"} | _observer(_position(asked)) | direction_of(asked)
        case "direction" if observer is not None and observer.get("kind") in ("sector", "point"):
            stood = observer if observer["kind"] == "sector" else _observer(observer)
            kept = {
                name: stood[name] for name in ("observer_lon", "observer_lat", "observer_accuracy_m") if name in stood
            }
            found = {"kind": "sector"} | kept | direction_of(asked)
        case "named":
            offset = {name.replace("range", "distance"): value for name, value in direction_of(asked).items()}
            found = {"kind": "named", "place": asked.get("named", "")} | ({"offset": offset} if offset else {})
        case "route":
            found = {"kind": "route", "points": points_of(asked.get("route", ""))}
        case "area":
            found = {"kind": "area", "ring": points_of(asked.get("area", ""))}
    return found


def direction_of(asked: Answers) -> dict[str, Any]:
    """Bearing and distances, as far as they were given; the bearing in the reporter's words as well.

    >>> direction_of({"bearing_point": "NNW", "range_high_m": "5000"})
    {'bearing_deg': 337.5, 'bearing_error_deg': 11.25, 'said': 'NNW', 'range_high_m': 5000.0}
    """
    found: dict[str, Any] = {}
    if asked.get("bearing_deg"):
        found = {"bearing_deg": number(asked["bearing_deg"]), "said": f"{asked['bearing_deg']}°"}
    elif asked.get("bearing_point") in DIRECTIONS:
        wind = asked["bearing_point"]
        found = {"bearing_deg": DIRECTIONS.index(wind) * 22.5, "bearing_error_deg": _HALF_WIND_DEG, "said": wind}
    elif asked.get("bearing_mil"):
        mils = number(asked["bearing_mil"])
        degrees = mils * 360.0 / _MILS if isinstance(mils, float) else mils
        found = {"bearing_deg": degrees, "said": f"{asked['bearing_mil']} mil"}
    for name in ("bearing_error_deg", "range_low_m", "range_high_m"):
        if asked.get(name):
            found[name] = number(asked[name])
    return found


def points_of(text: str) -> list[list[Any]]:
    """The points of a line or shape, (lon, lat); the last of a shape, which repeats the first, is left out.

    >>> points_of("31.0 16.5 0 0; 31.1 16.6 0 0; 31.0 16.5 0 0")
    [[16.5, 31.0], [16.6, 31.1]]
    """
    points = [[position["lon"], position["lat"]] for part in text.split(";") if (position := geopoint(part))]
    return points[:-1] if len(points) > 2 and points[0] == points[-1] else points


def geopoint(text: str) -> dict[str, Any]:
    """lon, lat and accuracy_m of a geopoint; {} where it is empty. What is no number stays text.

    >>> geopoint("31.2 16.6 12.0 4.5")
    {'lon': 16.6, 'lat': 31.2, 'accuracy_m': 4.5}
    """
    parts = text.split()
    if not parts:
        return {}
    lat, lon = parts[0], parts[1] if len(parts) > 1 else ""
    found: dict[str, Any] = {"lon": number(lon), "lat": number(lat)}
    if len(parts) > 3:
        found["accuracy_m"] = number(parts[3])
    return found


def number(text: str) -> float | str:
    """A finite decimal number, else the text as it is.

    >>> number("4.5"), number("nan"), number("1_000")
    (4.5, 'nan', '1_000')
    """
    plain = text.strip()
    if not plain or len(plain) > 40 or not set(plain) <= set("0123456789+-.eE"):
        return text
    try:
        value = float(plain)
    except ValueError:
        return text
    return value if abs(value) < 1e300 else text


def _position(asked: Answers) -> dict[str, Any]:
    """A point and how it was fixed. Accuracy nought is none: phones say so of what is marked by hand, or mocked."""
    if asked.get("receiver"):
        found = geopoint(asked["receiver"]) | {"method": "gnss"}
    elif asked.get("marked"):
        found = geopoint(asked["marked"]) | {"method": "map"}
    else:
        found = {"lon": number(asked.get("lon", "")), "lat": number(asked.get("lat", "")), "method": "report-only"}
    if asked.get("accuracy_m") and not asked.get("receiver"):
        found["accuracy_m"] = number(asked["accuracy_m"])
    if found.get("accuracy_m") == 0.0:
        del found["accuracy_m"]
    return found


def _observer(position: Values) -> dict[str, Any]:
    return {f"observer_{name}": position[name] for name in ("lon", "lat", "accuracy_m") if name in position}

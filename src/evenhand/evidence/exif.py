"""What a picture says of itself: when, where, with what. All of it can be written by anybody; unknown stays None.

Source: Exif 3.0 (CIPA DC-008): 4.6.5 DateTimeOriginal, OffsetTimeOriginal; 4.6.6 GPS tags.
"""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, BinaryIO

import exifread

from evenhand.evidence.findings import Finding, finding

READABLE = frozenset({"image/jpeg", "image/tiff", "image/png", "image/webp", "image/heic"})
_TEXT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Exif:
    """The tags that matter here."""

    taken_at: datetime | None = None
    """UTC; only where the camera wrote its zone."""
    taken_local: str | None = None
    """As the camera's clock showed it, zone or not: "2020-12-06T04:15:00"."""
    gps_at: datetime | None = None
    """UTC by the satellites."""
    lon: float | None = None
    lat: float | None = None
    altitude_m: float | None = None
    accuracy_m: float | None = None
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    software: str | None = None
    orientation: int | None = None
    """1 to 8, as in the standard."""

    @property
    def empty(self) -> bool:
        """Whether nothing was there."""
        return all(getattr(self, name) is None for name in self.__slots__)


def read_exif(file: BinaryIO) -> Exif | None:
    """The tags of a picture; None where they are malformed. Nothing but what the file says.

    Place and time that cannot be (latitude 91, second 61) are left None.
    """
    quiet = logging.getLogger("exifread")
    quiet.disabled = True
    try:
        file.seek(0)
        tags: Mapping[str, Any] = exifread.process_file(file, details=False)
    except Exception:
        return None
    lon, lat = _place(tags)
    taken_local = _local(_text(tags, "EXIF DateTimeOriginal") or _text(tags, "Image DateTime"))
    return Exif(
        taken_at=_zoned(taken_local, _text(tags, "EXIF OffsetTimeOriginal") or _text(tags, "EXIF OffsetTime")),
        taken_local=taken_local,
        gps_at=_gps_at(tags),
        lon=lon,
        lat=lat,
        altitude_m=_altitude(tags),
        accuracy_m=_number(tags, "GPS Tag 0x001F"),
        make=_text(tags, "Image Make"),
        model=_text(tags, "Image Model"),
        serial=_text(tags, "EXIF BodySerialNumber"),
        software=_text(tags, "Image Software"),
        orientation=_orientation(tags),
    )


def findings_of(exif: Exif | None) -> tuple[Finding, ...]:
    """What the tags come to: whether there are any, and what they say of place and time."""
    if exif is None:
        return (finding("exif.unreadable"),)
    if exif.empty:
        return (finding("exif.none"),)
    found = [finding("exif.read")]
    if exif.lon is not None and exif.lat is not None:
        found.append(finding("place.stated", lat=f"{exif.lat:.5f}", lon=f"{exif.lon:.5f}"))
    else:
        found.append(finding("place.absent"))
    at = exif.gps_at or exif.taken_at
    if at is not None:
        found.append(finding("time.stated", at=f"{at:%Y-%m-%d %H:%M:%S} UTC"))
    elif exif.taken_local is not None:
        found.append(finding("time.local", at=exif.taken_local.replace("T", " ")))
    else:
        found.append(finding("time.absent"))
    return tuple(found)


def _text(tags: Mapping[str, Any], name: str) -> str | None:
    if name not in tags:
        return None
    clean = "".join(sign for sign in str(tags[name].printable) if sign.isprintable()).strip()
    return clean[:_TEXT] or None


def _numbers(tags: Mapping[str, Any], name: str) -> list[float]:
    values = getattr(tags.get(name), "values", None)
    if not isinstance(values, list):
        return []
    try:
        return [float(value) for value in values]
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return []


def _number(tags: Mapping[str, Any], name: str) -> float | None:
    return next(iter(_numbers(tags, name)), None)


def _place(tags: Mapping[str, Any]) -> tuple[float | None, float | None]:
    lat = _angle(tags, "GPS GPSLatitude", {"N": 1, "S": -1}, most=90)
    lon = _angle(tags, "GPS GPSLongitude", {"E": 1, "W": -1}, most=180)
    return (lon, lat) if lon is not None and lat is not None else (None, None)


def _angle(tags: Mapping[str, Any], name: str, signs: Mapping[str, int], *, most: int) -> float | None:
    parts = _numbers(tags, name)
    sign = signs.get((_text(tags, f"{name}Ref") or "").upper()[:1])
    if len(parts) != 3 or sign is None or any(part < 0 for part in parts):
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return sign * degrees if degrees <= most else None


def _altitude(tags: Mapping[str, Any]) -> float | None:
    height = _number(tags, "GPS GPSAltitude")
    below = _number(tags, "GPS GPSAltitudeRef") == 1
    return None if height is None else -height if below else height


def _orientation(tags: Mapping[str, Any]) -> int | None:
    value = _number(tags, "Image Orientation")
    return int(value) if value is not None and 1 <= value <= 8 else None


def _local(text: str | None) -> str | None:
    match = re.fullmatch(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)", text or "")
    if match is None:
        return None
    try:
        moment = datetime(*(int(part) for part in match.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    return moment.replace(tzinfo=None).isoformat()


def _zoned(local: str | None, offset: str | None) -> datetime | None:
    match = re.fullmatch(r"([+-])(\d\d):(\d\d)", offset or "")
    if local is None or match is None or int(match[2]) > 14 or int(match[3]) > 59:
        return None
    away = timedelta(hours=int(match[2]), minutes=int(match[3])) * (1 if match[1] == "+" else -1)
    try:
        return datetime.fromisoformat(local).replace(tzinfo=timezone(away)).astimezone(UTC)
    except OverflowError:
        return None


def _gps_at(tags: Mapping[str, Any]) -> datetime | None:
    match = re.fullmatch(r"(\d{4}):(\d\d):(\d\d)", _text(tags, "GPS GPSDate") or "")
    clock = _numbers(tags, "GPS GPSTimeStamp")
    if match is None or len(clock) != 3:
        return None
    try:
        hour, minute, second = (int(part) for part in clock)
        return datetime(int(match[1]), int(match[2]), int(match[3]), hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None

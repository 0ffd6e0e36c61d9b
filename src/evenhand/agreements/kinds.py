"""What a value of the agreement format can be: each kind reads a YAML node and says its JSON Schema.

One table (`layout.py`) of fields made of these kinds drives the reader and the schema, so the two cannot disagree.
A kind's `read` gives the value, or None after noting a fault.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from evenhand.agreements.nodes import Node, Where
from evenhand.foundation.instants import Interval, parse_duration, parse_instant
from evenhand.foundation.problems import Problem
from evenhand.foundation.routes import parse_route
from evenhand.foundation.texts import LANGUAGES, Text
from evenhand.foundation.units import parse_distance_m, parse_speed_kn

Schema = dict[str, Any]

EARLIEST_YEAR, LATEST_YEAR = 1800, 2500
"""Years outside are slips of the pen."""

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Kind(Protocol):
    """One kind of value."""

    def read(self, node: Node, where: Where) -> Any:
        """The value of `node`, or None with the fault noted."""

    def schema(self) -> Schema:
        """The JSON Schema (2020-12) of the value."""


def written(node: Node, where: Where) -> str | None:
    """The text of a scalar that YAML takes for text; numbers, truth values and nothing have to be quoted."""
    if node.form != "scalar":
        where.fault("not-a-text", value=node.brief, node=node)
    elif node.is_null:
        where.fault("null", node=node)
    elif node.tag not in ("str", "timestamp"):
        where.fault("unquoted", value=node.text, node=node)
    elif not node.text.strip():
        where.fault("blank", node=node)
    else:
        return node.text
    return None


@dataclass(frozen=True, slots=True)
class Words:
    """A text of any words in one language."""

    def read(self, node: Node, where: Where) -> str | None:
        """The text without the blanks around it."""
        text = written(node, where)
        return None if text is None else text.strip()

    def schema(self) -> Schema:
        """A string that is not blank."""
        return {"type": "string", "pattern": r"\S"}


@dataclass(frozen=True, slots=True)
class Id:
    """The id that an entry defines; unique among its noun, or only among its list if `local`."""

    noun: str
    local: bool = False

    def read(self, node: Node, where: Where) -> str | None:
        """The id, entered among those defined."""
        text = written(node, where)
        if text is None:
            return None
        if not re.fullmatch(ID_PATTERN, text):
            where.fault("not-an-id", value=text, node=node)
            return None
        scope = f"{self.noun} in {where.file} {where.path.rpartition('[')[0]}" if self.local else self.noun
        known = where.book.defined.setdefault(scope, {})
        if text in known:
            first = known[text]
            where.fault("duplicate-id", value=text, node=node, file=first.file, line=first.mark()[0])
            return None
        known[text] = where
        return text

    def schema(self) -> Schema:
        """A string of lower-case words with hyphens."""
        return {"type": "string", "pattern": ID_PATTERN}


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of an entry defined elsewhere in the agreement, of one of `nouns`."""

    nouns: tuple[str, ...]

    def read(self, node: Node, where: Where) -> str | None:
        """The id; whether it exists is known when all files have been read."""
        text = written(node, where)
        if text is not None:
            where.book.named.append((self.nouns, text, where))
        return text

    def schema(self) -> Schema:
        """A string of lower-case words with hyphens."""
        return {"type": "string", "pattern": ID_PATTERN}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a list."""

    words: tuple[str, ...]

    def read(self, node: Node, where: Where) -> str | None:
        """The word."""
        if node.form == "scalar" and node.text in self.words:
            return node.text
        where.fault("not-allowed", value=node.brief, node=node, allowed=self.words)
        return None

    def schema(self) -> Schema:
        """An enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Translated:
    """A text for people: a string (English) or a mapping from language to text."""

    def read(self, node: Node, where: Where) -> Text | None:
        """The text; a warning where one of the interface's languages is missing."""
        if node.form == "scalar":
            text = written(node, where)
            by_language = {} if text is None else {"en": text.strip()}
        elif node.form == "map":
            by_language = self._by_language(node, where)
        else:
            where.fault("not-a-text", value=node.brief, node=node)
            return None
        if not by_language:
            return None
        missing = tuple(tag for tag in LANGUAGES if tag not in by_language)
        if missing:
            where.book.languages_missing.update(missing)
            where.fault("language-missing", severity="warning", node=node, missing=", ".join(missing))
        return Text(by_language)

    def _by_language(self, node: Node, where: Where) -> dict[str, str]:
        by_language = {}
        for key, value in node.entries:
            if not re.fullmatch(LANGUAGE_PATTERN, key.text):
                where.fault("not-a-language", value=key.text, node=key, allowed=LANGUAGES)
                continue
            text = written(value, where.into(key.text, value))
            if text is not None:
                by_language[key.text] = text.strip()
        if not node.entries:
            where.fault("blank", node=node)
        return by_language

    def schema(self) -> Schema:
        """A string or an object of strings by language."""
        text = {"type": "string", "pattern": r"\S"}
        properties = dict.fromkeys(LANGUAGES, text)
        by_language = {
            "type": "object",
            "properties": properties,
            "patternProperties": {LANGUAGE_PATTERN: text},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [text, by_language]}


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, ISO 8601 with a zone; a bare date is midnight UTC."""

    def read(self, node: Node, where: Where) -> datetime | None:
        """The moment in UTC."""
        text = written(node, where)
        if text is None:
            return None
        try:
            moment = parse_instant(text, field=where.path)
        except Problem as problem:
            where.fault(problem.code.partition(".")[2], value=text, node=node)
            return None
        if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
            where.fault("odd-year", value=text, node=node, first=EARLIEST_YEAR, last=LATEST_YEAR)
            return None
        return moment

    def schema(self) -> Schema:
        """A string that begins with a date."""
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ].*(Z|[+-]\d{2}:?\d{2}))?$"}


@dataclass(frozen=True, slots=True)
class Due:
    """The last day allowed (a bare date, in the agreement's zone) or the last instant allowed."""

    def read(self, node: Node, where: Where) -> date | datetime | None:
        """A date or a UTC moment; the zone is applied when the agreement is built."""
        moment = Instant().read(node, where)
        if moment is not None and _DATE.fullmatch(node.text.strip()):
            return moment.date()
        return moment

    def schema(self) -> Schema:
        """As an instant."""
        return Instant().schema()


@dataclass(frozen=True, slots=True)
class Day:
    """A day, such as 2026-03-01."""

    def read(self, node: Node, where: Where) -> date | None:
        """The day."""
        found = Due().read(node, where)
        if isinstance(found, datetime):
            where.fault("not-a-day", value=node.brief, node=node)
            return None
        return found

    def schema(self) -> Schema:
        """A string that is a day."""
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


@dataclass(frozen=True, slots=True)
class Span:
    """An interval `{from, until}`; until is exclusive, null is open."""

    def read(self, node: Node, where: Where) -> Interval | None:
        """The interval."""
        if node.form != "map":
            where.fault("not-a-map", value=node.brief, node=node, allowed=("from", "until"))
            return None
        ends: dict[str, datetime | None] = {}
        for key, value in node.entries:
            if key.text not in ("from", "until"):
                where.fault("unknown-key", value=key.text, node=key, allowed=("from", "until"))
            elif not value.is_null:
                ends[key.text] = Instant().read(value, where.into(key.text, value))
        begins_at, ends_at = ends.get("from"), ends.get("until")
        if begins_at is not None and ends_at is not None and ends_at <= begins_at:
            where.fault("interval-backwards", value=f"{begins_at} - {ends_at}", node=node)
            return None
        return Interval(begins_at=begins_at, ends_at=ends_at)

    def schema(self) -> Schema:
        """An object of two instants or nulls."""
        end = {"anyOf": [Instant().schema(), {"type": "null"}]}
        return {"type": "object", "properties": {"from": end, "until": end}, "additionalProperties": False}


_MEASURES: Mapping[str, tuple[Callable[..., float | timedelta], str]] = {
    "distance": (parse_distance_m, "m|km|nmi|mi|ft"),
    "speed": (parse_speed_kn, "kn|km/h|m/s"),
    "duration": (parse_duration, "ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|weeks?"),
}
"""By sort of measure how it is read, and its units as a pattern."""


@dataclass(frozen=True, slots=True)
class Way:
    """A route: latitudes and longitudes, or a WKT LINESTRING."""

    def read(self, node: Node, where: Where) -> str | None:
        """The text as it stands, once it is known to be a route."""
        text = written(node, where)
        if text is None:
            return None
        try:
            parse_route(text)
        except Problem:
            where.fault("not-a-route", value=text[:80], node=node)
            return None
        return text.strip()

    def schema(self) -> Schema:
        """A string with two points or more."""
        return {"type": "string", "pattern": r"[;,]"}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its unit: a distance in metres, a speed in knots or a length of time."""

    unit: str
    positive: bool = False

    def read(self, node: Node, where: Where) -> float | timedelta | None:
        """Metres, knots or a timedelta."""
        if node.form != "scalar":
            where.fault(f"not-a-{self.unit}", value=node.brief, node=node)
            return None
        parse, _ = _MEASURES[self.unit]
        try:
            measure = parse(node.text, field=where.path)
        except Problem:
            where.fault(f"not-a-{self.unit}", value=node.text, node=node)
            return None
        if self.positive and not measure:
            where.fault("not-positive", value=node.text, node=node)
            return None
        return measure

    def schema(self) -> Schema:
        """A string of a number and a unit."""
        _, units = _MEASURES[self.unit]
        return {"type": "string", "pattern": rf"^\s*\d+(\.\d+)?\s*({units})\s*$"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number between bounds; `whole` for counts."""

    low: float
    high: float
    whole: bool = False

    def read(self, node: Node, where: Where) -> float | int | None:
        """The number."""
        value: float | None = None
        if node.form == "scalar" and node.tag in ("int", "float") and re.fullmatch(r"[-+]?\d+(\.\d*)?", node.text):
            value = float(node.text)
        if value is None or (self.whole and node.tag != "int"):
            where.fault("not-a-number", value=node.brief, node=node)
            return None
        if not self.low <= value <= self.high:
            where.fault("out-of-range", value=node.text, node=node, low=f"{self.low:g}", high=f"{self.high:g}")
            return None
        return int(node.text) if self.whole else value

    def schema(self) -> Schema:
        """A number with bounds."""
        return {"type": "integer" if self.whole else "number", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Truth:
    """Yes or no, written true or false."""

    def read(self, node: Node, where: Where) -> bool | None:
        """True or False."""
        if node.form == "scalar" and node.text in ("true", "false"):
            return node.text == "true"
        where.fault("not-allowed", value=node.brief, node=node, allowed=("true", "false"))
        return None

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone of the IANA data base."""

    def read(self, node: Node, where: Where) -> str | None:
        """The zone's name."""
        text = written(node, where)
        if text is None:
            return None
        try:
            ZoneInfo(text)
        except (OSError, ValueError, KeyError):
            where.fault("not-a-zone", value=text, node=node)
            return None
        return text

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string", "pattern": "^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$"}


@dataclass(frozen=True, slots=True)
class Point:
    """A place id, or `[lon, lat]` in WGS84 degrees."""

    def read(self, node: Node, where: Where) -> str | tuple[float, float] | None:
        """The place id or (lon, lat)."""
        if node.form == "scalar":
            return Ref(("place",)).read(node, where)
        if node.form != "list" or len(node.items) != 2:
            where.fault("not-a-point", value=node.brief, node=node)
            return None
        lon = LONGITUDE.read(node.items[0], where.into(0, node.items[0]))
        lat = LATITUDE.read(node.items[1], where.into(1, node.items[1]))
        return None if lon is None or lat is None else (lon, lat)

    def schema(self) -> Schema:
        """A string or a pair of numbers."""
        pair = {
            "type": "array",
            "prefixItems": [LONGITUDE.schema(), LATITUDE.schema()],
            "items": False,
            "minItems": 2,
        }
        return {"anyOf": [Ref(("place",)).schema(), pair]}


LONGITUDE, LATITUDE = Number(-180, 180), Number(-90, 90)

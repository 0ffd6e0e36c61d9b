"""Mapping files: how the columns of somebody's table become ours. The layouts we know are mappings too (layouts.py).

Source: docs/reference/mapping-files.md.
"""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import yaml

from evenhand.foundation.instants import parse_duration, parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.units import KNOTS_PER_METRE_PER_SECOND, METRES_PER_FOOT, METRES_PER_NAUTICAL_MILE
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS
from evenhand.sources.times import EPOCH_UNITS, time_zone

BAD_MAPPING = ProblemKind(
    code="sources.bad-mapping",
    blame="caller",
    message="In the mapping, {where} is {value}: {fault}. See docs/reference/mapping-files.md.",
)

Kind = Literal["positions", "events", "identities", "notices"]
SCHEMAS: Mapping[str, pa.Schema] = {
    "positions": POSITIONS,
    "events": EVENTS,
    "identities": IDENTITIES,
    "notices": NOTICES,
}
MADE_BY_US = ("source", "received_at", "file", "row")
"""Columns that no mapping fills: they say where a row came from."""

UNITS: Mapping[str, Mapping[str, float]] = {
    "_m": {
        "m": 1.0,
        "km": 1000.0,
        "ft": METRES_PER_FOOT,
        "nmi": METRES_PER_NAUTICAL_MILE,
        "cm": 0.01,
        "fl": 100 * METRES_PER_FOOT,
    },
    "_kn": {"kn": 1.0, "kt": 1.0, "m/s": KNOTS_PER_METRE_PER_SECOND, "km/h": 1000 / 1852, "mph": 1609.344 / 1852},
    "_deg": {"deg": 1.0, "rad": 57.29577951308232},
}
"""Unit to factor, by the ending of our column's name."""

_TOP = (
    "kind",
    "source",
    "columns",
    "delimiter",
    "decimal",
    "encoding",
    "time_zone",
    "header",
    "missing",
    "lasts",
    "time",
)
_FIELD = ("column", "columns", "value", "prefix", "unit", "format", "zone", "missing", "words", "pad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where one of our columns comes from: a column of theirs (or several, joined by a space), or a fixed value."""

    columns: tuple[str, ...] = ()
    value: Any = None
    prefix: str = ""
    """Put before ids, with a colon: "device" makes "device:7" of "7". Ids that have a colon stay as they are."""
    factor: float = 1.0
    form: str = "auto"
    zone: str | None = None
    missing: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    """Their word to ours; words that are not listed stay as they are."""
    pad: int = 0
    """Ids are filled with zeros from the left to this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """How a table becomes positions, events, identities or notices."""

    kind: Kind = "positions"
    source: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    delimiter: str | None = None
    decimal: str = "."
    encoding: str | None = None
    zone: str | None = None
    header: tuple[str, ...] | None = None
    """Names of the columns, for a file that has no header line."""
    lasts: timedelta | None = None
    """Events that give only a beginning (or only a day) last this long."""
    time: datetime | None = None
    """The time of all rows that have none of their own."""

    def needed(self) -> tuple[str, ...]:
        """Their columns that are used, each once, in order."""
        return tuple(dict.fromkeys(column for one in self.fields.values() for column in one.columns))

    def with_zone(self, zone: str | None) -> "TableMapping":
        """The same, with `zone` for the whole table where the mapping names none."""
        return self if zone is None or self.zone is not None else replace(self, zone=time_zone(zone))


def read_mapping(given: Mapping[str, Any]) -> TableMapping:
    """A mapping from what its YAML holds.

    Raises:
        BAD_MAPPING: an unknown key, a value of the wrong kind, a column or unit that does not exist.
        UNKNOWN_TIME_ZONE: a zone that is none.
    """
    if not isinstance(given, Mapping):
        raise BAD_MAPPING(where="the top", value=type(given).__name__, fault="it must map words to values")
    _known_keys(given, _TOP, "the top")
    kind = given.get("kind", "positions")
    if kind not in SCHEMAS:
        raise _bad("kind", kind, f"one of {', '.join(SCHEMAS)} is needed")
    missing = _texts(given.get("missing", ()), "missing")
    zone = given.get("time_zone")
    entries = given.get("columns", {})
    if not isinstance(entries, Mapping):
        raise _bad("columns", entries, "it must map our column names to theirs")
    columns = {str(name): _field(str(name), entry, kind, missing) for name, entry in entries.items()}
    lasts, time = given.get("lasts"), given.get("time")
    return TableMapping(
        kind=kind,
        source=_text(given.get("source"), "source"),
        fields=columns,
        delimiter=_one_character(given.get("delimiter"), "delimiter"),
        decimal=_one_character(given.get("decimal", "."), "decimal") or ".",
        encoding=_codec(given.get("encoding")),
        zone=None if zone is None else time_zone(str(zone)),
        header=_texts(given["header"], "header") if given.get("header") else None,
        lasts=None if lasts is None else _asked(lambda: parse_duration(lasts, field="lasts"), "lasts", lasts),
        time=None if time is None else _asked(lambda: parse_instant(time, field="time"), "time", time),
    )


def load_mapping(path: Path) -> TableMapping:
    """A mapping from a YAML file.

    Raises:
        BAD_MAPPING: the file cannot be read, is no YAML, or holds something that is no mapping.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as problem:  # 2020-13-45 is a date to YAML
        raise _bad(path.name, "a file", " ".join(str(problem).split()) or "it cannot be read") from None
    return read_mapping(given)


def _field(name: str, entry: Any, kind: str, missing: tuple[str, ...]) -> Field:
    where = f"columns.{name}"
    schema = SCHEMAS[kind]
    if name in MADE_BY_US and name in schema.names:
        raise _bad(where, entry, "Evenhand fills this column itself; the key 'source' names the feed")
    if name not in schema.names and not (name == "geometry" and "lon" in schema.names):
        mine = ", ".join(column for column in schema.names if column not in MADE_BY_US)
        raise _bad(where, entry, f"{kind} have no such column; they have {mine}")
    if isinstance(entry, str):
        return Field(columns=(entry,), missing=missing)
    if not isinstance(entry, Mapping):
        raise _bad(where, entry, "write the name of a column, or {column: ..., unit: ...}, or {value: ...}")
    _known_keys(entry, _FIELD, where)
    columns = _texts(entry.get("columns", ()), f"{where}.columns")
    if "column" in entry:
        columns = (str(entry["column"]), *columns)
    if bool(columns) == ("value" in entry):
        raise _bad(where, dict(entry), "give either column (or columns) or value")
    words = entry.get("words", {})
    if not isinstance(words, Mapping):
        raise _bad(f"{where}.words", words, "it must map their words to ours")
    pad = entry.get("pad", 0)
    if not isinstance(pad, int) or not 0 <= pad <= 64:
        raise _bad(f"{where}.pad", pad, "a length from 0 to 64 is needed")
    return Field(
        columns=columns,
        value=entry.get("value"),
        prefix=str(entry.get("prefix", "")),
        factor=_factor(name, entry.get("unit"), where),
        form=_form(entry.get("format", "auto"), where),
        zone=None if entry.get("zone") is None else time_zone(str(entry["zone"])),
        missing=(*missing, *_texts(entry.get("missing", ()), f"{where}.missing")),
        words={str(theirs): str(ours) for theirs, ours in words.items()},
        pad=pad,
    )


def _factor(name: str, unit: Any, where: str) -> float:
    if unit is None:
        return 1.0
    for ending, factors in UNITS.items():
        if name.endswith(ending) and str(unit) in factors:
            return factors[str(unit)]
        if name.endswith(ending):
            raise _bad(f"{where}.unit", unit, f"one of {', '.join(factors)} is needed")
    raise _bad(f"{where}.unit", unit, "this column has no unit")


def _form(form: Any, where: str) -> str:
    text = str(form)
    if text in ("auto", "iso", "epoch", *EPOCH_UNITS) or "%" in text:
        return text
    raise _bad(
        f"{where}.format",
        form,
        f"one of auto, iso, epoch, {', '.join(EPOCH_UNITS)} or a pattern such as %d/%m/%Y %H:%M",
    )


def _codec(name: Any) -> str | None:
    if name is None:
        return None
    try:
        # Encoding refuses codecs that are no text encodings (zip, rot13), which lookup alone lets through.
        "a".encode(codecs.lookup(str(name)).name)
    except (LookupError, ValueError):
        raise _bad(
            "encoding", name, "it is no text encoding; write for example utf-8, latin-1 or windows-1256"
        ) from None
    return codecs.lookup(str(name)).name


def _one_character(value: Any, where: str) -> str | None:
    if value is None or (isinstance(value, str) and len(value) == 1 and value.isascii() and value not in '"\r\n'):
        return value
    raise _bad(where, value, "one ASCII character is needed")


def _text(value: Any, where: str) -> str | None:
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise _bad(where, value, "a word is needed")


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return tuple(str(one) for one in value)
    raise _bad(where, value, "a list is needed")


def _known_keys(given: Mapping[Any, Any], known: Sequence[str], where: str) -> None:
    for key in given:
        if key not in known:
            raise _bad(f"{where}", repr(key), f"no such key; the keys are {', '.join(known)}")


def _asked(read: Any, where: str, value: Any) -> Any:
    try:
        return read()
    except Problem as problem:
        raise _bad(where, value, str(problem)) from None


def _bad(where: str, value: Any, fault: str) -> Problem:
    return BAD_MAPPING(where=where, value=str(value)[:80], fault=fault)

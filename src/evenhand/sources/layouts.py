"""Tables whose columns are known: our own, OpenSky, ADS-B tracks, Danish AIS, FIRMS; else a mapping by plain names.

Each layout is a mapping with the columns that give it away. Adding a feed that comes as a table is one entry here.
Sources: OpenSky REST and historical database documentation; Danish Maritime Authority, AIS file description;
NASA FIRMS, attributes of the active fire CSV.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.foundation.problems import ProblemKind
from evenhand.observations.schemas import EVENTS, IDENTITIES, NOTICES, POSITIONS
from evenhand.sources.batches import Column
from evenhand.sources.columns import Chunk, Marks, numbers, words
from evenhand.sources.mapping import MADE_BY_US, Field, Kind, TableMapping, read_mapping
from evenhand.sources.tables import Refine
from evenhand.sources.times import NAT, TimeForm, instants

NO_MAPPING = ProblemKind(
    code="sources.no-mapping",
    blame="caller",
    message=(
        "{name} is a table whose columns do not tell what they mean ({fault}). Its columns are: {columns}. "
        "Write a mapping file that names object, seen_at, lon and lat; see docs/reference/mapping-files.md."
    ),
)
NO_SUCH_COLUMN = ProblemKind(
    code="sources.no-such-column",
    blame="caller",
    message="{name} has no column {column!r}, which the mapping asks for. Its columns are: {columns}.",
)
RAW_MODE_S = ProblemKind(
    code="sources.raw-mode-s",
    blame="caller",
    message=(
        "{name} holds raw Mode S frames ({frame}), which are radio messages and not positions. Decode them first, "
        "for example with readsb or rs1090, and load the decoded JSON or CSV."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A table whose header gives it away."""

    name: str
    given_by: frozenset[str]
    mapping: TableMapping
    source: str
    refine: Refine | None = None
    optional: Mapping[str, Field] = field(default_factory=dict)
    """Further columns of ours that are mapped where the table has theirs."""
    reads: tuple[str, ...] = ()
    """Further columns of theirs that `refine` looks at."""
    not_with: frozenset[str] = frozenset()
    """Columns that tell against the layout."""


def settle(columns: Sequence[str], mapping: TableMapping | None, *, name: str) -> Layout:
    """The layout for a table with these columns: the given mapping, a known layout, or one by plain names.

    Raises:
        NO_SUCH_COLUMN: the mapping asks for a column that is not there.
        NO_MAPPING: no mapping, no known layout, and names that could mean several things or nothing.
    """
    if mapping is not None and mapping.needed():
        for needed in mapping.needed():
            if needed not in columns:
                raise NO_SUCH_COLUMN(name=name, column=needed, columns=_listed(columns))
        # GeoJSON and geometry columns give the place under these names, so a mapping need not.
        found = {ours: Field(columns=(ours,)) for ours in ("lon", "lat") if ours in columns and _has_place(mapping)}
        placed = replace(mapping, fields={**found, **mapping.fields})
        return Layout(name="mapped-table", given_by=frozenset(), mapping=placed, source="table")
    present = set(columns)
    for layout in LAYOUTS:
        if layout.given_by <= present and not layout.not_with & present:
            known = {**layout.mapping.fields, **layout.optional}
            there = {ours: one for ours, one in known.items() if set(one.columns) <= present}
            return replace(layout, mapping=replace(layout.mapping, fields=there))
    return _by_names(columns, name=name)


def _has_place(mapping: TableMapping) -> bool:
    return mapping.kind in ("positions", "events")


def combined(layout: TableMapping, given: TableMapping | None) -> TableMapping:
    """A known layout with what a mapping without columns adds: source, zone, time, encoding."""
    if given is None or given.needed():
        return layout
    return replace(
        layout, source=given.source, zone=given.zone or layout.zone, time=given.time, lasts=given.lasts or layout.lasts
    )


# Automatic mapping ------------------------------------------------------------------------------------------------

_TIMES = ("seen_at", "timestamp", "fixtime", "time", "datetime", "date_time", "t", "ts", "gps_time", "utc", "time_utc")
_LONGITUDES = ("lon", "longitude", "lng", "long", "x")
_LATITUDES = ("lat", "latitude", "y")
_OBJECTS = {
    "object": "",
    "object_id": "object",
    "obj": "object",
    "mmsi": "mmsi",
    "icao24": "icao24",
    "icao": "icao24",
    "hex": "icao24",
    "device_id": "device",
    "deviceid": "device",
    "device": "device",
    "vehicle_id": "vehicle",
    "vehicle": "vehicle",
    "patrol_id": "patrol",
    "patrol": "patrol",
    "tracker": "device",
    "tracker_id": "device",
    "trajectory_id": "track",
    "track_id": "track",
    "uid": "object",
}
"""Names of an object's column, and the prefix of the ids in it."""
_OPTIONAL = {
    "label": ("label", "callsign", "call_sign", "shipname", "vessel_name"),
    "course_deg": ("course_deg", "course", "heading", "bearing", "cog"),
    "speed_kn": ("speed_kn", "sog"),
    "altitude_m": ("altitude_m", "ele", "elevation_m", "alt_m"),
    "accuracy_m": ("accuracy_m",),
    "category": ("category",),
    "on_ground": ("on_ground", "onground"),
    "integrity": ("integrity",),
}


def _by_names(columns: Sequence[str], *, name: str) -> Layout:
    by_lower = {column.strip().lower(): column for column in columns}
    found: dict[str, Field] = {}
    for ours, theirs in (("seen_at", _TIMES), ("lon", _LONGITUDES), ("lat", _LATITUDES)):
        hits = [word for word in theirs if word in by_lower]
        exact = [word for word in hits if word == ours]
        if not hits or (len(hits) > 1 and not exact):
            fault = f"{len(hits)} columns could be {ours}: {', '.join(hits)}" if hits else f"none is {ours}"
            raise NO_MAPPING(name=name, fault=fault, columns=_listed(columns))
        found[ours] = Field(columns=(by_lower[(exact or hits)[0]],))
    found["object"] = _object_field(by_lower, columns, name)
    for ours, names in _OPTIONAL.items():
        for word in names:
            if word in by_lower and ours not in found:
                found[ours] = Field(columns=(by_lower[word],))
    return Layout(name="table", given_by=frozenset(), mapping=TableMapping(fields=found), source="table")


def _object_field(by_lower: Mapping[str, str], columns: Sequence[str], name: str) -> Field:
    hits = [word for word in _OBJECTS if word in by_lower]
    if "object" in hits:
        hits = ["object"]
    if len(hits) > 1:
        raise NO_MAPPING(
            name=name, fault=f"{len(hits)} columns could be object: {', '.join(hits)}", columns=_listed(columns)
        )
    if hits:
        prefix = _OBJECTS[hits[0]]
        return Field(columns=(by_lower[hits[0]],), prefix=prefix, pad=9 if prefix == "mmsi" else 0)
    others = [word for word in by_lower if word.endswith("_id") or word == "fid"]
    if "id" in by_lower and not others:
        return Field(columns=(by_lower["id"],), prefix="object")
    fault = "id may number the rows" if "id" in by_lower else "none is the id of an object"
    raise NO_MAPPING(name=name, fault=fault, columns=_listed(columns))


def _listed(columns: Sequence[str]) -> str:
    text = ", ".join(repr(column[:40]) for column in columns[:40])
    return f"{text} and {len(columns) - 40} more" if len(columns) > 40 else text


# Known layouts ----------------------------------------------------------------------------------------------------


def _refine_firms(columns: dict[str, Column], chunk: Chunk, marks: Marks) -> None:
    """What plain columns cannot say: time from two columns, the pixel as accuracy, classes of confidence, a stable id.

    A detection stands for the centre of a pixel; the circle of half its diagonal holds the whole pixel.
    """
    clock = pc.replace_substring(words(chunk.columns["acq_time"]), ":", "")
    # Spreadsheets eat leading zeros: 149 is 01:49, 5 is 00:05.
    day_and_clock = pc.binary_join_element_wise(words(chunk.columns["acq_date"]), pc.utf8_lpad(clock, 4, "0"), " ")
    form = TimeForm(form="%Y-%m-%d %H%M", zone="UTC")
    columns["began_at"] = instants(day_and_clock, form, name="acq_date + acq_time", marks=marks)
    scan, track = (numbers(chunk.columns[name], name=name, marks=marks) for name in ("scan", "track"))
    columns["accuracy_m"] = np.hypot(scan, track) * 500.0
    columns["confidence"] = _confidence(pc.utf8_lower(words(chunk.columns["confidence"])))
    columns["event"] = pc.binary_join_element_wise(*(words(chunk.columns[name]) for name in _FIRMS_IDENTITY), "-")


def _confidence(text: pa.Array) -> pa.Array:
    """VIIRS says low, nominal, high (or l, n, h); MODIS 0 to 100, which FIRMS divides at 30 and 80."""
    coded = text.dictionary_encode()
    made = [_confidence_word(word) for word in coded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(made, pa.string())).dictionary_decode()


def _confidence_word(word: str) -> str:
    if not (word.isascii() and word.replace(".", "", 1).isdecimal()):
        return {"l": "low", "n": "nominal", "h": "high"}.get(word, word)
    return "low" if float(word) < 30 else "nominal" if float(word) < 80 else "high"


def _refine_opensky(columns: dict[str, Column], chunk: Chunk, marks: Marks) -> None:
    """A state vector repeats the last known place for some seconds; `lastposupdate` is when it was true."""
    if "lastposupdate" not in chunk.columns:
        return
    updated = instants(chunk.columns["lastposupdate"], TimeForm(form="epoch_s"), name="lastposupdate", marks=marks)
    columns["seen_at"] = np.where(updated == NAT, columns["seen_at"], updated)


_FIRMS_IDENTITY = ("satellite", "acq_date", "acq_time", "latitude", "longitude")
_FIRMS = {"kind": "events", "columns": {"kind": {"value": "fire"}, "lon": "longitude", "lat": "latitude"}}
_FIRMS_STATIC = {"0": "", "1": "volcano", "2": "static-land-source", "3": "offshore"}

_OPENSKY = {
    "columns": {
        "object": {"column": "icao24", "prefix": "icao24"},
        "seen_at": {"column": "time", "format": "epoch"},
        "lon": "lon",
        "lat": "lat",
        "speed_kn": {"column": "velocity", "unit": "m/s"},
        "course_deg": "heading",
        "category": {"value": "aircraft"},
    }
}
_ADSB_TABLE = {
    "columns": {
        "object": {"column": "icao24", "prefix": "icao24"},
        "seen_at": {"column": "timestamp"},
        "lon": "longitude",
        "lat": "latitude",
        "speed_kn": {"column": "groundspeed", "unit": "kt"},
        "altitude_m": {"column": "altitude", "unit": "ft"},
        "category": {"value": "aircraft"},
    }
}
_DANISH = {
    "columns": {
        "object": {"column": "MMSI", "prefix": "mmsi", "pad": 9},
        "seen_at": {"column": "# Timestamp", "format": "%d/%m/%Y %H:%M:%S", "zone": "UTC"},
        "lon": {"column": "Longitude", "missing": ["181", "181.0", "181.000000"]},
        "lat": {"column": "Latitude", "missing": ["91", "91.0", "91.000000"]},
        "speed_kn": {"column": "SOG", "missing": ["102.3"]},
        "course_deg": {"column": "COG", "missing": ["360", "360.0"]},
        "label": {"column": "Name", "missing": ["Unknown"]},
        "category": {
            "column": "Type of mobile",
            "words": {
                "Class A": "vessel",
                "Class B": "vessel",
                "Base Station": "base-station",
                "AtoN": "aid-to-navigation",
                "SAR Airborne": "aircraft",
            },
        },
    }
}


def _ours(name: str, schema: pa.Schema, kind: Kind, given_by: Sequence[str]) -> Layout:
    """The layout of our own tables, as CSV or without all columns: each column under its own name."""
    required = {one.name for one in schema if not one.nullable and one.name in given_by}
    fields = {one.name: Field(columns=(one.name,)) for one in schema if one.name not in MADE_BY_US}
    return Layout(
        name=name,
        given_by=frozenset(given_by),
        mapping=TableMapping(kind=kind, fields={ours: fields[ours] for ours in fields if ours in required}),
        source=kind,
        not_with=frozenset() if "lon" in schema.names else frozenset({"lon", "lat", "longitude", "latitude"}),
        optional={
            **fields,
            **{key: Field(columns=(key,)) for key in schema.names if key == "source"},
        },
    )


LAYOUTS: tuple[Layout, ...] = (
    _ours("evenhand-positions", POSITIONS, "positions", ("object", "seen_at", "lon", "lat")),
    _ours("evenhand-events", EVENTS, "events", ("kind", "began_at", "lon", "lat")),
    _ours("evenhand-notices", NOTICES, "notices", ("given_at", "begins_at", "ends_at")),
    _ours("evenhand-identities", IDENTITIES, "identities", ("object", "category")),
    _ours("evenhand-identities", IDENTITIES, "identities", ("object", "party")),
    Layout(
        name="firms",
        given_by=frozenset({*_FIRMS_IDENTITY, "scan", "track", "confidence"}),
        mapping=read_mapping(_FIRMS),
        source="firms",
        refine=_refine_firms,
        reads=(*_FIRMS_IDENTITY, "scan", "track", "confidence"),
        optional={"nuisance": Field(columns=("type",), words=_FIRMS_STATIC)},
    ),
    Layout(
        name="opensky",
        given_by=frozenset({"time", "icao24", "lat", "lon", "velocity", "heading"}),
        mapping=read_mapping(_OPENSKY),
        source="adsb",
        refine=_refine_opensky,
        reads=("lastposupdate",),
        optional={
            "label": Field(columns=("callsign",)),
            "on_ground": Field(columns=("onground",)),
            "altitude_m": Field(columns=("geoaltitude",)),
        },
    ),
    Layout(
        name="adsb-table",
        given_by=frozenset({"timestamp", "icao24", "latitude", "longitude", "altitude", "groundspeed"}),
        mapping=read_mapping(_ADSB_TABLE),
        source="adsb",
        optional={
            "label": Field(columns=("callsign",)),
            "course_deg": Field(columns=("track",)),
            "on_ground": Field(columns=("onground",)),
        },
    ),
    Layout(
        name="danish-ais",
        given_by=frozenset({"# Timestamp", "MMSI", "Latitude", "Longitude", "Type of mobile"}),
        mapping=read_mapping(_DANISH),
        source="ais",
    ),
)


def is_ours(columns: AbstractSet[str], kind: str) -> bool:
    """Whether these columns give away our own table of that kind."""
    mine = [layout for layout in LAYOUTS if layout.name == f"evenhand-{kind}"]
    return any(layout.given_by <= columns and not layout.not_with & columns for layout in mine)


def used_columns(layout: Layout, columns: Sequence[str]) -> tuple[str, ...]:
    """Their columns that a reader has to deliver for this layout, out of those that the table has."""
    wanted = dict.fromkeys((*layout.mapping.needed(), *layout.reads))
    return tuple(column for column in wanted if column in columns)

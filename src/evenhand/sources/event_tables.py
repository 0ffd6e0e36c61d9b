"""Imported event data as statements: ACLED, UCDP GED and GTD by their columns, any other CSV by a mapping.

Precision codes become the radius and the stretch of time that hold the truth, event types become paths of our codes,
actors become parties by a table. A row that cannot be used is kept aside with its reason.

Sources: ACLED codebook (2023), "Geo-precision", "Time precision"; Högbladh, UCDP GED Codebook version 23.1 (2023),
`where_prec`, `date_start`; START, GTD Codebook (2021), `specificity`, `iday`. What a code covers in kilometres is ours:
docs/methods/corroboration.md, "Imported event data".
"""

import csv
import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from evenhand.foundation.problems import ProblemKind
from evenhand.sources.mapping import BAD_MAPPING

EVENTS_UNREADABLE = ProblemKind(
    code="sources.events-unreadable",
    blame="caller",
    message="{name} cannot be read as a table of events: {fault}. Give CSV in UTF-8 with a heading (.csv or .csv.gz).",
)
UNKNOWN_EVENTS = ProblemKind(
    code="sources.unknown-events",
    blame="caller",
    message="{name} is none of {known}: it has the columns {columns}. Give a mapping with --mapping.",
)

Row = Mapping[str, str]
DAY = timedelta(days=1)
LONGEST = timedelta(days=90)
DAYS = "days"
"""As `date_format`: whole days since 1970, as R writes dates."""
_MOST_DAYS = 100_000
_KM = 1000.0
_TAKEN = frozenset({"source", "columns", "date_format", "radius_km", "types", "parties"})
_COLUMNS = frozenset({"statement", "began_at", "ended_at", "lon", "lat", "precision", "type", "party", "killed"})
_NEEDED = ("statement", "began_at", "lon", "lat")


class _Refusal(Exception):  # noqa: N818 - no error: a row is kept aside
    """Why a row is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row that cannot be used."""

    row: int
    """Its line as a spreadsheet counts: the heading is 1."""
    why: str
    """time, place, coarse, id or twice."""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Imported:
    """What a file of events holds."""

    layout: str
    table: pa.Table
    """STATEMENTS."""
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the columns of a data set become ours."""

    name: str
    needs: frozenset[str]
    """Columns by which it is recognised."""
    statement: str
    lon: str
    lat: str
    precision: str
    radius_km: Mapping[str, float]
    otherwise_km: float
    """Where the code is missing or unknown."""
    span: Callable[[Row], tuple[datetime, datetime]]
    type: Callable[[Row], str | None]
    actors: tuple[str, ...]
    """Columns that name who acted; the first that names a party of the table counts."""
    killed: str
    parties: Mapping[str, str] = field(default_factory=dict)


def read_events(path: Path, schema: pa.Schema, *, mapping: Mapping[str, Any] | None = None) -> Imported:
    """Statements from a file of events.

    Args:
        path: .csv or .csv.gz, UTF-8, with a heading.
        schema: `evenhand.incidents.statements.STATEMENTS`.
        mapping: for a table of no known layout, all of it; for a known one, `parties` alone may be given.

    Raises:
        EVENTS_UNREADABLE: no such file, or no table.
        UNKNOWN_EVENTS: its columns are those of no known data set, and no mapping says more.
        BAD_MAPPING: the mapping lacks something or has something that nobody knows.
    """
    try:
        with _opened(path) as file:
            reader = csv.DictReader(file, strict=True)
            columns = list(reader.fieldnames or ())
            layout = _layout(path, columns, mapping)
            rows, refused = _rows(reader, layout)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as fault:
        raise EVENTS_UNREADABLE(name=path.name, fault=" ".join(str(fault).split())[:160]) from None
    return Imported(layout=layout.name, table=pa.Table.from_pylist(rows, schema=schema), refused=tuple(refused))


def _opened(path: Path) -> TextIO:
    if path.suffix.lower() == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _layout(path: Path, columns: list[str], mapping: Mapping[str, Any] | None) -> Layout:
    unknown = sorted(set(mapping or ()) - _TAKEN)
    if unknown:
        raise BAD_MAPPING(
            where=unknown[0], value=repr((mapping or {})[unknown[0]])[:80], fault="nobody knows this field"
        )
    if mapping is not None and "columns" in mapping:
        return _mapped(mapping, columns)
    known = next((one for one in LAYOUTS if one.needs <= set(columns)), None)
    if known is None:
        told = ", ".join(columns)[:300]
        raise UNKNOWN_EVENTS(name=path.name, known=", ".join(one.name for one in LAYOUTS), columns=told)
    return _with_parties(known, (mapping or {}).get("parties", {}))


def _with_parties(layout: Layout, parties: Any) -> Layout:
    named = {name: getattr(layout, name) for name in Layout.__dataclass_fields__}
    return Layout(**named | {"parties": _words(parties, "parties")})


def _rows(reader: "csv.DictReader[str]", layout: Layout) -> tuple[list[dict[str, Any]], list[Refused]]:
    rows: list[dict[str, Any]] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    for row in reader:
        try:
            made = _statement(row, layout)
            if made["statement"] in seen:
                raise _Refusal("twice", made["statement"])
        except _Refusal as why:
            refused.append(Refused(row=reader.line_num, why=why.args[0], value=str(why.args[1])[:80]))
            continue
        seen.add(made["statement"])
        rows.append(made)
    return rows, refused


def _statement(row: Row, layout: Layout) -> dict[str, Any]:
    identity = _code(row, layout.statement)
    if not identity:
        raise _Refusal("id", "")
    began_at, ended_at = layout.span(row)
    if ended_at < began_at:
        raise _Refusal("time", f"{began_at:%Y-%m-%d} to {ended_at:%Y-%m-%d}")
    if ended_at - began_at > LONGEST:
        raise _Refusal("coarse", f"{(ended_at - began_at).days} days")
    lon, lat = _number(row, layout.lon, 180.0), _number(row, layout.lat, 90.0)
    code = _code(row, layout.precision)
    party = next((layout.parties[row[name]] for name in layout.actors if row.get(name) in layout.parties), None)
    return {
        "statement": f"{layout.name}:{identity}", "source": layout.name, "origin": None, "began_at": began_at,
        "ended_at": ended_at, "lon": lon, "lat": lat,
        "radius_m": layout.radius_km.get(code, layout.otherwise_km) * _KM, "type": layout.type(row), "party": party,
        "killed": _count(row.get(layout.killed)),
    }  # fmt: skip


def _code(row: Row, column: str) -> str:
    """A code or an id; spreadsheets make "1.0" of 1."""
    return (row.get(column) or "").strip().removesuffix(".0")


def _number(row: Row, column: str, most: float) -> float:
    try:
        value = float(row.get(column) or "")
    except ValueError:
        raise _Refusal("place", f"{column} {row.get(column)!r}") from None
    if not -most <= value <= most:  # which no NaN is
        raise _Refusal("place", f"{column} {value}")
    return value


def _count(value: str | None) -> int | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return int(number) if 0.0 <= number < 1e9 else None


def _day(value: str | None, forms: tuple[str, ...] = ("%Y-%m-%d", "%d %B %Y", "%Y/%m/%d", "%m/%d/%Y")) -> datetime:
    text = (value or "").strip()
    if forms == (DAYS,):
        number = _count(text)
        if number is None or number > _MOST_DAYS:
            raise _Refusal("time", text)
        return datetime(1970, 1, 1, tzinfo=UTC) + number * DAY
    for form in forms:
        for some in (text, text[:10]):
            try:
                return datetime.strptime(some, form).replace(tzinfo=UTC)
            except ValueError:
                continue
    raise _Refusal("time", text)


def _acled_span(row: Row) -> tuple[datetime, datetime]:
    """1: the day; 2: within the week; 3: within the month (time precision codes)."""
    day = _day(row.get("event_date"))
    around = {"2": 3, "3": 15}.get(_code(row, "time_precision"), 0)
    return day - around * DAY, day + (around + 1) * DAY


def _acled_type(row: Row) -> str | None:
    found = ACLED_TYPES.get((row.get("sub_event_type") or "").strip())
    return found or ACLED_CLASSES.get((row.get("event_type") or "").strip())


def _ged_span(row: Row) -> tuple[datetime, datetime]:
    return _day(row.get("date_start")), _day(row.get("date_end")) + DAY


def _ged_type(row: Row) -> str | None:
    return {"1": "KIN", "2": "KIN", "3": "CIV/CIV.KILL"}.get(_code(row, "type_of_violence"))


def _gtd_span(row: Row) -> tuple[datetime, datetime]:
    """A day of 0 is a day that nobody knows, a month of 0 likewise."""
    year, month, day = (int(_count(row.get(name)) or 0) for name in ("iyear", "imonth", "iday"))
    try:
        if month == 0:
            return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        if day == 0:
            begins = datetime(year, month, 1, tzinfo=UTC)
            return begins, begins + 31 * DAY
        begins = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise _Refusal("time", f"{year}-{month}-{day}") from None
    return begins, begins + DAY


def _gtd_type(row: Row) -> str | None:
    return GTD_TYPES.get((row.get("attacktype1_txt") or "").strip())


ACLED_TYPES: Mapping[str, str] = {
    "Armed clash": "KIN/KIN.SA",
    "Shelling/artillery/missile attack": "KIN/KIN.ART",
    "Air/drone strike": "KIN/KIN.AIR",
    "Remote explosive/landmine/IED": "KIN/KIN.IED",
    "Suicide bomb": "KIN/KIN.IED",
    "Grenade": "KIN/KIN.AGL",
    "Attack": "CIV/CIV.KILL",
    "Abduction/forced disappearance": "CIV/CIV.ABDUCT",
    "Sexual violence": "CIV/CIV.SGBV",
    "Looting/property destruction": "CIV/CIV.OBJECT",
    "Headquarters or base established": "MOV/MOV.FORTIFY",
    "Non-violent transfer of territory": "MOV/MOV.FWD",
}
ACLED_CLASSES: Mapping[str, str] = {
    "Battles": "KIN",
    "Explosions/Remote violence": "KIN",
    "Violence against civilians": "CIV",
}
GTD_TYPES: Mapping[str, str] = {
    "Bombing/Explosion": "KIN/KIN.IED",
    "Armed Assault": "KIN/KIN.SA",
    "Assassination": "CIV/CIV.KILL",
    "Hostage Taking (Kidnapping)": "CIV/CIV.ABDUCT",
    "Hostage Taking (Barricade Incident)": "CIV/CIV.ABDUCT",
    "Facility/Infrastructure Attack": "CIV/CIV.INFRA",
}
LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="acled", needs=frozenset({"event_id_cnty", "event_date", "geo_precision", "latitude", "longitude"}),
        statement="event_id_cnty", lon="longitude", lat="latitude", precision="geo_precision",
        radius_km={"1": 5.0, "2": 25.0, "3": 100.0}, otherwise_km=100.0, span=_acled_span, type=_acled_type,
        actors=("actor1", "actor2"), killed="fatalities",
    ),
    Layout(
        name="ucdp-ged", needs=frozenset({"id", "where_prec", "date_start", "date_end", "latitude", "longitude"}),
        statement="id", lon="longitude", lat="latitude", precision="where_prec",
        radius_km={"1": 3.0, "2": 25.0, "3": 50.0, "4": 150.0, "5": 100.0, "6": 500.0, "7": 500.0}, otherwise_km=500.0,
        span=_ged_span, type=_ged_type, actors=("side_a", "side_b"), killed="best",
    ),
    Layout(
        name="gtd", needs=frozenset({"eventid", "iyear", "imonth", "iday", "specificity", "latitude", "longitude"}),
        statement="eventid", lon="longitude", lat="latitude", precision="specificity",
        radius_km={"1": 5.0, "2": 25.0, "3": 50.0, "4": 100.0, "5": 500.0}, otherwise_km=500.0, span=_gtd_span,
        type=_gtd_type, actors=("gname",), killed="nkill",
    ),
)  # fmt: skip


def _mapped(mapping: Mapping[str, Any], columns: list[str]) -> Layout:
    """The layout that a mapping describes."""
    named = _words(mapping["columns"], "columns")
    wrong = next((name for name in named if name not in _COLUMNS), None)
    if wrong is not None:
        raise BAD_MAPPING(where="columns", value=repr(wrong), fault=f"it may have {', '.join(sorted(_COLUMNS))}")
    missing = next((name for name in _NEEDED if name not in named), None)
    if missing is not None:
        raise BAD_MAPPING(where="columns", value=repr(named)[:80], fault=f"{missing} is missing")
    absent = next((column for column in named.values() if column not in columns), None)
    if absent is not None:
        raise BAD_MAPPING(where="columns", value=repr(absent), fault="the table has no such column")
    radius = mapping.get("radius_km", {})
    try:
        radii = {str(code): float(value) for code, value in (radius if isinstance(radius, Mapping) else {}).items()}
        otherwise = 5.0 if isinstance(radius, Mapping) else float(radius)
    except (TypeError, ValueError):
        raise BAD_MAPPING(where="radius_km", value=repr(radius)[:80], fault="give kilometres") from None
    if not all(0.0 < value <= 1000.0 for value in (*radii.values(), otherwise)):
        raise BAD_MAPPING(where="radius_km", value=repr(radius)[:80], fault="give kilometres above 0, up to 1,000")
    forms = (str(mapping["date_format"]),) if "date_format" in mapping else None
    types = _words(mapping.get("types", {}), "types")
    type_column = named.get("type", "")
    return Layout(
        name=str(mapping.get("source", "events")), needs=frozenset(), statement=named["statement"], lon=named["lon"],
        lat=named["lat"], precision=named.get("precision", ""), radius_km=radii, otherwise_km=otherwise,
        span=lambda row: _mapped_span(row, named, forms),
        type=lambda row: types.get(row.get(type_column) or "", row.get(type_column) or None if not types else None),
        actors=(named.get("party", ""),), killed=named.get("killed", ""),
        parties=_words(mapping.get("parties", {}), "parties"),
    )  # fmt: skip


def _mapped_span(row: Row, named: Mapping[str, str], forms: tuple[str, ...] | None) -> tuple[datetime, datetime]:
    read = (lambda value: _day(value, forms)) if forms else _day
    began_at = read(row.get(named["began_at"]))
    ended = row.get(named.get("ended_at", ""))
    return began_at, (read(ended) if ended else began_at) + DAY


def _words(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BAD_MAPPING(where=where, value=repr(value)[:80], fault="give names with their values")
    return {str(key): str(word) for key, word in value.items()}

"""The Arrow schemas that every reader fills and every kernel reads.

Degrees are WGS84; instants are UTC microseconds; unknown is null, never 0. Column names carry their unit.
"""

import pyarrow as pa

from evenhand.foundation.problems import ProblemKind

SCHEMA_MISMATCH = ProblemKind(
    code="observations.schema-mismatch",
    blame="caller",
    message="{what} needs a {schema} table, but column {column!r} is {found} instead of {expected}. Convert it first.",
)

SCHEMA_VERSION = 1

INSTANT = pa.timestamp("us", tz="UTC")
WORD = pa.dictionary(pa.int32(), pa.string())
"""A text column with few values: dictionary-encoded, nullable."""

POSITIONS = pa.schema(
    [
        pa.field("object", WORD, nullable=False),  # "icao24:4b43ac", "mmsi:351759000", "device:patrol-3"
        pa.field("seen_at", INSTANT, nullable=False),
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("accuracy_m", pa.float32()),  # radius that holds the true place with 95 %
        pa.field("altitude_m", pa.float32()),
        pa.field("speed_kn", pa.float32()),
        pa.field("course_deg", pa.float32()),
        pa.field("on_ground", pa.bool_()),
        pa.field(
            "category", WORD
        ),  # what the source says it is: "aircraft", "vessel", "drone", "vehicle"; refined later
        pa.field("label", WORD),  # call sign, ship's name
        pa.field("integrity", WORD),  # "trusted", "degraded", "jammed", "implausible"; null: the source says nothing
        pa.field("source", WORD, nullable=False),  # the feed: "adsb", "ais", "gpx:patrol-3"
        pa.field("received_at", INSTANT),
        pa.field("file", WORD, nullable=False),  # SHA-256 of the file it came from, hex
        pa.field("row", pa.int64(), nullable=False),  # record or line number in that file, from 1
    ],
    metadata={"evenhand.schema": "positions", "evenhand.schema_version": str(SCHEMA_VERSION)},
)

EVENTS = pa.schema(
    [
        pa.field("event", pa.string(), nullable=False),  # id, unique within its source
        pa.field(
            "kind", WORD, nullable=False
        ),  # "fire", "explosion", "shelling", "seizure_attempt", "fortification" ...
        pa.field("began_at", INSTANT, nullable=False),
        pa.field("ended_at", INSTANT, nullable=False),  # equal to began_at for an instant
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("accuracy_m", pa.float32()),
        pa.field("party", WORD),  # whom the source names, if anybody
        pa.field("category", WORD),  # weapon or object category, if the source says so
        pa.field("count_low", pa.int32()),
        pa.field("count_high", pa.int32()),
        pa.field("confidence", WORD),  # the source's own word: "low", "nominal", "high"
        pa.field("nuisance", WORD),  # why it may be harmless: "gas-flare", "announced-demining"; marked, not hidden
        pa.field("text", pa.string()),
        pa.field("source", WORD, nullable=False),
        pa.field("received_at", INSTANT),
        pa.field("file", WORD, nullable=False),
        pa.field("row", pa.int64(), nullable=False),
    ],
    metadata={"evenhand.schema": "events", "evenhand.schema_version": str(SCHEMA_VERSION)},
)

IDENTITIES = pa.schema(
    [
        pa.field("object", pa.string(), nullable=False),
        pa.field("category", pa.string()),  # the most exact category known, from the agreement's tree
        pa.field("party", pa.string()),
        pa.field("count", pa.int32()),  # how many of the category travel under this identity; null: one
        pa.field("label", pa.string()),
        pa.field("basis", pa.string()),  # who says so
    ],
    metadata={"evenhand.schema": "identities", "evenhand.schema_version": str(SCHEMA_VERSION)},
)

NOTICES = pa.schema(
    [
        pa.field("notice", pa.string(), nullable=False),
        pa.field("given_at", INSTANT, nullable=False),
        pa.field("party", pa.string()),
        pa.field("object", pa.string()),  # null: any object of the category
        pa.field("category", pa.string()),
        pa.field("area", pa.string()),  # null: any area of the rule
        pa.field("begins_at", INSTANT, nullable=False),
        pa.field("ends_at", INSTANT, nullable=False),
        pa.field("max_count", pa.int32()),
        pa.field("label", pa.string()),  # call sign or name; null: any
        pa.field("route", pa.string()),  # "lat,lon; lat,lon" or WKT; null: any way. Of an activity also one point
        pa.field("activity", pa.string()),  # what is announced beside a movement: foundation/activities.py; null: none
        pa.field("radius_m", pa.float32()),  # how far an activity reaches from its point or way; null: not said
    ],
    metadata={"evenhand.schema": "notices", "evenhand.schema_version": str(SCHEMA_VERSION)},
)

QUARANTINE = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("row", pa.int64(), nullable=False),
        pa.field("code", pa.string(), nullable=False),  # problem code
        pa.field("reason", pa.string(), nullable=False),  # what, which value, what to do
        pa.field("raw", pa.string(), nullable=False),  # the row as it came, undecodable bytes escaped
    ],
    metadata={"evenhand.schema": "quarantine", "evenhand.schema_version": str(SCHEMA_VERSION)},
)


def require(table: pa.Table | pa.RecordBatch, schema: pa.Schema, *, what: str) -> None:
    """Refuse a table whose columns are not those of `schema`.

    Raises:
        SCHEMA_MISMATCH: the first column that is missing or of another type.
    """
    name = (schema.metadata or {}).get(b"evenhand.schema", b"?").decode()
    for field in schema:
        index = table.schema.get_field_index(field.name)
        found = table.schema.field(index).type if index >= 0 else "missing"
        if found != field.type:
            raise SCHEMA_MISMATCH(what=what, schema=name, column=field.name, found=str(found), expected=str(field.type))

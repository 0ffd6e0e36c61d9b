"""Which column of a table is what: by the names of our fields, or by headings in any of the four languages.

A proposal is made from the headings alone; people correct it, and nothing is taken from a column that is not mapped.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES

COLUMN_TWICE = ProblemKind(
    code="reports.column-twice",
    blame="caller",
    message="The columns {first!r} and {second!r} are both taken for {field}. Leave one of them out.",
)
NO_SUCH_FIELD = ProblemKind(
    code="reports.no-such-field",
    blame="caller",
    message="The column {column!r} is to be taken for {field!r}, which is no field. Choose one of the list.",
)

REPORT_FIELDS = (
    "id", "kind", "text", "language", "reporter_type", "protection", "source_name", "source_contact", "source_relation",
    "source_note", "date", "time", "end_date", "end_time", "begins_at", "ends_at", "zone", "stated",
    "lat", "lon", "accuracy_m", "observer_lat", "observer_lon", "bearing", "bearing_error_deg", "distance_min_m",
    "distance_max_m", "place", "area", "place_text", "party", "unit", "violation", "instrument", "article",
)  # fmt: skip
ITEM_FIELDS = (
    "what", "count", "count_max", "count_qualifier", "means", "post", "phase", "weapon", "calibre_mm", "cause",
    "direction_from", "direction_to", "item_text",
)  # fmt: skip
"""One line of what was counted; each row of a report may have one."""
OTHER_FIELDS = (
    "civilians_killed", "civilians_injured", "military_killed", "military_injured", "casualties_unknown",
    "restriction", "actor", "checkpoint", "duration_min", "people", "vehicles", "reason", "reason_text",
    "interference", "outcome", "contacts", "about",
)  # fmt: skip
FIELDS = (*REPORT_FIELDS, *ITEM_FIELDS, *OTHER_FIELDS)
"""Everything that a column may be, in the order of templates."""

PATHS = {
    "when.begins_at": "begins_at", "when.ends_at": "ends_at", "when.stated": "stated", "source.name": "source_name",
    "source.contact": "source_contact", "source.relation": "source_relation", "source.note": "source_note",
    "place.lat": "lat", "place.lon": "lon", "place.accuracy_m": "accuracy_m", "place.observer_lat": "observer_lat",
    "place.observer_lon": "observer_lon", "place.bearing_deg": "bearing", "bearing_deg": "bearing",
    "place.bearing_error_deg": "bearing_error_deg", "place.range_low_m": "distance_min_m",
    "place.range_high_m": "distance_max_m", "place.place": "place", "place.area": "area", "alleged_party": "party",
    "alleged_unit": "unit", "violations": "violation", "items.observed": "what", "observed": "what",
    "items.count.low": "count", "items.count.high": "count_max", "items.count.qualifier": "count_qualifier",
    "items.means": "means", "items.post": "post", "items.phase": "phase", "items.weapon": "weapon",
    "items.calibre_mm": "calibre_mm", "items.cause": "cause", "items.direction_from": "direction_from",
    "items.direction_to": "direction_to", "items.text": "item_text", "restriction.type": "restriction",
    "restriction.actor": "actor", "restriction.checkpoint": "checkpoint", "restriction.duration_min": "duration_min",
    "restriction.people": "people", "restriction.vehicles": "vehicles", "restriction.reason": "reason",
    "restriction.reason_text": "reason_text", "restriction.interference": "interference",
    "restriction.outcome": "outcome", "patrol.contacts": "contacts", "provisions.instrument": "instrument",
    "provisions.article": "article", "instance": "id",
}  # fmt: skip
"""Names of the record's own fields, for tables that other programs write."""

_WORDS = "evenhand.reports.tables.words"
_UNIT = re.compile(r"[(\[（].*?[)\]）]|\*|:|：")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Which column is which field: heading's place -> field; columns that are left out have none."""

    columns: tuple[str, ...]
    fields: tuple[str | None, ...]

    def place_of(self, field: str) -> int | None:
        """Place of the column that holds a field; None: no column does."""
        return self.fields.index(field) if field in self.fields else None

    @property
    def left_out(self) -> tuple[str, ...]:
        """Headings that nobody knows."""
        return tuple(name for name, field in zip(self.columns, self.fields, strict=True) if field is None)


def propose(columns: Sequence[str]) -> Mapped:
    """The likeliest meaning of each heading; of two columns with one meaning the first has it.

    >>> propose(["Date", "الوقت", "Nombre", "Remarks of the driver"]).fields
    ('date', 'time', 'count', None)
    """
    found: list[str | None] = []
    for column in columns:
        field = field_of(column)
        found.append(None if field in found else field)
    return Mapped(columns=tuple(columns), fields=tuple(found))


def corrected(columns: Sequence[str], chosen: Mapping[int, str]) -> Mapped:
    """The mapping that people chose: place of the column -> field, "" for a column that is left out.

    Raises:
        NO_SUCH_FIELD: a field that reports do not have.
        COLUMN_TWICE: two columns for one field.
    """
    fields: list[str | None] = []
    for place, column in enumerate(columns):
        field = chosen.get(place, "") or None
        if field is not None and field not in FIELDS:
            raise NO_SUCH_FIELD(column=column, field=field)
        if field is not None and field in fields:
            raise COLUMN_TWICE(first=columns[fields.index(field)], second=column, field=field)
        fields.append(field)
    return Mapped(columns=tuple(columns), fields=tuple(fields))


def field_of(heading: str) -> str | None:
    """The field that a heading names; None: nobody knows it."""
    plain = heading.strip().lower()
    if plain in FIELDS:
        return plain
    if plain in PATHS:
        return PATHS[plain]
    known = _known()
    return known.get(_folded(heading)) or known.get(_folded(_UNIT.sub(" ", heading)))


def heading(field: str, *, language: str = "en") -> str:
    """What a field is called in templates.

    >>> heading("date", language="fr")
    'Date'
    """
    return _names(field, language)[0]


def _names(field: str, language: str) -> list[str]:
    tag = language.lower() if language.lower() in LANGUAGES else "en"
    return [name.strip() for name in catalogue(_WORDS, tag)[field].split("|")]


@cache
def _known() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for field in FIELDS:
        for name in (field, field.replace("_", " "), *(word for tag in LANGUAGES for word in _names(field, tag))):
            found.setdefault(_folded(name), field)
    return found


def _folded(heading: str) -> str:
    return fold(heading).replace(" ", "")

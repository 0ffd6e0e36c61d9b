"""Rows of a table as reports: one row, or several with one id, make one report; each fault with its line and column.

A report's id is the one of the table's own column, else it is made from what its row says, so that the same file twice
is harmless; a row that stands in a file twice is two reports, and said to be.

Source: docs/methods/doors.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from evenhand.agreements.gazetteer import fold
from evenhand.agreements.model import Agreement
from evenhand.foundation.canonical import canonical_bytes, content_id
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.codes import (
    Cause,
    Interference,
    Means,
    Observed,
    Outcome,
    Phase,
    Post,
    Protection,
    Qualifier,
    ReporterType,
    ReportKind,
    RestrictionType,
    StatedReason,
    Violation,
    Weapon,
)
from evenhand.reports.record import (
    Casualties,
    Count,
    Fidelity,
    Item,
    Patrol,
    Provision,
    Record,
    Restriction,
    Source,
    When,
)
from evenhand.reports.tables import cells
from evenhand.reports.tables.cells import CELL_EMPTY, CELL_MISSING, CELL_UNKNOWN, Cell
from evenhand.reports.tables.columns import ITEM_FIELDS, Mapped
from evenhand.reports.tables.reading import FORMULA, Row
from evenhand.reports.tables.spots import ROW_REFUSED, Options, SpotReader

CELL_DIFFERS = ProblemKind(
    code="reports.cell-differs",
    blame="caller",
    message="Line {line}, column {column}: {value!r} differs from line {first}, which belongs to the same report. "
    "Write the same in both, or give them two ids.",
)

MEDIA_TYPE = "application/vnd.evenhand.rows+json"
FORMAT = "evenhand.rows/1"
MOST_ROWS_OF_A_REPORT = 1000

Value = TypeVar("Value")
_VARIES = {
    *ITEM_FIELDS, "date", "time", "end_date", "end_time", "begins_at", "ends_at", "zone", "stated", "lat", "lon",
    "accuracy_m", "observer_lat", "observer_lon", "bearing", "bearing_error_deg", "distance_min_m", "distance_max_m",
    "place", "area",
}  # fmt: skip
"""What each row of a report may say for itself."""
_LANGUAGES = {
    "english": "en", "anglais": "en", "الانجليزيه": "en", "英语": "en", "arabic": "ar", "arabe": "ar", "عربيه": "ar",
    "العربيه": "ar", "阿拉伯语": "ar", "french": "fr", "francais": "fr", "الفرنسيه": "fr", "فرنسيه": "fr", "法语": "fr",
    "chinese": "zh-hans", "chinois": "zh-hans", "صينيه": "zh-hans", "中文": "zh-hans", "zh": "zh-hans",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A report as a table has it: either `record` or `problems`."""

    instance: str
    lines: tuple[int, ...]
    original: bytes
    """The rows as they came, with what was chosen about them: canonical JSON."""
    record: Record | None = None
    problems: tuple[Problem, ...] = ()


def id_of(row: Row, mapped: Mapped) -> str:
    """The id that a row gives its report; "" where it gives none."""
    place = mapped.place_of("id")
    return "" if place is None else cells.plain(row[1][place]).removeprefix(FORMULA)


def draft(rows: Sequence[Row], *, options: Options, agreement: Agreement | None = None, turn: int = 1) -> Draft:
    """The report that some rows make: one row without an id, or all rows with the same.

    Args:
        rows: at least one, in the order of the file.
        options: the meaning of the columns, and what the rows leave open.
        agreement: names of parties, places and areas are looked up in it; without one they are kept as words.
        turn: the how manieth this is among equal rows without an id.
    """
    original = _original(rows, options)
    given = id_of(rows[0], options.mapped)
    made = content_id("row", {"rows": original.decode()}) + (f"#{turn}" if turn > 1 else "")
    reader = _Reader(rows=rows[:MOST_ROWS_OF_A_REPORT], options=options, agreement=agreement)
    record = reader.record()
    return Draft(
        instance=f"table:{given or made}"[:200],
        lines=tuple(line for line, _cells in rows),
        original=original,
        record=None if reader.problems else record,
        problems=tuple(reader.problems),
    )


def _original(rows: Sequence[Row], options: Options) -> bytes:
    said = [[cell.replace(FORMULA, "") for cell in row] for _line, row in rows]
    mapped = options.mapped
    return canonical_bytes(
        {
            "format": FORMAT,
            "columns": [[column, meant] for column, meant in zip(mapped.columns, mapped.fields, strict=True)],
            "chosen": {
                "kind": options.kind.value if options.kind else None,
                "language": options.language,
                "zone": options.zone,
                "order": options.order,
                "protection": options.protection.value,
                "reporter_type": options.reporter_type.value,
            },
            "rows": said,
        }
    )


class _Reader(SpotReader):
    """Reads the rows of one report and gathers what is wrong with them."""

    def record(self) -> Record | None:
        """The report, or None with `problems`."""
        each = [self._cells(row) for row in self.rows]
        shared = self._shared(each)
        whens = [self._when(one) for one in each]
        places = [self._place(one) for one in each]
        items = [self._item(one) for one in each]
        record = self._whole(shared, items, each)
        if record is None or self.problems:
            return None
        try:
            return replace(
                record,
                when=_hull([when for when in whens if when is not None]),
                place=next((place for place in places if place is not None), None),
                items=tuple(
                    replace(
                        item,
                        when=when if _differ(whens) else None,
                        place=place if _differ(places) else None,
                    )
                    for item, when, place in zip(items, whens, places, strict=True)
                    if item is not None
                ),
            )
        except Problem as fault:
            self._refuse(ROW_REFUSED(line=self.rows[0][0], fault=str(fault)))
            return None

    def _shared(self, each: Sequence[dict[str, Cell]]) -> dict[str, Cell]:
        """What the rows say of the whole report; where two of them differ in it, that is a fault."""
        found: dict[str, Cell] = {}
        for one in each:
            for meant, cell in one.items():
                if meant in _VARIES:
                    continue
                first = found.setdefault(meant, cell)
                if cells.plain(first.value) != cells.plain(cell.value):
                    self._refuse(cell.refused(CELL_DIFFERS, first=first.line))
        return found

    def _whole(
        self, row: dict[str, Cell], items: Sequence[Item | None], each: Sequence[dict[str, Cell]]
    ) -> Record | None:
        """The report without its time, place and items."""
        line, options = self.rows[0][0], self.options
        kind = self._read(row, "kind", cells.code, codes=ReportKind) or options.kind
        if kind is None and "kind" not in row:
            self._refuse(CELL_EMPTY(line=line, column=self._heading("kind"), value=""))
        text = self._read(row, "text", cells.words)
        restriction = self._restriction(row)
        if text is None and restriction is None and not any(items) and not self.problems:
            self._refuse(CELL_EMPTY(line=line, column=self._heading("text"), value=""))
        facts = {
            "language": self._language(row),
            "reporter_type": self._read(row, "reporter_type", cells.code, codes=ReporterType) or options.reporter_type,
            "protection": self._read(row, "protection", cells.code, codes=Protection) or options.protection,
            "source": self._source(row),
            "place_text": self._place_text(row, each),
            "alleged_party": self._party(row),
            "alleged_unit": self._read(row, "unit", cells.words),
            "violations": self._read(row, "violation", cells.several, codes=Violation) or (),
            "provisions": self._provisions(row),
            "casualties": self._casualties(row),
            "restriction": restriction,
            "patrol": self._patrol(row) if kind is ReportKind.PATROL_REPORT else None,
            "about": self._read(row, "about", cells.words),
        }
        if kind is None or self.problems:
            return None
        return Record(kind=kind, text=text, **facts)  # type: ignore[arg-type]

    def _language(self, row: dict[str, Cell]) -> str:
        given = (self._read(row, "language", cells.words) or "").lower()
        if not given:
            return self.options.language
        return _LANGUAGES.get(fold(given), given)[:20]

    def _source(self, row: dict[str, Cell]) -> Source | None:
        facts = {
            name: self._read(row, f"source_{name}", cells.words) for name in ("name", "contact", "relation", "note")
        }
        return Source(**facts) if any(facts.values()) else None

    def _party(self, row: dict[str, Cell]) -> str | None:
        given = self._read(row, "party", cells.words)
        if given is None or self.agreement is None or given.lower() == "unknown":
            return given
        for party in self.agreement.parties:
            if fold(given) in {fold(name) for name in (party.id, *party.name)}:
                return party.id
        self._refuse(row["party"].refused(CELL_UNKNOWN, known=", ".join(p.id for p in self.agreement.parties)))
        return None

    def _provisions(self, row: dict[str, Cell]) -> tuple[Provision, ...]:
        instrument = self._read(row, "instrument", cells.words)
        article = self._read(row, "article", cells.words)
        if instrument is None and article is None:
            return ()
        return (Provision(instrument=instrument or (self.agreement.id if self.agreement else "?"), article=article),)

    def _casualties(self, row: dict[str, Cell]) -> Casualties | None:
        facts = {
            name: self._read(row, column, cells.count)
            for name, column in (
                ("civilians_killed", "civilians_killed"), ("civilians_injured", "civilians_injured"),
                ("military_killed", "military_killed"), ("military_injured", "military_injured"),
                ("unknown", "casualties_unknown"),
            )
        }  # fmt: skip
        return Casualties(**facts) if any(facts.values()) else None

    def _restriction(self, row: dict[str, Cell]) -> Restriction | None:
        kind = self._read(row, "restriction", cells.code, codes=RestrictionType)
        if kind is None:
            return None
        return Restriction(
            type=kind,
            actor=self._read(row, "actor", cells.words),
            checkpoint=self._read(row, "checkpoint", cells.words),
            duration_min=self._read(row, "duration_min", cells.number),
            people=self._read(row, "people", cells.whole),
            vehicles=self._read(row, "vehicles", cells.whole),
            reason=self._read(row, "reason", cells.code, codes=StatedReason),
            reason_text=self._read(row, "reason_text", cells.words),
            interference=self._read(row, "interference", cells.code, codes=Interference),
            outcome=self._read(row, "outcome", cells.code, codes=Outcome),
        )

    def _patrol(self, row: dict[str, Cell]) -> Patrol | None:
        people = self._read(row, "people", cells.whole)
        vehicles = self._read(row, "vehicles", cells.whole)
        contacts = self._read(row, "contacts", cells.words)
        if people is None and vehicles is None and contacts is None:
            return None
        return Patrol(people=people, vehicles=vehicles, contacts=contacts)

    def _item(self, row: dict[str, Cell]) -> Item | None:
        mine = [row[name] for name in ITEM_FIELDS if name in row and name != "item_text"]
        if not mine:
            return None
        observed = self._read(row, "what", cells.code, codes=Observed)
        if "what" not in row:
            cell = mine[0]
            self._refuse(CELL_MISSING(line=cell.line, column=self._heading("what"), value="", needs=cell.column))
        if observed is None:
            return None
        return Item(
            observed=observed,
            count=self._count(row),
            means=self._read(row, "means", cells.code, codes=Means),
            post=self._read(row, "post", cells.code, codes=Post),
            phase=self._read(row, "phase", cells.code, codes=Phase),
            weapon=self._read(row, "weapon", cells.code, codes=Weapon),
            calibre_mm=self._read(row, "calibre_mm", cells.number),
            cause=self._read(row, "cause", cells.code, codes=Cause),
            direction_from=self._read(row, "direction_from", cells.words),
            direction_to=self._read(row, "direction_to", cells.words),
            text=self._read(row, "item_text", cells.words),
        )

    def _count(self, row: dict[str, Cell]) -> Count | None:
        low = self._read(row, "count", cells.count)
        high = self._read(row, "count_max", cells.whole)
        qualifier = self._read(row, "count_qualifier", cells.code, codes=Qualifier)
        if low is None:
            return (
                None if high is None and qualifier is None else Count(high=high, qualifier=qualifier or Qualifier.ABOUT)
            )
        try:
            return replace(
                low,
                high=low.high if high is None else high,
                qualifier=qualifier or (low.qualifier if high is None else Qualifier.ABOUT),
            )
        except Problem as fault:
            self._refuse(ROW_REFUSED(line=row["count"].line, fault=str(fault)))
            return None

    def _place_text(self, row: dict[str, Cell], each: Sequence[dict[str, Cell]]) -> str | None:
        said = self._read(row, "place_text", cells.words)
        named = next((cells.plain(one["place"].value) for one in each if "place" in one), None)
        return ", ".join(word for word in (named, said) if word) or None


def _differ(values: Sequence[Any]) -> bool:
    return any(one != other for one, other in pairwise(values))


def _hull(whens: Sequence[When]) -> When | None:
    """The stretch that holds all of them, as coarse as the coarsest."""
    if not whens:
        return None
    return When(
        begins_at=min(when.begins_at for when in whens),
        ends_at=max(when.ends_at for when in whens),
        fidelity=max((when.fidelity for when in whens), key=list(Fidelity).index),
        stated=next((when.stated for when in whens if when.stated), None),
    )

"""The catalogue of the lake: one entry a file that was loaded, written last, so that it counts only when whole."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import ProblemKind

CATALOGUE_DAMAGED = ProblemKind(
    code="observations.catalogue-damaged",
    blame="operator",
    message="The lake's catalogue entry {name} cannot be read ({fault}). Remove it and load the file again.",
)

_INSTANTS = ("begins_at", "ends_at", "ingested_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One Parquet file of the lake: where it lies, its rows, and the span of their times in microseconds (or None)."""

    path: str
    rows: int
    first_us: int | None = None
    last_us: int | None = None
    footer: str | None = None
    """SHA-256 of the file's footer, hex, which every reading is held against; None in older entries."""
    digest: str | None = None
    """SHA-256 of the file, hex; None in older entries."""

    @property
    def is_well_formed(self) -> bool:
        """Whether each member is of its type: what was read from a file may be anything."""
        texts, numbers = (self.footer, self.digest), (self.first_us, self.last_us)
        return (
            isinstance(self.path, str)
            and type(self.rows) is int
            and all(isinstance(one, str | None) for one in texts)
            and all(one is None or type(one) is int for one in numbers)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """What became of one file that was loaded."""

    digest: str
    """SHA-256 of the file, hex: loading it again changes nothing."""
    name: str
    format: str
    kind: str
    source: str
    rows_read: int
    rows_kept: int
    rows_quarantined: int
    rows_duplicate: int
    """Rows kept that say exactly what another row of the same kind of source says; reading gives one of them."""
    begins_at: datetime | None
    ends_at: datetime | None
    """The last instant of the rows, included."""
    ingested_at: datetime
    schema_version: int
    size_bytes: int
    files: tuple[DataFile, ...] = ()
    aside: DataFile | None = None
    """The rows that were set aside; None where there are none, and in older entries."""
    is_repeat: bool = False
    """Whether the file had been loaded before, so that nothing was done. Not stored."""

    def repeated(self) -> "CatalogueEntry":
        """The entry as the answer to a second loading."""
        return replace(self, is_repeat=True)


def to_text(entry: CatalogueEntry) -> str:
    """The entry as JSON, one member a line, so that people can read it."""
    members: dict[str, Any] = asdict(entry)
    del members["is_repeat"]
    for name in _INSTANTS:
        members[name] = None if members[name] is None else format_instant(members[name])
    return json.dumps(members, indent=1, ensure_ascii=False, sort_keys=True)


def from_text(text: str, *, name: str) -> CatalogueEntry:
    """The entry that `to_text` wrote.

    Raises:
        CATALOGUE_DAMAGED: it is not whole.
    """
    try:
        members: Mapping[str, Any] = json.loads(text)
        instants = {key: None if members[key] is None else parse_instant(members[key], field=key) for key in _INSTANTS}
        files = tuple(DataFile(**one) for one in members["files"])
        aside = DataFile(**members["aside"]) if members.get("aside") else None
        entry = CatalogueEntry(**{**members, **instants, "files": files, "aside": aside})
    except (ValueError, TypeError, KeyError) as problem:
        raise CATALOGUE_DAMAGED(name=name, fault=" ".join(str(problem).split())[:100]) from None
    if not all(one.is_well_formed for one in (*files, *(() if aside is None else (aside,)))):
        raise CATALOGUE_DAMAGED(name=name, fault="a file is named otherwise than by text and whole numbers")
    return entry

"""What is kept between two updates of an answer: a folder that holds one whole state at any instant.

    state/
      current.json                     written last: names the files of the state; what it does not name does not count
      lock                             held by the one process that writes
      000012-alerts.parquet  000012-objects.parquet  000012-parts.parquet  000012-look-0.parquet
      changes/000012.parquet           what the twelfth update changed; kept for ever

A crash leaves at most files that nothing names, and the next update removes them.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from evenhand import __version__
from evenhand.detection.alerts import ALERTS
from evenhand.detection.changes import CHANGES
from evenhand.detection.sightings import PARTS, Sightings
from evenhand.foundation.canonical import content_id
from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.observations.disk import Disk
from evenhand.observations.schemas import INSTANT

STATE_IN_USE = ProblemKind(
    code="pipeline.state-in-use",
    blame="state",
    message="Another process is writing the state in {folder}. Wait until it is done, or stop it first.",
)
STATE_DAMAGED = ProblemKind(
    code="pipeline.state-damaged",
    blame="operator",
    message="The state in {folder} cannot be read ({fault}). Remove that folder: it is made again from the lake.",
)
STATE_OF_ANOTHER = ProblemKind(
    code="pipeline.state-of-another",
    blame="caller",
    message="The state in {folder} is about {kept!r}, not about {given!r}. Give each agreement a folder of its own.",
)

OBJECTS = pa.schema(
    [
        pa.field("object", pa.string(), nullable=False),
        pa.field("rows", pa.int64(), nullable=False),
        pa.field("last_at", INSTANT, nullable=False),
    ]
)
"""What is known of each object besides its sightings: how many fixes, and the last instant of them."""

_LOOKS_WITH = ("agreements", "detection", "foundation", "observations")
"""The packages whose code decides what is seen."""


def engine_of(package: Path) -> str:
    """What sightings are made by: a release, and the text of its code, so that another kernel makes them again.

    Args:
        package: the folder of `evenhand`; where it holds no text of modules the release alone counts.
    """
    texts = {
        path.relative_to(package).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in _LOOKS_WITH
        for path in sorted((package / name).rglob("*.py"))
    }
    return content_id("engine", [__version__, str(PARTS), str(ALERTS), texts])


ENGINE = engine_of(Path(__file__).parents[1])
"""What makes sightings in this process. Those of another engine are made again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One whole state."""

    agreement: str
    digest: str
    """Of the agreement."""
    as_of: datetime
    files: Mapping[str, str]
    """What was taken in: SHA-256 of each file of the lake -> its kind."""
    generation: int = 0
    """How many updates have made it."""
    engine: str = ENGINE
    alerts: pa.Table = field(repr=False)
    objects: pa.Table = field(repr=False)
    sightings: Sightings = field(repr=False)


class Store:
    """The folder."""

    def __init__(self, folder: Path, *, disk: Disk | None = None) -> None:
        """A state in `folder`, which is made at the first saving."""
        self.folder = folder
        self._disk = disk or Disk()

    @contextmanager
    def held(self, *, wait: bool) -> Iterator[None]:
        """Be the only one who writes; readers are not disturbed.

        Raises:
            STATE_IN_USE: another process is at it, and we are not to wait.
        """
        self._disk.make_folder(self.folder)
        with self._disk.locked(self.folder / "lock", wait=wait) as got:
            if not got:
                raise STATE_IN_USE(folder=self.folder)
            yield

    def load(self) -> Kept | None:
        """The state; None where there is none yet.

        Raises:
            STATE_DAMAGED: it is not whole.
        """
        text = self._current()
        while text is not None:
            try:
                return self._read(json.loads(text))
            except (OSError, ValueError, TypeError, KeyError, AttributeError, pa.ArrowException) as fault:
                # A writer may have put another state in its place, and removed the files of this one, meanwhile.
                text, read = self._current(), text
                if text == read:
                    raise STATE_DAMAGED(folder=self.folder, fault=_words(fault)) from None
        return None

    def save(self, kept: Kept, changes: pa.Table, *, before: Kept | None) -> Kept:
        """Put a state in the place of another, whole or not at all.

        Args:
            kept: the new state; its generation is given here.
            changes: CHANGES from the one before.
            before: the one before, whose unchanged tables are not written again.

        Returns:
            The state with its generation.
        """
        generation = 1 if before is None else before.generation + 1
        kept = replace(kept, generation=generation)
        old = {} if before is None else _tables(before)
        known = {} if before is None else json.loads(self._current() or "{}").get("tables", {})
        names = {}
        for number, (key, table) in enumerate(_tables(kept).items()):
            if key in known and old.get(key) is table:
                names[key] = known[key]
                continue
            names[key] = f"{generation:06}-{key if key in _PLAIN else f'look-{number}'}.parquet"
            self._disk.write_whole(table, self.folder / names[key])
        self._enter(kept, changes)
        self._disk.write_whole(_manifest(kept, names), self.folder / "current.json")
        self._tidy(set(names.values()))
        return kept

    def _enter(self, kept: Kept, changes: pa.Table) -> None:
        """The changes into the log; without any, what a crash may have left under that number is removed."""
        path = self.folder / "changes" / f"{kept.generation:06}.parquet"
        if not changes.num_rows:
            self._disk.remove(path)
            return
        facts = {b"evenhand.as_of": format_instant(kept.as_of).encode()}
        self._disk.write_whole(changes.replace_schema_metadata((changes.schema.metadata or {}) | facts), path)

    def log(self, *, since: int = 0) -> Iterator[tuple[int, datetime, pa.Table]]:
        """The updates after number `since` that changed something: number, up to when was looked, CHANGES.

        Raises:
            STATE_DAMAGED: a file of the log is missing or broken.
        """
        kept = self.load()
        last = 0 if kept is None else kept.generation
        for name in self._disk.names(self.folder / "changes", ".parquet"):
            number = int(Path(name).stem)
            if since < number <= last:
                try:
                    table = self._disk.read_table(self.folder / "changes" / name)
                except (OSError, pa.ArrowException) as fault:
                    raise STATE_DAMAGED(folder=self.folder, fault=_words(fault)) from None
                as_of = parse_instant(table.schema.metadata[b"evenhand.as_of"].decode(), field="as_of")
                yield number, as_of, fitted(table, CHANGES)

    def _current(self) -> str | None:
        try:
            return self._disk.read_text(self.folder / "current.json")
        except FileNotFoundError:
            return None

    def _read(self, members: Mapping[str, Any]) -> Kept:
        tables = {key: self._disk.read_table(self.folder / name) for key, name in members["tables"].items()}
        looks = {key.removeprefix("look-"): table for key, table in tables.items() if key.startswith("look-")}
        return Kept(
            agreement=members["agreement"],
            digest=members["digest"],
            as_of=parse_instant(members["as_of"], field="as_of"),
            files=dict(members["files"]),
            generation=int(members["generation"]),
            engine=members["engine"],
            alerts=fitted(tables["alerts"], ALERTS),
            objects=tables["objects"].cast(OBJECTS),
            sightings=Sightings(parts=tables["parts"], looks=looks),
        )

    def _tidy(self, named: set[str]) -> None:
        """Remove what nothing names: the tables of the state before, and what crashes have left."""
        for name in self._disk.names(self.folder, ".parquet"):
            if name not in named:
                self._disk.remove(self.folder / name)
        for folder in (self.folder, self.folder / "changes"):
            for name in self._disk.names(folder, ".draft"):
                self._disk.remove(folder / name)


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A table of an earlier release in the present schema: columns that it lacks are unknown, or empty lists."""
    columns = []
    for one in schema:
        if one.name in table.column_names:
            columns.append(table[one.name].cast(one.type))
            continue
        empty: list[str] | None = [] if pa.types.is_list(one.type) else None
        columns.append(pa.array([empty] * table.num_rows, one.type))
    return pa.table(columns, schema=schema)


_PLAIN = ("alerts", "objects", "parts")


def _tables(kept: Kept) -> dict[str, pa.Table]:
    looks = {f"look-{rule}": table for rule, table in sorted(kept.sightings.looks.items())}
    return {"alerts": kept.alerts, "objects": kept.objects, "parts": kept.sightings.parts, **looks}


def _words(fault: Exception) -> str:
    return " ".join(str(fault).split())[:200]


def _manifest(kept: Kept, names: Mapping[str, str]) -> str:
    members = {
        "agreement": kept.agreement,
        "as_of": format_instant(kept.as_of),
        "digest": kept.digest,
        "engine": kept.engine,
        "files": dict(sorted(kept.files.items())),
        "generation": kept.generation,
        "tables": dict(sorted(names.items())),
    }
    return json.dumps(members, indent=1, ensure_ascii=False)

"""Which files of a lake are read, where several have been joined into one.

A feed that is followed leaves a small file a minute, and each would have to be opened whenever its day is read. A join
holds the rows of all of them; the catalogue's entries stay as they are, and say where the rows came from.
Source: docs/methods/reading-hostile-input.md, "The lake".
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.observations.catalogue import CATALOGUE_DAMAGED, DataFile

PREFIX = "joined-"
"""How the names of joined files begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """One file in place of several."""

    file: DataFile
    replaces: tuple[str, ...] = field(repr=False)
    """Paths of the files whose rows it holds, those of joins before it among them."""
    joined_at: datetime

    @property
    def name(self) -> str:
        """The name of its record."""
        return f"{self.file.path.rpartition('/')[2].removesuffix('.parquet')}.json"


def join_to_text(join: Join) -> str:
    """A join as JSON."""
    members = {**asdict(join), "joined_at": format_instant(join.joined_at)}
    return json.dumps(members, indent=1, ensure_ascii=False, sort_keys=True)


def join_from_text(text: str, *, name: str) -> Join:
    """The join that `join_to_text` wrote.

    Raises:
        CATALOGUE_DAMAGED: it is not whole.
    """
    try:
        members = json.loads(text)
        return Join(
            file=DataFile(**members["file"]),
            replaces=tuple(str(path) for path in members["replaces"]),
            joined_at=parse_instant(members["joined_at"], field="joined_at"),
        )
    except (ValueError, TypeError, KeyError) as problem:
        raise CATALOGUE_DAMAGED(name=name, fault=" ".join(str(problem).split())[:100]) from None


class Joins:
    """All joins of a lake; of those that hold the same file the latest counts."""

    def __init__(self, joins: Iterable[Join]) -> None:
        """Those that are on record."""
        self.all = tuple(sorted(joins, key=lambda join: (join.joined_at, join.file.path)))
        self._in_place_of = {path: join.file for join in self.all for path in join.replaces}

    def read_for(self, files: Sequence[DataFile]) -> tuple[DataFile, ...]:
        """The files to read for the rows of some, each once, in the order of the first that it stands for."""
        found: dict[str, DataFile] = {}
        for one in files:
            standing = self._in_place_of.get(one.path, one)
            found.setdefault(standing.path, standing)
        return tuple(found.values())

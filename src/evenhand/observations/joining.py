"""Which files of a lake are read, where several have been joined into one.

A feed that is followed leaves a small file a minute, and each would have to be opened whenever its day is read. A join
holds the rows of all of them; the catalogue's entries stay as they are, and say where the rows came from.
Source: docs/methods/reading-hostile-input.md, "The lake".
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from evenhand.foundation.instants import format_instant, parse_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.observations.catalogue import DataFile

JOIN_DAMAGED = ProblemKind(
    code="observations.join-damaged",
    blame="operator",
    message="The lake's record {name} of joined files cannot be followed ({fault}). Restore it from a backup. Do not "
    "remove it: the files that it names may be gone.",
)

PREFIX = "joined-"
"""How the names of joined files begin."""
_FOLDER = r"positions/(day=\d{4}-\d{2}-\d{2}|month=\d{4}-\d{2})"
_JOINED = re.compile(rf"{_FOLDER}/{PREFIX}[0-9a-f]{{32}}\.parquet", re.ASCII)
_REPLACED = re.compile(rf"{_FOLDER}/[0-9a-z-]{{1,80}}\.parquet", re.ASCII)


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

    @property
    def written(self) -> tuple[str, ...]:
        """Of the files that it replaces those that loading wrote."""
        return tuple(path for path in self.replaces if not is_joined(path))


def is_joined(path: str) -> bool:
    """Whether a file of the lake is a joined one, by its name."""
    return path.rpartition("/")[2].startswith(PREFIX)


def join_to_text(join: Join) -> str:
    """A join as JSON."""
    members = {**asdict(join), "joined_at": format_instant(join.joined_at)}
    return json.dumps(members, indent=1, ensure_ascii=False, sort_keys=True)


def join_from_text(text: str, *, name: str) -> Join:
    """The join that `join_to_text` wrote.

    Raises:
        JOIN_DAMAGED: it is not whole, or names what no join can stand for: its files are removed one day.
    """
    try:
        members = json.loads(text)
        join = Join(
            file=DataFile(**members["file"]),
            replaces=tuple(str(path) for path in members["replaces"]),
            joined_at=parse_instant(members["joined_at"], field="joined_at"),
        )
    except (ValueError, TypeError, KeyError) as problem:
        raise JOIN_DAMAGED(name=name, fault=" ".join(str(problem).split())[:100]) from None
    if not _is_sound(join, name):
        raise JOIN_DAMAGED(name=name, fault="it names files that no joined file can stand for")
    return join


def _is_sound(join: Join, name: str) -> bool:
    own = join.file
    named = own.is_well_formed and _JOINED.fullmatch(own.path) is not None and join.name == name
    replaces = bool(join.replaces) and own.path not in join.replaces
    return named and replaces and all(_REPLACED.fullmatch(path) for path in join.replaces)


class Joins:
    """The joins of a lake. One that stands for another counts in its place."""

    def __init__(self, joins: Iterable[Join], written: Iterable[str]) -> None:
        """Those on record, beside the paths of all files that the catalogue's entries name.

        Raises:
            JOIN_DAMAGED: two of them stand for one file, or one for a file of which there is no entry: then nothing
                would tell where the rows came from, or they would be read twice.
        """
        self.all = tuple(sorted(joins, key=lambda join: join.file.path))
        above = {path for join in self.all for path in join.replaces}
        self.counting = tuple(join for join in self.all if join.file.path not in above)
        self._in_place_of: dict[str, DataFile] = {}
        known = set(written) if self.all else set()
        for join in self.counting:
            for path in join.written:
                if path in self._in_place_of:
                    raise JOIN_DAMAGED(name=join.name, fault=f"another one stands for {path}, too")
                if path not in known:
                    raise JOIN_DAMAGED(name=join.name, fault=f"the catalogue has no entry of {path}")
                self._in_place_of[path] = join.file
        if self.all and not self.counting:
            raise JOIN_DAMAGED(name=self.all[0].name, fault="they stand for one another")

    def read_for(self, files: Sequence[DataFile]) -> tuple[DataFile, ...]:
        """The files to read for the rows of some, each once, in the order of the first that it stands for."""
        found: dict[str, DataFile] = {}
        for one in files:
            standing = self._in_place_of.get(one.path, one)
            found.setdefault(standing.path, standing)
        return tuple(found.values())

    def without(self, join: Join, files: Iterable[DataFile]) -> tuple[DataFile, ...]:
        """What would be read in place of a join if it were not there; `files`: those of all entries."""
        written, wanted = tuple(files), set(join.written)
        rest = Joins((one for one in self.all if one is not join), (one.path for one in written))
        return rest.read_for([one for one in written if one.path in wanted])

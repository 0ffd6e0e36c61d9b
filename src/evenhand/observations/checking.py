"""Whether the files of a lake are those that were written, byte by byte.

Reading refuses pages and footers that are not what was written, and reads no more than it needs. This reads everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.observations.catalogue import CatalogueEntry, DataFile
from evenhand.observations.disk import Disk
from evenhand.observations.joining import Joins

MISSING, CHANGED = "missing", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A file of the lake that is not what was written."""

    path: str
    """Within the lake's folder."""
    fault: str
    """MISSING or CHANGED."""
    entry: CatalogueEntry
    """The file that was loaded, from which it can be made again."""


def damage(entry: CatalogueEntry, joins: Joins, folder: Path, *, disk: Disk) -> Iterator[Damage]:
    """What became of the files that are read for an entry in a lake's folder; nothing, if they are whole.

    Of entries that know no digest of a file its checksums are asked.
    """
    for one in (*joins.read_for(entry.files), *(() if entry.aside is None else (entry.aside,))):
        fault = _fault(one, folder, disk)
        if fault is not None:
            yield Damage(path=one.path, fault=fault, entry=entry)


def _fault(one: DataFile, folder: Path, disk: Disk) -> str | None:
    path = folder / one.path
    try:
        if one.digest is not None:
            return None if disk.digest(path) == one.digest else CHANGED
        return None if disk.read_table(path).num_rows == one.rows else CHANGED
    except FileNotFoundError:
        return MISSING
    except (OSError, ValueError):  # Arrow's faults are among them
        return CHANGED

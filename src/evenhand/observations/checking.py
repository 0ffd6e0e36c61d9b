"""Whether the files of a lake are those that were written, byte by byte.

Reading refuses pages and footers that are not what was written, and reads no more than it needs. This reads everything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evenhand.observations.catalogue import CatalogueEntry, DataFile
from evenhand.observations.disk import Disk

MISSING, CHANGED = "missing", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A file of the lake that is not what was written."""

    path: str
    """Within the lake's folder."""
    fault: str
    """MISSING or CHANGED."""


class Checker:
    """Looks at files as a whole, at each once until it is written anew."""

    def __init__(self, folder: Path, *, disk: Disk) -> None:
        """Of the lake in a folder."""
        self._folder, self._disk = folder, disk
        self._whole: dict[str, tuple[int, int, int]] = {}

    def damage(self, files: Iterable[DataFile]) -> Iterator[Damage]:
        """What became of some files; nothing, if they are whole.

        Of files of which no digest is known the checksums are asked.

        Raises:
            OSError: a file cannot be read for a reason that is none of its own, such as rights or too many open files.
        """
        for one in files:
            fault = self._fault(one)
            if fault is not None:
                yield Damage(path=one.path, fault=fault)

    def _fault(self, one: DataFile) -> str | None:
        path = self._folder / one.path
        try:
            stamp = self._disk.stamp(path)
            if self._whole.get(one.path) == stamp:
                return None
            if one.digest is not None:
                is_whole = self._disk.digest(path) == one.digest
            else:
                is_whole = self._disk.read_table(path).num_rows == one.rows
        except FileNotFoundError:
            return MISSING
        except ValueError:  # Arrow's faults are among them
            return CHANGED
        except OSError as fault:
            if fault.errno is not None:
                raise
            return CHANGED  # Arrow says so of what it cannot take apart
        if is_whole:
            self._whole[one.path] = stamp
        return None if is_whole else CHANGED


def files_of(entry: CatalogueEntry) -> tuple[DataFile, ...]:
    """The files that were written for an entry, what was set aside among them."""
    if entry.aside is not None:
        return *entry.files, entry.aside
    if entry.rows_quarantined:  # an entry of before the lake kept digests
        return *entry.files, DataFile(path=f"quarantine/{entry.digest}.parquet", rows=entry.rows_quarantined)
    return entry.files

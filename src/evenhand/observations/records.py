"""The records of a lake: small JSON files, each written once, read again only when they are new."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from evenhand.observations.disk import Disk

Record = TypeVar("Record")


class Records(Generic[Record]):
    """The records in a folder."""

    def __init__(self, folder: Path, read: Callable[..., Record], *, disk: Disk) -> None:
        """`read` takes the text of a record and, as `name`, the name of its file."""
        self._folder, self._read, self._disk = folder, read, disk
        self._known: dict[str, tuple[tuple[int, int, int], Record]] = {}

    def all(self) -> list[Record]:
        """Every record that is there now, by name.

        Raises:
            What `read` raises of a record that is not whole.
        """
        found: dict[str, tuple[tuple[int, int, int], Record]] = {}
        for name in self._disk.names(self._folder, ".json"):
            path = self._folder / name
            try:
                stamp, known = self._disk.stamp(path), self._known.get(name)
                if known is None or known[0] != stamp:
                    known = stamp, self._read(self._disk.read_text(path), name=name)
            except FileNotFoundError:  # removed a moment ago
                continue
            found[name] = known
        self._known = found
        return [record for _, record in found.values()]

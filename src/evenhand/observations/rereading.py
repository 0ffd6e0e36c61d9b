"""A lake as an input: what it keeps, read again as if it were one file a kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from evenhand.foundation.canonical import content_id
from evenhand.observations.lake import Lake
from evenhand.observations.schemas import QUARANTINE


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRows:
    """Rows out of the lake; nothing of them is set aside, for that happened when they were loaded."""

    table: pa.Table
    quarantine: pa.Table
    rows_read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKind:
    """All rows of one kind in a lake, in the shape of a source file."""

    name: str
    digest: str
    kind: str
    size_bytes: int
    format: str = "evenhand-lake"
    source: str = "lake"
    _read: Callable[[], pa.Table] = field(repr=False)

    def batches(self) -> Iterator[KeptRows]:
        """One batch with everything."""
        table = self._read()
        yield KeptRows(table=table, quarantine=QUARANTINE.empty_table(), rows_read=table.num_rows)


def kept_kinds(lake: Lake, *, name: str) -> tuple[KeptKind, ...]:
    """What a lake holds, one input a kind, empty kinds left out; the digest names the files they were made from."""
    readers = {
        "positions": lake.positions,
        "events": lake.events,
        "identities": lake.identities,
        "notices": lake.notices,
    }
    entries = lake.catalogue()
    kinds = []
    for kind, read in readers.items():
        files = [entry for entry in entries if entry.kind == kind]
        if files:
            kinds.append(
                KeptKind(
                    name=f"{name}: {kind}",
                    digest=content_id("lake", sorted(entry.digest for entry in files)),
                    kind=kind,
                    size_bytes=sum(entry.size_bytes for entry in files),
                    _read=read,
                )
            )
    return tuple(kinds)

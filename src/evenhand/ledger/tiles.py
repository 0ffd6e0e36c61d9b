"""Tiles: the tree as files of 256 hashes and bundles of 256 entries, and the tree read from them.

Source: C2SP tlog-tiles v0.1.0. A partial tile is never hashed upward, and an empty one is never written.
"""

import struct
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.merkle import HASH_BYTES, leaf_hashes, level_up, root_of

ENTRY_TOO_LONG = ProblemKind(
    code="ledger.entry-too-long",
    blame="caller",
    message="The entry has {size} bytes; a log takes {limit} at most. Log its digest, and keep the content outside.",
)
TILE_MISSING = ProblemKind(
    code="ledger.tile-missing",
    blame="missing",
    message="The log has no {path}, which its tree of {size} entries needs. Get the whole log again; where it "
    "was never "
    "there, entries were taken away.",
)
TILE_DAMAGED = ProblemKind(
    code="ledger.tile-damaged",
    blame="state",
    message="{path} is damaged: {fault}. Get the file again, and keep this one: it shows what was changed.",
)

WIDTH = 256
TILE_BYTES = WIDTH * HASH_BYTES
ENTRY_BYTES = 0xFFFF
"""The longest entry: a bundle gives its length in two bytes."""
_HEIGHT, _LENGTH = 8, struct.Struct(">H")
_KEPT_TILES = 2048


class Blobs(Protocol):
    """The published files of a log: a folder, an address, a dictionary."""

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""


def _number(index: int) -> str:
    """An index in groups of three digits, all but the last with an x. Source: tlog-tiles, "Merkle Tree".

    >>> _number(1234067), _number(5)
    ('x001/x234/067', '005')
    """
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile of hashes lies.

    >>> tile_path(0, 273, 112), tile_path(1, 0)
    ('tile/0/273.p/112', 'tile/1/000')
    """
    return f"tile/{level}/{_number(index)}" + ("" if width == WIDTH else f".p/{width}")


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where a bundle of entries lies.

    >>> entries_path(1234067, 8)
    'tile/entries/x001/x234/067.p/8'
    """
    return f"tile/entries/{_number(index)}" + ("" if width == WIDTH else f".p/{width}")


def width_at(level: int, index: int, size: int) -> int:
    """How many hashes tile `index` of `level` has in a tree of `size` entries, 0 to 256.

    >>> width_at(0, 273, 70_000), width_at(1, 1, 70_000), width_at(2, 0, 70_000), width_at(3, 0, 70_000)
    (112, 17, 1, 0)
    """
    return max(0, min(WIDTH, (size >> (_HEIGHT * level)) - index * WIDTH))


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries one after another, each behind its length in two bytes, most significant first.

    Raises:
        ENTRY_TOO_LONG: an entry has more than 65,535 bytes.
    """
    longest = max(map(len, entries), default=0)
    if longest > ENTRY_BYTES:
        raise ENTRY_TOO_LONG(size=longest, limit=ENTRY_BYTES)
    pack = _LENGTH.pack
    return b"".join([pack(len(entry)) + entry for entry in entries])


def entries_in(content: bytes, *, path: str, count: int | None = None) -> list[bytes]:
    """The entries of a bundle.

    Raises:
        TILE_DAMAGED: it ends within an entry, or has another number of entries than `count`.
    """
    entries, at, end = [], 0, len(content)
    while at < end:
        begin = at + 2
        at = begin + int.from_bytes(content[at:begin], "big")
        entries.append(content[begin:at])
    if at != end:
        raise TILE_DAMAGED(path=path, fault="it ends within an entry")
    if count is not None and len(entries) != count:
        raise TILE_DAMAGED(path=path, fault=f"it holds {len(entries)} entries, not {count}")
    return entries


@dataclass(slots=True)
class Edge:
    """The right edge of a growing tree: of each level of tiles the hashes that fill no tile yet.

    This is the compact range of the whole tree at the granularity of tiles: enough to go on and to give the root.
    """

    size: int = 0
    partial: list[bytes] = field(default_factory=list)
    """By level of tiles, hashes one after another, less than 256 each."""

    def extend(self, hashes: bytes, *, level: int = 0) -> list[tuple[int, int, bytes]]:
        """Add hashes of a level, one after another; the tiles that became full, as (level, index, content).

        Leaf hashes go to level 0. Those of a level above stand for all that is below: no tile there may have begun.
        """
        full: list[tuple[int, int, bytes]] = []
        first = self.size >> (_HEIGHT * level)
        self.size += len(hashes) // HASH_BYTES << (_HEIGHT * level)
        while hashes:
            while level >= len(self.partial):
                self.partial.append(b"")
            hashes = self.partial[level] + hashes
            index, first = first >> _HEIGHT, first >> _HEIGHT
            whole = len(hashes) // TILE_BYTES * TILE_BYTES
            tiles = [hashes[at : at + TILE_BYTES] for at in range(0, whole, TILE_BYTES)]
            full.extend((level, index + number, tile) for number, tile in enumerate(tiles))
            self.partial[level] = hashes[whole:]
            hashes = hashes[:whole]
            for _ in range(_HEIGHT):
                hashes = level_up(hashes)
            level += 1
        return full

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        ragged = b""
        for hashes in self.partial:
            ragged = root_of(hashes + ragged) if hashes + ragged else b""
        return root_of(ragged)

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """The partial tiles that are not empty, as (level, index, content)."""
        for level, hashes in enumerate(self.partial):
            if hashes:
                yield level, self.size >> (_HEIGHT * (level + 1)), hashes

    def is_whole(self) -> bool:
        """Whether it has as many hashes at each level as its size asks for."""
        widths = [self.size >> (_HEIGHT * level) & (WIDTH - 1) for level in range(len(self.partial))]
        return [len(hashes) for hashes in self.partial] == [width * HASH_BYTES for width in widths]

    def copy(self) -> "Edge":
        """Another edge of the same tree."""
        return Edge(self.size, list(self.partial))


class TileTree:
    """The tree of one size, read from tiles; tiles are kept once read.

    What is read is not trusted: whoever asks for a proof verifies it against a signed root.
    """

    def __init__(self, blobs: Blobs, size: int, *, kept: int = _KEPT_TILES) -> None:
        self._blobs, self._kept = blobs, kept
        self.size = size
        self._tiles: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def node(self, level: int, index: int) -> bytes:
        """The root of a whole subtree (see Nodes).

        Raises:
            TILE_MISSING, TILE_DAMAGED: what it is made from is not there, or has another length than it must.
        """
        height, within = divmod(level, _HEIGHT)
        begin = index << within
        levels = self._levels(height, begin >> _HEIGHT)
        while len(levels) <= within:
            levels.append(level_up(levels[-1]))
        at = ((begin & (WIDTH - 1)) >> within) * HASH_BYTES
        return levels[within][at : at + HASH_BYTES]

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of one tile, as many as it has in the tree of this size.

        Raises:
            TILE_MISSING, TILE_DAMAGED: as for `node`.
        """
        return self._levels(level, index)[0]

    def _levels(self, level: int, index: int) -> list[bytes]:
        """A tile, and above it what was hashed from it so far."""
        key = (level, index)
        if key in self._tiles:
            self._tiles.move_to_end(key)
            return self._tiles[key]
        width = width_at(level, index, self.size)
        content, path = self._found(tile_path(level, index, width), tile_path(level, index))
        if path.endswith(f".p/{width}") and len(content) != width * HASH_BYTES:
            raise TILE_DAMAGED(path=path, fault=f"it has {len(content)} bytes, not {width * HASH_BYTES}")
        if not path.endswith(f".p/{width}") and len(content) != TILE_BYTES:
            raise TILE_DAMAGED(path=path, fault=f"it has {len(content)} bytes, not {TILE_BYTES}")
        self._tiles[key] = [content[: width * HASH_BYTES]]
        if len(self._tiles) > self._kept:
            self._tiles.popitem(last=False)
        return self._tiles[key]

    def entries(self, index: int) -> list[bytes]:
        """The entries of one bundle, as many as it has in the tree of this size.

        Raises:
            TILE_MISSING, TILE_DAMAGED: the bundle is not there, or broken.
        """
        width = width_at(0, index, self.size)
        content, path = self._found(entries_path(index, width), entries_path(index))
        count = width if path.endswith(f".p/{width}") else WIDTH
        return entries_in(content, path=path, count=count)[:width]

    def _found(self, exact: str, full: str) -> tuple[bytes, str]:
        """The file for this size, else the full one: a log may drop a partial tile once it is full."""
        content = self._blobs.read(exact)
        if content is not None:
            return content, exact
        content = self._blobs.read(full) if full != exact else None
        if content is None:
            raise TILE_MISSING(path=exact, size=self.size)
        return content, full


def edge_at(blobs: Blobs, size: int) -> Edge:
    """The right edge of the tree of `size` entries, from its tiles of hashes.

    Raises:
        TILE_MISSING, TILE_DAMAGED: a tile is not there, or has a wrong length.
    """
    tree, edge, level = TileTree(blobs, size), Edge(size), 0
    while size >> (_HEIGHT * level):
        index = size >> (_HEIGHT * (level + 1))
        edge.partial.append(tree.tile(level, index) if width_at(level, index, size) else b"")
        level += 1
    return edge


def follow_entries(tree: TileTree, edge: Edge) -> Iterator[list[bytes]]:
    """Hash the entries after `edge` up to the size of `tree` into `edge`; each bundle's new entries as they pass.

    Raises:
        TILE_MISSING, TILE_DAMAGED: a bundle is not there, or broken.
    """
    while edge.size < tree.size:
        index, skip = divmod(edge.size, WIDTH)
        entries = tree.entries(index)[skip:]
        edge.extend(leaf_hashes(entries))
        yield entries

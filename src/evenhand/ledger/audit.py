"""Auditing: every entry and every tile of a log held against what it signed, and where they part.

Source: RFC 9162, section 8.3 (what a monitor does).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.merkle import HASH_BYTES, leaf_hashes, root_of
from evenhand.ledger.tiles import TILE_BYTES, TILE_DAMAGED, WIDTH, Blobs, Edge, TileTree, tile_path

ENTRY_CHANGED = ProblemKind(
    code="ledger.entry-changed",
    blame="state",
    message="Entry {index} is not the one that the log's tree of {size} entries was built on: its bundle and {path} "
    "part there. Keep this copy: it shows what was changed.",
)
ROOT_CHANGED = ProblemKind(
    code="ledger.root-changed",
    blame="state",
    message="The {size} entries that the log shows have the root {found}; it signed {signed}. Entries were "
    "changed, put "
    "in or taken away. Keep this copy: it shows what was changed.",
)


SPAN = WIDTH * WIDTH
"""So many entries, those below one tile of the second level, can be hashed apart from all others."""
Spread = Callable[[Callable[[int], bytes], Iterable[int]], Iterable[bytes]]
"""Does one thing to many numbers, in their order: `map`, or that of a pool of threads or processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """A log's files, and who hashes many of them at once; for a pool of processes, files that can be sent to one."""

    blobs: Blobs
    spread: Spread

    def read(self, path: str) -> bytes | None:
        """The content of a file, or None where there is none."""
        return self.blobs.read(path)


def audit(blobs: Blobs, checkpoint: Checkpoint, begin: Edge) -> Iterator[Edge]:
    """Hash what a log shows after `begin` and hold it against its tiles and the root that it signed.

    Args:
        blobs: the log's files; `Together` to hash on more than one core.
        checkpoint: what it signed.
        begin: what was hashed before.

    Yields:
        The edge after each bundle, or after each 65,536 entries; the last one is that of the whole tree.

    Raises:
        ENTRY_CHANGED: an entry is not the one of the tile above it.
        ROOT_CHANGED: entries and tiles agree, and the signed root is another.
        TILE_MISSING, TILE_DAMAGED: a file is not there, or is not what follows from the entries.
    """
    blobs, spread = (blobs.blobs, blobs.spread) if isinstance(blobs, Together) else (blobs, map)
    tree, edge = TileTree(blobs, checkpoint.size), begin.copy()
    while edge.size < checkpoint.size:
        if edge.size % SPAN or checkpoint.size - edge.size < SPAN:
            _hold_full(tree, edge.extend(_bundle_hashes(tree, *divmod(edge.size, WIDTH))), above=0)
            yield edge
        else:
            spans = range(edge.size // SPAN, checkpoint.size // SPAN)
            for content in spread(partial(_span_hashes, blobs, checkpoint.size), spans):
                _hold_full(tree, edge.extend(content, level=1), above=1)
                yield edge
    for level, above, content in edge.tiles():
        _hold_tile(tree, level, above, content)
    if edge.root() != checkpoint.root:
        raise ROOT_CHANGED(size=checkpoint.size, found=edge.root().hex(), signed=checkpoint.root.hex())
    yield edge


def _span_hashes(blobs: Blobs, size: int, number: int) -> bytes:
    """The tile of the second level over 65,536 entries, from the entries, and held against all tiles below it."""
    tree = TileTree(blobs, size, kept=1)
    roots = [root_of(_bundle_hashes(tree, index, 0)) for index in range(number * WIDTH, (number + 1) * WIDTH)]
    content = b"".join(roots)
    _hold_tile(tree, 1, number, content)
    return content


def _bundle_hashes(tree: TileTree, index: int, skip: int) -> bytes:
    """The leaf hashes of a bundle without its first `skip`, held against the tile above."""
    hashes = leaf_hashes(tree.entries(index)[skip:])
    _hold_leaves(hashes, tree.tile(0, index)[skip * HASH_BYTES :], index * WIDTH + skip, tree.size)
    return hashes


def _hold_full(tree: TileTree, tiles: Iterable[tuple[int, int, bytes]], *, above: int) -> None:
    for level, index, content in tiles:
        if level > above:  # those below were held as they were made
            _hold_tile(tree, level, index, content)


def _hold_leaves(hashes: bytes, tile: bytes, first: int, size: int) -> None:
    if hashes == tile:
        return
    pairs = range(0, max(len(hashes), len(tile)), HASH_BYTES)
    at = next(at for at in pairs if hashes[at : at + HASH_BYTES] != tile[at : at + HASH_BYTES])
    raise ENTRY_CHANGED(index=first + at // HASH_BYTES, size=size, path=tile_path(0, first // WIDTH))


def _hold_tile(tree: TileTree, level: int, index: int, content: bytes) -> None:
    if tree.tile(level, index) != content:
        path = tile_path(level, index, len(content) // HASH_BYTES if len(content) < TILE_BYTES else WIDTH)
        raise TILE_DAMAGED(path=path, fault="its hashes are not those of the tiles below")

"""Auditing: every entry and every tile of a log held against what it signed, and where they part.

Source: RFC 9162, section 8.3 (what a monitor does).
"""

from collections.abc import Iterator

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.merkle import HASH_BYTES, leaf_hashes
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


def audit(blobs: Blobs, checkpoint: Checkpoint, begin: Edge) -> Iterator[Edge]:
    """Hash what a log shows after `begin` and hold it against its tiles and the root that it signed.

    Yields:
        The edge after each bundle; the last one is that of the whole tree.

    Raises:
        ENTRY_CHANGED: an entry is not the one of the tile above it.
        ROOT_CHANGED: entries and tiles agree, and the signed root is another.
        TILE_MISSING, TILE_DAMAGED: a file is not there, or is not what follows from the entries.
    """
    tree, edge = TileTree(blobs, checkpoint.size), begin.copy()
    while edge.size < checkpoint.size:
        index, skip = divmod(edge.size, WIDTH)
        hashes = leaf_hashes(tree.entries(index)[skip:])
        _hold_leaves(hashes, tree.tile(0, index)[skip * HASH_BYTES :], edge.size, checkpoint.size)
        for level, above, content in edge.extend(hashes):
            if level:
                _hold_tile(tree, level, above, content)
        yield edge
    for level, above, content in edge.tiles():
        _hold_tile(tree, level, above, content)
    if edge.root() != checkpoint.root:
        raise ROOT_CHANGED(size=checkpoint.size, found=edge.root().hex(), signed=checkpoint.root.hex())
    yield edge


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

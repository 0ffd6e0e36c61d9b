"""Which files a log of a size has, and copying those that a copy lacks."""

from collections.abc import Callable, Iterator

from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.tiles import WIDTH, Blobs, TileTree, bundle, entries_path, tile_path, width_at

Put = Callable[[str, bytes], None]


def parts(size: int, *, since: int = 0) -> Iterator[tuple[int | None, int, int]]:
    """The tiles of a tree as (level, index, width), level None for bundles of entries; from those on that grew after
    `since` entries.

    >>> list(parts(257))
    [(None, 0, 256), (None, 1, 1), (0, 0, 256), (0, 1, 1), (1, 0, 1)]
    >>> list(parts(258, since=257))
    [(None, 1, 2), (0, 1, 2), (1, 0, 1)]
    """
    level = 0
    while size >> (8 * level):
        grown = range((since >> (8 * level)) // WIDTH, -(-(size >> (8 * level)) // WIDTH))
        kinds: tuple[int | None, ...] = (None, 0) if level == 0 else (level,)
        for kind in kinds:
            for index in grown:
                yield kind, index, width_at(level, index, size)
        level += 1


def copy(blobs: Blobs, put: Put, *, size: int, checkpoint: bytes, since: int = 0) -> int:
    """Hand every file of the tree of `size` to `put`, those that grew after `since` entries; the checkpoint comes last.

    Returns:
        How many files were handed over.

    Raises:
        TILE_MISSING, TILE_DAMAGED: one is not there, or has another length than it must.
    """
    tree, count = TileTree(blobs, size), 1
    for level, index, width in parts(size, since=since):
        count += 1
        if level is None:
            put(entries_path(index, width), bundle(tree.entries(index)))
        else:
            put(tile_path(level, index, width), tree.tile(level, index))
    put(CHECKPOINT, checkpoint)
    return count

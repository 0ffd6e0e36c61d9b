"""Audits: an honest log passes from any edge, and a changed one is told where."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.audit import ENTRY_CHANGED, ROOT_CHANGED, SPAN, Together, audit
from evenhand.ledger.checkpoints import Checkpoint
from evenhand.ledger.tiles import TILE_DAMAGED, TILE_MISSING, Edge, bundle, edge_at
from simulators.logs import Published, entry, log_of

LOG, DISK = log_of(600)
FILES = Published.of(DISK)
CHECKPOINT = Checkpoint(origin="x", size=600, root=edge_at(FILES, 600).root())


@pytest.mark.parametrize("begin", [0, 1, 256, 300, 600])
def test_an_honest_log_passes_from_any_edge(begin):
    *_, first = audit(FILES, Checkpoint(origin="x", size=600, root=CHECKPOINT.root), Edge())
    assert first.root() == CHECKPOINT.root
    *_, last = audit(FILES, CHECKPOINT, _edge(begin))
    assert last == first


def _edge(size):
    _log, disk = log_of(size)
    return edge_at(Published.of(disk), size)


def test_a_changed_entry_is_named():
    entries = [entry(number) for number in range(256, 512)]
    entries[7] = b"changed"
    with pytest.raises(Problem) as problem:
        list(audit(Published(FILES | {"tile/entries/001": bundle(entries)}), CHECKPOINT, Edge()))
    assert (problem.value.kind, problem.value.details["index"]) == (ENTRY_CHANGED, 263)


def test_a_changed_tile_above_and_a_missing_one_are_named():
    spoiled = Published(FILES | {"tile/1/000.p/2": bytes(64)})
    with pytest.raises(Problem) as problem:
        list(audit(spoiled, CHECKPOINT, Edge()))
    assert (problem.value.kind, problem.value.details["path"]) == (TILE_DAMAGED, "tile/1/000.p/2")

    del spoiled["tile/entries/000"]
    with pytest.raises(Problem) as problem:
        list(audit(spoiled, CHECKPOINT, Edge()))
    assert (problem.value.kind, problem.value.details["path"]) == (TILE_MISSING, "tile/entries/000")


def test_another_root_than_that_of_entries_and_tiles_is_told():
    with pytest.raises(Problem) as problem:
        list(audit(FILES, Checkpoint(origin="x", size=600, root=bytes(32)), Edge()))
    assert problem.value.kind == ROOT_CHANGED


class TestALargeLog:
    """Spans of 65,536 entries are hashed apart from one another, in this process or in others."""

    SIZE = 2 * SPAN + 300
    FILES = Published.of(log_of(SIZE)[1])
    CHECKPOINT = Checkpoint(origin="x", size=SIZE, root=edge_at(FILES, SIZE).root())

    @pytest.mark.parametrize("begin", [0, 300, SPAN, SPAN + 1])
    def test_passes_from_any_edge(self, begin):
        *_, last = audit(self.FILES, self.CHECKPOINT, _edge(begin))
        assert (last, last.is_whole()) == (edge_at(self.FILES, self.SIZE), True)

    @pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
    def test_passes_when_it_is_hashed_by_many_and_is_told_where_it_was_changed(self, pool):
        with pool(2) as workers:
            *_, last = audit(Together(blobs=self.FILES, spread=workers.map), self.CHECKPOINT, Edge())
            assert last.root() == self.CHECKPOINT.root

            spoiled = Published(self.FILES | {"tile/0/300": bytes(8192)})
            with pytest.raises(Problem) as problem:
                list(audit(Together(blobs=spoiled, spread=workers.map), self.CHECKPOINT, Edge()))
            assert (problem.value.kind, problem.value.details["index"]) == (ENTRY_CHANGED, 300 * 256)
        assert Together(blobs=spoiled, spread=map).read("tile/0/300") == bytes(8192)

    @pytest.mark.parametrize("path", ["tile/1/000", "tile/1/001", "tile/2/000.p/2", "tile/0/511", "tile/0/513.p/44"])
    def test_names_each_tile_that_was_changed(self, path):
        content = bytearray(self.FILES[path])
        content[40] ^= 1
        with pytest.raises(Problem) as problem:
            list(audit(Published(self.FILES | {path: bytes(content)}), self.CHECKPOINT, Edge()))
        assert problem.value.details.get("path", "").startswith(path.split(".p")[0])

"""Audits: an honest log passes from any edge, and a changed one is told where."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.audit import ENTRY_CHANGED, ROOT_CHANGED, audit
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

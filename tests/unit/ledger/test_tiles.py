"""Tiles: paths and widths as specified, and the tree read back from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.ledger.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    verify_consistency,
    verify_inclusion,
)
from evenhand.ledger.tiles import (
    ENTRY_TOO_LONG,
    TILE_DAMAGED,
    TILE_MISSING,
    Edge,
    TileTree,
    bundle,
    edge_at,
    entries_in,
    entries_path,
    follow_entries,
    tile_path,
    width_at,
)
from simulators.logs import Published, brute_root, entry, log_of


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (tile_path(0, 1234067), "tile/0/x001/x234/067"),
        (tile_path(63, 0, 255), "tile/63/000.p/255"),
        (tile_path(0, 273, 112), "tile/0/273.p/112"),
        (entries_path(999), "tile/entries/999"),
        (entries_path(1000, 1), "tile/entries/x001/000.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(path, expected):
    assert path == expected


def test_seventy_thousand_entries_have_the_tiles_of_the_specification():
    # Source: tlog-tiles, "Partial Tiles": 256 tiles and 17 more, .p/112; 1 and .p/17; .p/1.
    assert [width_at(0, index, 70_000) for index in (272, 273, 274)] == [256, 112, 0]
    assert [width_at(1, index, 70_000) for index in (0, 1, 2)] == [256, 17, 0]
    assert [width_at(2, index, 70_000) for index in (0, 1)] == [1, 0]


@given(st.lists(st.binary(max_size=40), max_size=30))
def test_a_bundle_gives_its_entries_back(entries):
    assert entries_in(bundle(entries), path="x", count=len(entries)) == entries


def test_a_bundle_that_is_cut_or_of_another_number_is_damaged():
    content = bundle([b"one", b"two"])

    for broken, count in ((content[:-1], None), (content[:1], None), (content, 3)):
        with pytest.raises(Problem) as problem:
            entries_in(broken, path="tile/entries/000", count=count)
        assert problem.value.kind == TILE_DAMAGED
    with pytest.raises(Problem) as problem:
        bundle([bytes(65_536)])
    assert problem.value.kind == ENTRY_TOO_LONG


@given(st.lists(st.integers(0, 400), max_size=6))
def test_an_edge_is_the_same_however_the_entries_came(counts):
    entries, edge = [], Edge()
    for count in counts:
        more = [entry(len(entries) + number) for number in range(count)]
        edge.extend(leaf_hashes(more))
        entries += more

    assert edge.root() == brute_root(entries)
    at_once = Edge()
    at_once.extend(leaf_hashes(entries))
    assert (at_once.root(), at_once.size) == (edge.root(), edge.size)


SIZE = 66_000
LOG, DISK = log_of(SIZE)
FILES = Published.of(DISK)


class TestATreeInTiles:
    @pytest.mark.parametrize("index", [0, 1, 255, 256, 65_535, 65_536, SIZE - 1])
    @pytest.mark.parametrize("size", [SIZE, 65_537, 65_792])
    def test_proves_inclusion_in_any_of_its_sizes(self, index, size):
        root = edge_at(FILES, size).root()
        if index < size:
            proof = inclusion_proof(TileTree(FILES, size), index, size)
            verify_inclusion(leaf_hash(entry(index)), proof, index=index, size=size, root=root)

    @pytest.mark.parametrize("old", [1, 2, 255, 256, 257, 65_536, 65_537, SIZE])
    def test_proves_consistency(self, old):
        proof = consistency_proof(TileTree(FILES, SIZE), old, SIZE)
        roots = edge_at(FILES, old).root(), edge_at(FILES, SIZE).root()
        verify_consistency(proof, old=old, old_root=roots[0], size=SIZE, root=roots[1])

    def test_gives_its_entries_from_any_edge_on(self):
        edge = edge_at(FILES, 65_700)
        seen = [one for entries in follow_entries(TileTree(FILES, SIZE), edge) for one in entries]

        assert seen == [entry(number) for number in range(65_700, SIZE)]
        assert edge.root() == edge_at(FILES, SIZE).root()

    def test_says_which_tile_is_missing_or_has_another_length(self):
        fewer = Published({path: content for path, content in FILES.items() if path != "tile/0/000"})
        with pytest.raises(Problem) as problem:
            inclusion_proof(TileTree(fewer, SIZE), 0, SIZE)
        assert (problem.value.kind, problem.value.details["path"]) == (TILE_MISSING, "tile/0/000")

        for path in ("tile/0/000", "tile/0/257.p/208"):
            spoiled = Published(FILES | {path: b"short"})
            with pytest.raises(Problem) as problem:
                list(map(TileTree(spoiled, SIZE).tile, (0, 0), (0, 257)))
            assert (problem.value.kind, problem.value.details["path"]) == (TILE_DAMAGED, path)

    def test_keeps_only_so_many_tiles(self):
        tree = TileTree(FILES, SIZE, kept=2)
        for index in (0, 1, 2, 0):
            assert len(tree.tile(0, index)) == 256 * 32

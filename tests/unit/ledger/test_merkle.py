"""The tree against its definition, the published vectors, and forged proofs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.ledger.merkle import (
    EMPTY_ROOT,
    NO_SUCH_STEP,
    NOT_CONSISTENT,
    NOT_IN_TREE,
    NOT_INCLUDED,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    refutation,
    refutes,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from simulators.logs import brute_root, entry

# Source: the test vectors of Certificate Transparency (google/certificate-transparency), eight leaves.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


class Whole:
    """The nodes of a tree, each by its definition."""

    def __init__(self, entries):
        self.entries = entries

    def node(self, level, index):
        return brute_root(self.entries[index << level : (index + 1) << level])


sizes = st.integers(1, 70)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_published_vectors(size):
    assert root_of(leaf_hashes(LEAVES[:size])).hex() == ROOTS[size]
    assert brute_root(LEAVES[:size]).hex() == ROOTS[size]


def test_the_published_paths_of_the_vectors_verify():
    # Source: as above, "path" vectors for leaf 6 of 8 and leaf 3 of 3, and the proof from 1 to 8.
    path = (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    )
    found = inclusion_proof(Whole(LEAVES), 5, 8)
    assert tuple(one.hex() for one in found) == path
    assert [one.hex() for one in inclusion_proof(Whole(LEAVES), 2, 3)] == [ROOTS[2]]
    assert [one.hex() for one in consistency_proof(Whole(LEAVES), 1, 8)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


@given(sizes, st.data())
def test_every_entry_is_proved_and_no_other(size, data):
    entries = [entry(number) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(Whole(entries), index, size), brute_root(entries)

    verify_inclusion(leaf_hash(entries[index]), proof, index=index, size=size, root=root)
    other = data.draw(st.integers(0, size + 1))
    with pytest.raises(Problem) as problem:
        verify_inclusion(leaf_hash(entry(size + other)), proof, index=index, size=size, root=root)
    assert problem.value.kind == NOT_INCLUDED
    if other != index:
        with pytest.raises(Problem):
            verify_inclusion(leaf_hash(entries[index]), proof, index=other, size=size, root=root)


@given(sizes, st.data())
def test_every_earlier_tree_is_proved_and_no_other(size, data):
    entries = [entry(number) for number in range(size)]
    old = data.draw(st.integers(0, size))
    proof, root, old_root = consistency_proof(Whole(entries), old, size), brute_root(entries), brute_root(entries[:old])

    verify_consistency(proof, old=old, old_root=old_root, size=size, root=root)
    changed = [*entries]
    if old:
        changed[data.draw(st.integers(0, old - 1))] = b"changed"
        with pytest.raises(Problem) as problem:
            verify_consistency(proof, old=old, old_root=brute_root(changed[:old]), size=size, root=root)
        assert problem.value.kind == NOT_CONSISTENT
        forged = consistency_proof(Whole(changed), old, size)
        with pytest.raises(Problem):
            verify_consistency(forged, old=old, old_root=old_root, size=size, root=brute_root(changed))


@given(sizes, st.data())
def test_what_was_rewritten_is_refuted_by_the_later_tree_and_an_honest_log_by_nothing(size, data):
    entries = [entry(number) for number in range(size)]
    old = data.draw(st.integers(1, size))
    changed = [*entries]
    changed[data.draw(st.integers(0, old - 1))] = b"changed"
    told = {"old": old, "old_root": brute_root(entries[:old]), "size": size}

    assert refutes(refutation(Whole(changed), old, size), **told, root=brute_root(changed))
    for proof in (refutation(Whole(entries), old, size), consistency_proof(Whole(entries), old, size), (bytes(32),)):
        assert not refutes(proof, **told, root=brute_root(entries))


@given(st.integers(2, 70), st.data())
def test_a_proof_with_any_hash_changed_taken_away_or_added_is_refused(size, data):
    entries = [entry(number) for number in range(size)]
    root, index, old = brute_root(entries), data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    old_root = brute_root(entries[:old])
    for proof, verify in (
        (
            inclusion_proof(Whole(entries), index, size),
            lambda hashes: verify_inclusion(leaf_hash(entries[index]), hashes, index=index, size=size, root=root),
        ),
        (
            consistency_proof(Whole(entries), old, size),
            lambda hashes: verify_consistency(hashes, old=old, old_root=old_root, size=size, root=root),
        ),
    ):
        at = data.draw(st.integers(0, max(0, len(proof) - 1)))
        spoiled = [(*proof, bytes(32)), (*proof[:at], b"short", *proof[at:])]
        if proof:
            spoiled += [proof[:at] + proof[at + 1 :], (*proof[:at], bytes(32), *proof[at + 1 :])]
        for hashes in spoiled:
            with pytest.raises(Problem):
                verify(hashes)


def test_nothing_is_proved_of_what_is_not_there():
    with pytest.raises(Problem) as problem:
        inclusion_proof(Whole([]), 0, 0)
    assert problem.value.kind == NOT_IN_TREE
    with pytest.raises(Problem) as problem:
        consistency_proof(Whole([b"a"]), 2, 1)
    assert problem.value.kind == NO_SUCH_STEP
    with pytest.raises(Problem):
        verify_consistency((), old=2, old_root=EMPTY_ROOT, size=1, root=EMPTY_ROOT)
    with pytest.raises(Problem):
        verify_consistency((), old=0, old_root=bytes(32), size=1, root=EMPTY_ROOT)
    with pytest.raises(Problem):
        verify_inclusion(bytes(32), (), index=0, size=0, root=bytes(32))

"""The Merkle tree of the log: hashes, roots, proofs and their verification.

Sources: RFC 6962, section 2.1 (hashing, paths, consistency proofs); RFC 9162, 2.1.3.2 and 2.1.4.2 (verifying).
"""

import hashlib
import struct
from collections.abc import Sequence
from typing import Protocol

from evenhand.foundation.problems import ProblemKind

NOT_IN_TREE = ProblemKind(
    code="ledger.not-in-tree",
    blame="caller",
    message="Entry {index} is not in a tree of {size} entries. Ask for one from 0 to the size less one.",
)
NO_SUCH_STEP = ProblemKind(
    code="ledger.no-such-step",
    blame="caller",
    message="A tree of {size} entries never had {old}. Ask for a proof from a smaller size to a larger one.",
)
NOT_INCLUDED = ProblemKind(
    code="ledger.not-included",
    blame="caller",
    message="Entry {index} is not proved to be in the tree of {size} entries: {fault}. Take the proof from the "
    "log anew; "
    "if it fails again, the entry or the log was changed.",
)
NOT_CONSISTENT = ProblemKind(
    code="ledger.not-consistent",
    blame="caller",
    message="The tree of {size} entries is not proved to hold the earlier {old} unchanged: {fault}. Take the "
    "proof from "
    "the log anew; if it fails again, the log was rewritten.",
)

HASH_BYTES = 32
_LEAF, _NODE = b"\x00", b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of the tree that has no entry."""


class Nodes(Protocol):
    """Where the hashes of whole subtrees come from."""

    def node(self, level: int, index: int) -> bytes:
        """The root of the whole subtree over the entries from index * 2**level on, 2**level of them."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry: SHA-256(0x00 || entry). Source: RFC 6962, section 2.1.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees: SHA-256(0x01 || left || right). Source: RFC 6962, section 2.1."""
    return hashlib.sha256(_NODE + left + right).digest()


def leaf_hashes(entries: Sequence[bytes]) -> bytes:
    """The hashes of entries, one after another, 32 bytes each; b"" for none."""
    sha256 = hashlib.sha256
    return b"".join([sha256(b"\x00" + entry).digest() for entry in entries])


def level_up(hashes: bytes) -> bytes:
    """The hashes one level up, from hashes one after another; a last one without a sibling goes up as it is."""
    sha256, paired = hashlib.sha256, len(hashes) // (2 * HASH_BYTES) * 2 * HASH_BYTES
    above = [sha256(b"\x01" + pair).digest() for (pair,) in struct.iter_unpack("64s", hashes[:paired])]
    return b"".join([*above, hashes[paired:]])


def root_of(hashes: bytes) -> bytes:
    """The root over hashes one after another; the empty root for none.

    Pairing level by level and carrying an odd last one up makes the tree of RFC 6962: its split at the largest power
    of two below n leaves whole subtrees on the left.

    >>> root_of(b"") == EMPTY_ROOT
    True
    """
    while len(hashes) >= 2 * HASH_BYTES:
        hashes = level_up(hashes)
    return hashes or EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """The siblings of an entry from its leaf upward. Source: RFC 6962, section 2.1.1 (PATH).

    Raises:
        NOT_IN_TREE: there is no such entry in a tree of that size.
    """
    if not 0 <= index < size:
        raise NOT_IN_TREE(index=index, size=size)
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(subtree_root(nodes, middle, end))
            end = middle
        else:
            path.append(subtree_root(nodes, begin, middle))
            begin = middle
    return tuple(reversed(path))


def consistency_proof(nodes: Nodes, old: int, size: int) -> tuple[bytes, ...]:
    """What proves that the tree of `size` holds the tree of `old` unchanged; nothing from 0 or to itself.

    Source: RFC 6962, section 2.1.2 (SUBPROOF).

    Raises:
        NO_SUCH_STEP: `old` is larger than `size`, or below 0.
    """
    if not 0 <= old <= size:
        raise NO_SUCH_STEP(old=old, size=size)
    if old in {0, size}:
        return ()
    proof: list[bytes] = []
    begin, end, known = 0, size, True
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            proof.append(subtree_root(nodes, middle, end))
            end = middle
        else:
            proof.append(subtree_root(nodes, begin, middle))
            begin, known = middle, False
    if not known:  # the old root itself is what the verifier has
        proof.append(subtree_root(nodes, begin, end))
    return tuple(reversed(proof))


def subtree_root(nodes: Nodes, begin: int, end: int) -> bytes:
    """MTH(D[begin:end]), where `begin` is a multiple of a power of two not below the length, as in all splits."""
    parts: list[bytes] = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        parts.append(nodes.node(level, begin >> level))
        begin += 1 << level
    root = parts.pop() if parts else EMPTY_ROOT
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def verify_inclusion(leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes) -> None:
    """Stop unless the entry with the hash `leaf` is number `index` of the tree with that size and root.

    Raises:
        NOT_INCLUDED: with what is wrong.
    """
    # RFC 9162, 2.1.3.2, step 1: the index must lie in the tree.
    if not 0 <= index < size:
        raise NOT_INCLUDED(index=index, size=size, fault="there is no such entry")
    # Step 2 and 3: fn is the index, sn the last index, r the leaf.
    fn, sn, r = index, size - 1, leaf
    for sibling in proof:  # step 4
        if sn == 0 or len(sibling) != HASH_BYTES:  # step 4.1
            raise NOT_INCLUDED(index=index, size=size, fault="the proof has too many hashes or one of a wrong length")
        if fn & 1 or fn == sn:  # step 4.2
            r = node_hash(sibling, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:  # step 4.3
            r = node_hash(r, sibling)
        fn, sn = fn >> 1, sn >> 1  # step 4.4
    if sn != 0:  # step 5
        raise NOT_INCLUDED(index=index, size=size, fault="the proof has too few hashes")
    if r != root:
        raise NOT_INCLUDED(index=index, size=size, fault=f"its path leads to the root {r.hex()}, not {root.hex()}")


def verify_consistency(proof: Sequence[bytes], *, old: int, old_root: bytes, size: int, root: bytes) -> None:
    """Stop unless the tree with `size` and `root` begins with the very entries of the tree with `old` and `old_root`.

    Raises:
        NOT_CONSISTENT: with what is wrong.
    """
    if not 0 <= old <= size or any(len(found) != HASH_BYTES for found in proof):
        raise NOT_CONSISTENT(old=old, size=size, fault="it is shorter, or a hash of the proof has a wrong length")
    if old in {0, size}:  # nothing to prove: everything holds nothing, and a tree holds itself
        if proof or (old == size and old_root != root) or (old == 0 and old_root != EMPTY_ROOT):
            raise NOT_CONSISTENT(old=old, size=size, fault=f"the roots are {old_root.hex()} and {root.hex()}")
        return
    # RFC 9162, 2.1.4.2, step 1: an empty proof proves nothing.
    if not proof:
        raise NOT_CONSISTENT(old=old, size=size, fault="the proof is empty")
    # Step 2: if the old size is a power of two, its root begins the path.
    found = _roots([old_root, *proof] if _is_power(old) else proof, old=old, size=size)
    if found is None:
        raise NOT_CONSISTENT(old=old, size=size, fault="the proof has too many or too few hashes")
    if found != (old_root, root):  # step 7
        raise NOT_CONSISTENT(old=old, size=size, fault="its hashes do not lead to the two roots")


def refutation(nodes: Nodes, old: int, size: int) -> tuple[bytes, ...]:
    """What shows which root the first `old` entries of the tree of `size` really have: a consistency proof with its
    first hash, which the verifier of honest trees has already.

    Raises:
        NO_SUCH_STEP: as for `consistency_proof`.
    """
    proof = consistency_proof(nodes, old, size)
    return (subtree_root(nodes, 0, old), *proof) if 0 < old < size and _is_power(old) else proof


def refutes(proof: Sequence[bytes], *, old: int, old_root: bytes, size: int, root: bytes) -> bool:
    """Whether it is certain that the tree with `size` and `root` does not begin with the entries of `old_root`.

    The hashes lead to `root`, so they are those of its tree; with them the root of its first `old` entries is known.
    """
    if not 0 < old <= size or any(len(found) != HASH_BYTES for found in proof):
        return False
    if old == size:
        return not proof and old_root != root
    found = _roots(proof, old=old, size=size) if proof else None
    return found is not None and found[1] == root and found[0] != old_root


def _is_power(number: int) -> bool:
    return number & (number - 1) == 0


def _roots(hashes: Sequence[bytes], *, old: int, size: int) -> tuple[bytes, bytes] | None:
    """The two roots that a path leads to; None if it has another length. Steps 3 to 7 of RFC 9162, 2.1.4.2."""
    fn, sn = old - 1, size - 1  # step 3
    while fn & 1:  # step 4
        fn, sn = fn >> 1, sn >> 1
    fr = sr = hashes[0]  # step 5
    for sibling in hashes[1:]:  # step 6
        if sn == 0:  # step 6.1
            return None
        if fn & 1 or fn == sn:  # step 6.2
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:  # step 6.3
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1  # step 6.4
    return None if sn else (fr, sr)  # step 7: the path is used up


def _split(count: int) -> int:
    """The largest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)

"""A document read again: its proposals held against the commitments that people accepted from it before.

Nothing that a person decided is ever changed here. What is the same stays; where the words changed, the fields that now
read otherwise are told, and those among them that a person had amended; what vanished and what is new is told.
Source: issue 7, section 2 ("never lost when a document is read again").
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.commitments.model import Commitment
from evenhand.commitments.proposing import Proposal
from evenhand.commitments.versions import changed_fields

ALIKE_HERE = 0.5
"""How alike words must be to be those of the same paragraph, changed."""
ALIKE_ELSEWHERE = 0.85
"""How alike they must be to have moved to another paragraph."""
_NOT_READ = frozenset({"id", "version", "source", "what", "note", "access", "gate", "inferred"})
"""Fields that a document does not say, or that differ with every reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A commitment that a person accepted, with the proposal from which it came; None: a person wrote it."""

    commitment: Commitment
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An accepted commitment and the proposal that now stands for its words."""

    accepted: Accepted
    proposal: Proposal
    changed: tuple[str, ...] = ()
    """Fields that the new reading gives otherwise than the old one did."""
    contested: tuple[str, ...] = ()
    """Those of them that the person had amended: the person's word stays until a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of everything; each accepted commitment and each proposal is in exactly one of these."""

    same: tuple[Pair, ...] = ()
    changed: tuple[Pair, ...] = ()
    moved: tuple[Pair, ...] = ()
    """The same words, or nearly, in another paragraph."""
    vanished: tuple[Accepted, ...] = ()
    """The document says it no longer. It stays until a person says that it lapsed."""
    new: tuple[Proposal, ...] = ()
    unread: tuple[Accepted, ...] = ()
    """Written by a person, from no proposal."""


def reread(accepted: Iterable[Accepted], proposals: Iterable[Proposal]) -> Reread:
    """Match what was accepted with what is proposed now, best matches first; ties by paragraph and words.

    >>> reread((), ()) == Reread()
    True
    """
    known = tuple(accepted)
    offered = tuple(proposals)
    waiting = {number for number, one in enumerate(known) if one.proposal is not None}
    free = set(range(len(offered)))
    kinds: dict[str, list[tuple[int, Pair]]] = {"same": [], "changed": [], "moved": []}
    for kind, old, new in _ranked(known, offered):
        if old in waiting and new in free:
            waiting.discard(old)
            free.discard(new)
            kinds[kind].append((old, _pair(known[old], offered[new])))
    ordered = {kind: tuple(pair for _, pair in sorted(pairs, key=lambda one: one[0])) for kind, pairs in kinds.items()}
    return Reread(
        **ordered,
        vanished=tuple(known[number] for number in sorted(waiting)),
        new=tuple(offered[number] for number in sorted(free)),
        unread=tuple(one for one in known if one.proposal is None),
    )


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: shared pairs of signs, white space and punctuation apart (Dice).

    Source: Dice, Measures of the amount of ecologic association between species, Ecology 26 (1945).

    >>> likeness("withdraw all forces", "Withdraw all forces."), likeness("", "")
    (1.0, 1.0)
    """
    first, second = _pairs(one), _pairs(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def _ranked(known: tuple[Accepted, ...], offered: tuple[Proposal, ...]) -> list[tuple[str, int, int]]:
    """All matches that could be, the surest first."""
    found = []
    for old, accepted in enumerate(known):
        if accepted.proposal is None:
            continue
        before = accepted.proposal
        for new, proposal in enumerate(offered):
            here = proposal.commitment.source.para == before.commitment.source.para
            if proposal.key == before.key:
                found.append((0, 0.0, "same", old, new))
                continue
            score = likeness(before.quote, proposal.quote)
            if here and score == 1.0:
                found.append((1, -score, "same", old, new))
            elif here and score >= ALIKE_HERE:
                found.append((2, -score, "changed", old, new))
            elif not here and score >= ALIKE_ELSEWHERE:
                found.append((3, -score, "moved", old, new))
    return [(kind, old, new) for _, _, kind, old, new in sorted(found)]


def _pair(accepted: Accepted, proposal: Proposal) -> Pair:
    before = accepted.proposal.commitment if accepted.proposal is not None else accepted.commitment
    changed = tuple(name for name in changed_fields(before, proposal.commitment) if name not in _NOT_READ)
    amended = set(changed_fields(before, accepted.commitment))
    return Pair(
        accepted=accepted,
        proposal=proposal,
        changed=changed,
        contested=tuple(name for name in changed if name in amended),
    )


def _pairs(text: str) -> Counter[str]:
    flat = re.sub(r"[\W_]+", "", text).lower()
    return Counter(flat[at : at + 2] for at in range(max(len(flat) - 1, min(len(flat), 1))))

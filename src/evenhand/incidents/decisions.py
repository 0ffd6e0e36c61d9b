"""What people decided about links, above what the machine proposes.

Groups are proposals. A person says that statements tell of one event, or that they do not; that holds whatever comes
later and in whatever order, until it is taken back. The machine never overturns a decision: where its evidence stands
strongly against one, it asks. Source: docs/methods/corroboration.md, "Decisions".
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise, product

import numpy as np

from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import ProblemKind
from evenhand.incidents.joining import Grouped

CONTRADICTORY = ProblemKind(
    code="incidents.contradictory",
    blame="state",
    message="Decision {apart} says that {one} and {other} are two events, but {chain} say that they are one. "
    "Take one of these decisions back first.",
)

PHRASES = "evenhand.incidents.phrases"
STRONG = 3.0
"""Log-odds from which evidence against a decision is strong enough to ask: twenty to one."""

Pair = tuple[str, str]
"""Two statements, the smaller id first."""


class Verdict(StrEnum):
    """What a person says of statements."""

    TOGETHER = "together"
    APART = "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided. TOGETHER: all of `ones` and `others` tell of one event. APART: none of `ones` tells of an
    event of which one of `others` tells.
    """

    decision: str
    """Its id, by which it is taken back."""
    verdict: Verdict
    ones: tuple[str, ...]
    others: tuple[str, ...]

    def pairs(self) -> Iterator[Pair]:
        """The pairs that it is about, across its two sides."""
        return (pair_of(one, other) for one, other in product(self.ones, self.others) if one != other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the machine proposes."""

    groups: Mapping[str, str]
    """By statement its group."""
    log_odds: Mapping[Pair, float]
    """Of the pairs that were worth keeping."""
    unlinked: float
    """Log-odds of all others."""

    def odds(self, pair: Pair) -> float:
        """Log-odds that both tell of one event."""
        return self.log_odds.get(pair, self.unlinked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The machine asks whether a decision still stands; it changes nothing."""

    decision: Decision
    one: str
    other: str
    """The pair that speaks the most for one event."""
    log_odds: float

    def words(self, *, language: str = "en", names: Mapping[str, str] | None = None) -> str:
        """Why it asks, in one sentence; `names`: how statements are called, where not by their ids."""
        told = names or {}
        percent = 100.0 / (1.0 + float(np.exp(-self.log_odds)))
        return phrase(
            PHRASES,
            f"question.{self.decision.verdict}",
            language=language,
            one=told.get(self.one, self.one),
            other=told.get(self.other, self.other),
            percent="<1" if percent < 1.0 else ">99" if percent > 99.0 else f"{percent:.0f}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Groups under the decisions that are in force, and what the machine asks about these."""

    groups: Mapping[str, str]
    """By statement the smallest id in its group."""
    questions: tuple[Question, ...]


def together(decision: str, one: str, other: str) -> Decision:
    """A link is accepted."""
    return Decision(decision=decision, verdict=Verdict.TOGETHER, ones=(one,), others=(other,))


def apart(decision: str, one: str, other: str) -> Decision:
    """A link is refused."""
    return Decision(decision=decision, verdict=Verdict.APART, ones=(one,), others=(other,))


def joined(decision: str, ones: Iterable[str], others: Iterable[str]) -> Decision:
    """Two whole groups are one event."""
    return Decision(decision=decision, verdict=Verdict.TOGETHER, ones=(*sorted(ones),), others=(*sorted(others),))


def split(decision: str, chosen: Collection[str], whole: Iterable[str]) -> Decision:
    """Some statements of a group tell of another event than the rest."""
    rest = sorted(set(whole) - set(chosen))
    return Decision(decision=decision, verdict=Verdict.APART, ones=(*sorted(chosen),), others=(*rest,))


def in_force(decisions: Iterable[Decision], undone: Collection[str]) -> tuple[Decision, ...]:
    """The decisions that were not taken back."""
    return tuple(one for one in decisions if one.decision not in undone)


def pair_of(one: str, other: str) -> Pair:
    """A pair, the smaller id first."""
    return (one, other) if one < other else (other, one)


def proposal_of(grouped: Grouped, only: Collection[str] | None = None) -> Proposal:
    """What the machine found, by ids; `only`: of these statements alone, which should be whole neighbourhoods."""
    found = grouped.found
    ids = found.table["statement"].combine_chunks().to_numpy(zero_copy_only=False)[found.rows]
    wanted = np.ones(ids.size, bool) if only is None else np.isin(ids.astype(str), sorted(only))
    late, early, weight = found.pairs()
    both = wanted[late] & wanted[early]
    pairs = zip(ids[late[both]], ids[early[both]], weight[both], strict=True)
    return Proposal(
        groups={str(ids[at]): str(ids[grouped.group[at]]) for at in np.flatnonzero(wanted)},
        log_odds={pair_of(str(one), str(other)): float(value) for one, other, value in pairs},
        unlinked=found.card.unlinked,
    )


def check(decisions: Iterable[Decision]) -> None:
    """Stop where decisions contradict each other.

    Raises:
        CONTRADICTORY: two statements are held apart that others hold together; it names the decisions.
    """
    told = sorted(decisions, key=lambda one: one.decision)
    graph = _graph(told)
    for decision in told:
        if decision.verdict is not Verdict.APART:
            continue
        both = set(decision.ones) & set(decision.others)
        for one in sorted(decision.ones):
            reached = {one} & both or _reached(graph, one) & set(decision.others)
            if reached:
                other = min(reached)
                chain = _chain(graph, one, other) or (decision.decision,)
                raise CONTRADICTORY(apart=decision.decision, one=one, other=other, chain=", ".join(chain))


def decide(proposal: Proposal, decisions: Iterable[Decision]) -> Decided:
    """Fold decisions over what the machine proposes.

    Statements held together bring their groups along, for to tell of one event is the same for all of a group. A group
    in which some are held apart is put together again along its links, the heaviest first, wherever nobody is held
    apart. The answer depends neither on the order of decisions nor on that of statements, and every group only on the
    groups that decisions tie to it. Decisions about statements that are not here hold once these come.

    Raises:
        CONTRADICTORY.
    """
    told = sorted(decisions, key=lambda one: one.decision)
    check(told)
    roots = _blocks(told, proposal.groups)
    refused = {
        pair_of(roots[one], roots[other])
        for decision in told
        if decision.verdict is Verdict.APART
        for one, other in decision.pairs()
        if one in proposal.groups and other in proposal.groups
    }
    cluster = _Clusters(refused)
    for _weight, one, other in sorted(_edges(proposal, roots, refused)):
        cluster.merge(one, other)
    members: dict[str, list[str]] = {}
    for statement in proposal.groups:
        members.setdefault(cluster.root(roots[statement]), []).append(statement)
    groups = {statement: first for several in members.values() for first in [min(several)] for statement in several}
    return Decided(groups=groups, questions=tuple(_questions(proposal, told)))


def _graph(decisions: Iterable[Decision]) -> dict[str, list[tuple[str, str]]]:
    """By statement those that a decision holds together with it, and which decision."""
    graph: dict[str, list[tuple[str, str]]] = {}
    for decision in decisions:
        if decision.verdict is Verdict.TOGETHER:
            for one, other in pairwise((*decision.ones, *decision.others)):
                graph.setdefault(one, []).append((other, decision.decision))
                graph.setdefault(other, []).append((one, decision.decision))
    return graph


def _reached(graph: Mapping[str, list[tuple[str, str]]], one: str) -> set[str]:
    seen, waiting = {one}, [one]
    while waiting:
        for other, _decision in graph.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen - {one}


def _chain(graph: Mapping[str, list[tuple[str, str]]], one: str, other: str) -> tuple[str, ...]:
    """The decisions of a shortest chain that holds two statements together."""
    ways: dict[str, tuple[str, ...]] = {one: ()}
    waiting = deque([one])
    while waiting:
        at = waiting.popleft()
        if at == other:
            break
        for following, decision in graph.get(at, ()):
            if following not in ways:
                ways[following] = (*ways[at], decision)
                waiting.append(following)
    return tuple(dict.fromkeys(ways.get(other, ())))


def _blocks(decisions: Iterable[Decision], statements: Iterable[str]) -> dict[str, str]:
    """By statement the one that stands for all that are held together with it, be they here or not."""
    graph = _graph(decisions)
    roots: dict[str, str] = {}
    for one in sorted({*statements, *graph}):
        if one not in roots:
            for member in {one} | _reached(graph, one):
                roots[member] = one
    return roots


def _edges(proposal: Proposal, roots: Mapping[str, str], refused: Collection[Pair]) -> Iterator[tuple[float, str, str]]:
    """Pairs of blocks that share a group, with their heaviest link negated; a chain where nobody is held apart."""
    by_group: dict[str, set[str]] = {}
    for statement, group in proposal.groups.items():
        by_group.setdefault(group, set()).add(roots[statement])
    cut = {root for pair in refused for root in pair}
    reach = _touched(by_group.values(), cut)
    heaviest: dict[Pair, float] = {}
    for (one, other), weight in proposal.log_odds.items() if reach else ():
        pair = pair_of(roots[one], roots[other])
        if pair[0] in reach and pair[1] in reach:
            heaviest[pair] = max(weight, heaviest.get(pair, proposal.unlinked))
    for several in by_group.values():
        if several & reach:
            for one, other in combinations(sorted(several), 2):
                yield -heaviest.get((one, other), proposal.unlinked), one, other
        else:
            yield from ((0.0, one, other) for one, other in pairwise(sorted(several)))


def _touched(groups: Iterable[Collection[str]], cut: Collection[str]) -> set[str]:
    """All blocks that groups tie to one that is held apart from another."""
    by_root: dict[str, list[Collection[str]]] = {}
    for several in groups if cut else ():
        for root in several:
            by_root.setdefault(root, []).append(several)
    seen, waiting = set(cut), list(cut)
    while waiting:
        for several in by_root.get(waiting.pop(), ()):
            waiting.extend(set(several) - seen)
            seen.update(several)
    return seen


class _Clusters:
    """Blocks that grow together wherever nobody is held apart."""

    def __init__(self, refused: Iterable[Pair]) -> None:
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        for one, other in refused:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def root(self, one: str) -> str:
        while self._above.get(one, one) != one:
            self._above[one] = self._above.get(self._above[one], self._above[one])
            one = self._above[one]
        return one

    def merge(self, one: str, other: str) -> None:
        one, other = sorted((self.root(one), self.root(other)))
        if one == other or other in self._apart.get(one, ()):
            return
        self._above[other] = one
        foes = self._apart.pop(other, set())
        if foes:
            self._apart.setdefault(one, set()).update(foes)
        for foe in foes:
            self._apart[foe].discard(other)
            self._apart[foe].add(one)


def _questions(proposal: Proposal, decisions: Iterable[Decision]) -> Iterator[Question]:
    for decision in decisions:
        here = [pair for pair in decision.pairs() if pair[0] in proposal.groups and pair[1] in proposal.groups]
        if not here:
            continue
        best = max(here, key=lambda pair: (proposal.odds(pair), pair))
        odds = proposal.odds(best)
        against = odds <= -STRONG if decision.verdict is Verdict.TOGETHER else odds >= STRONG
        if against:
            yield Question(decision=decision, one=best[0], other=best[1], log_odds=odds)

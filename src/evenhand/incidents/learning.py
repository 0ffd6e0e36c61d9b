"""Learning a scorecard from labelled pairs: small steps on one table after another, from what the expert wrote.

Each step moves every number of one table by a damped Newton step of the logistic loss, so a number moves as far as the
pairs that fall on it can prove, and stays the expert's where none do. Sources: Friedman, Hastie and Tibshirani,
Additive logistic regression, Annals of Statistics 28 (2000); Lou, Caruana and Gehrke, Intelligible models, KDD (2012).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.foundation.problems import ProblemKind
from evenhand.incidents.corroborate import Found, look
from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.bins import MOST_SOURCES, TABLES, layout, places_of
from evenhand.incidents.scorecard import TOO_MANY_SOURCES, Scorecard

NO_LABELS = ProblemKind(
    code="incidents.no-labels",
    blame="caller",
    message="Of {count} labelled pairs {same} are of one event. Label at least {least} of each kind to learn from.",
)
NO_SUCH_STATEMENT = ProblemKind(
    code="incidents.no-such-statement",
    blame="missing",
    message="The labelled pair names the statement {statement!r}, which is not in the table. Give both or neither.",
)

LEAST_LABELS = 10
FEW_ROUNDS, MANY_ROUNDS, RATE = 12, 30, 0.3
FEW_RIDGE, MANY_RIDGE = 8.0, 2.0
MANY = 20_000
"""Labelled pairs from which the tables may follow the data freely, and those of single sources are learned well."""
LEANS = (0.4, 0.7, 1.0, 1.3, 1.6, 1.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Which pairs of statements people held to be of one event."""

    one: Sequence[str]
    other: Sequence[str]
    same: Sequence[bool]
    weight: Sequence[float] | None = None
    """How many pairs each stands for, where those that were labelled were chosen on purpose; None: one."""


def learn(table: pa.Table, labels: Labels) -> Scorecard:
    """A scorecard from statements and labelled pairs of them.

    Pairs too far apart in time or place to be looked at teach nothing and are left out.

    Raises:
        SCHEMA_MISMATCH, BAD_STATEMENT, TWICE: see `statements.in_order`.
        NO_SUCH_STATEMENT: a label for a statement that is not there.
        NO_LABELS: fewer than ten of either kind.
        TOO_MANY_SOURCES.
    """
    card = _with_sources(expert(table), table)
    found = look(table, card)
    one, other = (_numbers(found, ids) for ids in (labels.one, labels.other))
    same = np.asarray(labels.same, bool)
    weight = np.ones(same.size) if labels.weight is None else np.asarray(labels.weight, np.float64)
    return _boosted(card, found, np.maximum(one, other), np.minimum(one, other), same, weight)


def learn_from_events(table: pa.Table, events: pa.Array) -> Scorecard:
    """A scorecard from statements whose events are known; also how eagerly to group is chosen on them.

    Args:
        table: STATEMENTS.
        events: by row the id of its event.

    Raises: as `learn`.
    """
    card = _with_sources(expert(table), table)
    found = look(table, card, least=-np.inf)
    truth = pc.cast(events, pa.string()).dictionary_encode().indices.to_numpy()[found.rows]
    late, early, _ = found.pairs()
    same = truth[late] == truth[early]
    learned = _boosted(card, found, late, early, same, np.ones(same.size))
    return _leaning(learned, table, truth)


def _leaning(card: Scorecard, table: pa.Table, truth: NDArray[np.int64]) -> Scorecard:
    """The scorecard that groups best by pairwise F1 on statements whose events are known."""
    best, best_score = card, -1.0
    found = look(table, card)
    for lean in LEANS:
        score = pairwise_f1(found.grouped(lean), truth)
        if score > best_score:
            best, best_score = card.leaning(lean), score
    return best


def pairwise_f1(group: NDArray[np.integer], truth: NDArray[np.integer]) -> float:
    """Harmonic mean of precision and recall over pairs of statements."""
    both = np.unique(np.stack([group, truth]), axis=1, return_counts=True)[1]
    sizes = [np.unique(labels, return_counts=True)[1] for labels in (group, truth)]
    hits, given, wanted = (float((n.astype(np.float64) * (n - 1) / 2).sum()) for n in (both, *sizes))
    return 2.0 * hits / max(given + wanted, 1.0)


def _with_sources(card: Scorecard, table: pa.Table) -> Scorecard:
    """The scorecard with empty tables for the sources of these statements."""
    sources = tuple(sorted(set(pc.cast(table["source"], pa.string()).unique().to_pylist())))
    if len(sources) > MOST_SOURCES:
        raise TOO_MANY_SOURCES(most=MOST_SOURCES, count=len(sources))
    weights = np.zeros(layout(len(sources)).size, np.float32)
    weights[: card.weights.size] = card.weights
    return replace(card, sources=sources, weights=weights)


def _numbers(found: Found, ids: Sequence[str]) -> NDArray[np.int32]:
    places = pc.index_in(pa.array(list(ids), pa.string()), value_set=found.table["statement"].combine_chunks())
    if places.null_count:
        missing = list(ids)[pc.index(pc.is_null(places), value=True).as_py()]
        raise NO_SUCH_STATEMENT(statement=missing)
    numbers: NDArray[np.int32] = np.argsort(found.rows)[places.to_numpy()].astype(np.int32)
    return numbers


def _boosted(
    card: Scorecard, found: Found, late: NDArray[np.int32], early: NDArray[np.int32], same: NDArray[np.bool_],
    weight: NDArray[np.float64],
) -> Scorecard:  # fmt: skip
    count = int(same.sum())
    if min(count, same.size - count) < LEAST_LABELS:
        raise NO_LABELS(count=same.size, same=count, least=LEAST_LABELS)
    places = places_of(found.of, found.by, late, early, card.layout)
    many = same.size >= MANY
    weights, bias = boost(
        places.T, same.astype(np.float64), weight, start=(card.weights.astype(np.float64), card.bias),
        rounds=MANY_ROUNDS if many else FEW_ROUNDS, ridge=MANY_RIDGE if many else FEW_RIDGE,
    )  # fmt: skip
    return replace(card, weights=weights.astype(np.float32), bias=bias, learned_from=f"{same.size} labelled pairs")


def boost(
    places: NDArray[np.int32], same: NDArray[np.float64], weight: NDArray[np.float64], *,
    start: tuple[NDArray[np.float64], float], rounds: int, ridge: float,
) -> tuple[NDArray[np.float64], float]:  # fmt: skip
    """Fit the numbers of all tables.

    Args:
        places: [tables, pairs], where each pair falls; -1: in no place of that table.
        same: 1.0 where a pair is of one event.
        weight: how many pairs each stands for.
        start: weights and bias to begin from.
        rounds: over all tables.
        ridge: pairs' worth of trust in the beginning.

    Returns:
        Weights and bias.
    """
    size = start[0].size
    weights = np.append(start[0], 0.0)  # the last place is for those that fall nowhere
    places = np.where(places < 0, size, places)
    score = start[1] + weights[places].sum(axis=0)
    bias = start[1]
    for _ in range(rounds):
        step = _step(np.zeros(same.size, np.int32), 1, same, score, weight, ridge)[0]
        bias, score = bias + step, score + step
        for row in range(len(TABLES)):
            steps = _step(places[row], size + 1, same, score, weight, ridge)
            steps[size] = 0.0
            weights += steps
            score = score + steps[places[row]]
    return weights[:size], float(bias)


def _step(
    at: NDArray[np.int32], size: int, same: NDArray[np.float64], score: NDArray[np.float64],
    weight: NDArray[np.float64], ridge: float,
) -> NDArray[np.float64]:  # fmt: skip
    """A damped Newton step of every number of a table."""
    chance = 1.0 / (1.0 + np.exp(-score))
    slope = np.bincount(at, weight * (same - chance), minlength=size)
    curve = np.bincount(at, weight * chance * (1.0 - chance), minlength=size)
    return RATE * slope / (curve + ridge)

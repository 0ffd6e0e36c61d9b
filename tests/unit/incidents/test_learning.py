import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.incidents.corroborate import look
from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.bins import MOST_SOURCES
from evenhand.incidents.learning import (
    NO_LABELS,
    NO_SUCH_STATEMENT,
    Labels,
    learn,
    learn_from_events,
    pairwise_f1,
)
from evenhand.incidents.scorecard import TOO_MANY_SOURCES
from unit.incidents.worlds import statements, world

TABLE, TRUTH = world(400, seed=11, days=60)
OTHER, OTHER_TRUTH = world(400, seed=12, days=60)


def quality(card, table, truth) -> float:
    found = look(table, card)
    return pairwise_f1(found.grouped(), truth[found.rows])


def test_what_is_learned_groups_better_than_the_expert_on_statements_it_has_not_seen():
    learned = learn_from_events(TABLE, pa.array(TRUTH))

    assert quality(expert(OTHER), OTHER, OTHER_TRUTH) > 0.6
    assert quality(learned, OTHER, OTHER_TRUTH) > quality(expert(OTHER), OTHER, OTHER_TRUTH) + 0.02


def test_a_few_labelled_pairs_do_no_harm():
    found = look(TABLE, expert(TABLE))
    late, early, _ = found.pairs()
    chosen = np.random.default_rng(2).choice(late.size, 300, replace=False)
    ids = np.array(TABLE["statement"].to_pylist())[found.rows]
    same = TRUTH[found.rows][late] == TRUTH[found.rows][early]
    labels = Labels(one=[*ids[late[chosen]]], other=[*ids[early[chosen]]], same=[*same[chosen]])

    assert quality(learn(TABLE, labels), OTHER, OTHER_TRUTH) > quality(expert(OTHER), OTHER, OTHER_TRUTH) - 0.02


def test_the_chances_are_calibrated():
    found = look(OTHER, learn_from_events(TABLE, pa.array(TRUTH)))
    late, early, score = found.pairs()
    chance, same = 1 / (1 + np.exp(-score)), OTHER_TRUTH[found.rows][late] == OTHER_TRUTH[found.rows][early]
    bins = np.minimum((chance * 10).astype(int), 9)
    error = sum(abs(chance[bins == b].mean() - same[bins == b].mean()) * (bins == b).mean() for b in set(bins))

    assert error < 0.05  # of a few thousand pairs; the benchmark asks for 0.03 of millions


def test_labels_that_teach_nothing_or_name_nobody_are_refused():
    with pytest.raises(Problem) as few:
        learn(TABLE, Labels(one=["0001-0"], other=["0001-1"], same=[True]))
    with pytest.raises(Problem) as nobody:
        learn(TABLE, Labels(one=["nobody"], other=["0001-1"], same=[True]))
    with pytest.raises(Problem) as crowd:
        learn(statements(*({} for _ in range(MOST_SOURCES + 1))), Labels(one=[], other=[], same=[]))

    assert [one.value.kind for one in (few, nobody, crowd)] in [
        [NO_LABELS, NO_SUCH_STATEMENT, TOO_MANY_SOURCES],
        [NO_SUCH_STATEMENT, NO_SUCH_STATEMENT, TOO_MANY_SOURCES],
    ]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25))
def test_f1_is_that_of_counting_pairs_one_by_one(labels):
    group, truth = (np.array(column, int) for column in (zip(*labels, strict=True) if labels else ([], [])))
    pairs = [(a, b) for a in range(len(labels)) for b in range(a)]
    given_, wanted = {p for p in pairs if group[p[0]] == group[p[1]]}, {p for p in pairs if truth[p[0]] == truth[p[1]]}
    expected = 2 * len(given_ & wanted) / max(len(given_) + len(wanted), 1)

    assert pairwise_f1(group, truth) == pytest.approx(expected)

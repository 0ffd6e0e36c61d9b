import numpy as np
import pytest

from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.bins import TABLES, binned, dt_bins, layout, log_bins, places_of, score_of
from evenhand.incidents.learning import _with_sources
from evenhand.incidents.scorecard import packed
from evenhand.incidents.statements import arrays_of, in_order
from unit.incidents.worlds import world


@pytest.mark.parametrize("sources", [0, 1, 4, 24])
def test_tables_follow_one_another_without_gaps(sources):
    where = layout(sources)
    starts = [*where[: len(TABLES) + 1]]

    assert starts == sorted(starts)
    assert where.sources == sources


def test_bins_never_decrease_and_cover_everything():
    values = np.geomspace(1e-6, 1e6, 500)
    bins = log_bins(values, 0.2, 40.0, 10)

    assert (np.diff(bins) >= 0).all()
    assert set(bins.tolist()) == set(range(10))
    assert (np.diff(dt_bins(np.linspace(-80, 80, 999))) >= 0).all()


def test_the_score_is_the_sum_of_the_numbers_that_a_pair_falls_on():
    table, _ = world(40)
    card = _with_sources(expert(table), table)
    rng = np.random.default_rng(1)
    card.weights[:] = rng.normal(0, 1, card.weights.size).astype(np.float32)
    of, _ = arrays_of(in_order(table)[0], card)
    by, weights = binned(of, rng.integers(0, 300, of.at_h.size)), packed(card)
    late, early = np.triu_indices(of.at_h.size, 1)[::-1]
    places = places_of(of, by, late.astype(np.int32), early.astype(np.int32), card.layout)

    for pair in range(0, late.size, 7):
        added = card.bias + sum(float(card.weights[place]) for place in places[pair] if place >= 0)
        score = score_of(of, by, late[pair], early[pair], card.layout, weights, -1e9)
        pruned = score_of(of, by, late[pair], early[pair], card.layout, weights, 2.0)
        assert score == pytest.approx(added, abs=1e-3)
        assert pruned == pytest.approx(score, abs=1e-3) if score >= 2.0 else pruned < 2.0

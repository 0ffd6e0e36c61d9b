import numpy as np
import pyarrow as pa
import pytest

from evenhand.foundation.problems import Problem
from evenhand.incidents.corroborate import corroborate, look
from evenhand.incidents.expert import expert
from unit.incidents.worlds import statements, world

TABLE, _ = world(120, seed=3)
CARD = expert(TABLE)


def groups(table) -> dict[str, str]:
    told = corroborate(table, CARD)
    return dict(zip(told["statement"].to_pylist(), told["group"].to_pylist(), strict=True))


def test_gives_a_row_for_each_statement_in_the_order_of_the_table():
    told = corroborate(TABLE, CARD)

    assert told["statement"].to_pylist() == TABLE["statement"].to_pylist()
    assert set(told["group"].to_pylist()) <= set(told["statement"].to_pylist())


def test_the_order_of_rows_does_not_count():
    shuffled = TABLE.take(pa.array(np.random.default_rng(1).permutation(TABLE.num_rows)))

    assert groups(TABLE) == groups(shuffled)


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_the_number_of_threads_does_not_count(threads):
    one, several = look(TABLE, CARD, threads=1), look(TABLE, CARD, threads=threads)

    assert np.array_equal(one.crowd, several.crowd)
    assert np.array_equal(one.links.other, several.links.other)
    assert np.array_equal(one.links.weight, several.links.weight)


def test_leaning_further_never_keeps_more_groups():
    found = look(TABLE, CARD)
    counts = [len(set(found.grouped(lean).tolist())) for lean in (-3.0, 0.0, 3.0)]

    assert counts == sorted(counts, reverse=True)


def test_nothing_and_one():
    assert corroborate(statements(), CARD).num_rows == 0
    assert groups(statements({})) == {"s0": "s0"}


def test_another_table_is_refused():
    with pytest.raises(Problem) as caught:
        corroborate(pa.table({"a": [1]}), CARD)

    assert caught.value.code == "observations.schema-mismatch"

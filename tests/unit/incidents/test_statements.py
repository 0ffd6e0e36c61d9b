import numpy as np
import pyarrow as pa
import pytest

from evenhand.foundation.problems import Problem
from evenhand.incidents.expert import expert
from evenhand.incidents.statements import BAD_STATEMENT, TWICE, arrays_of, in_order, shares_of
from unit.incidents.worlds import statements, world


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"half_h": -1.0}, "ended_at"),
        ({"half_h": 24.0 * 50}, "ended_at"),
        ({"lon": 181.0}, "lon"),
        ({"lat": float("nan")}, "lat"),
        ({"radius_m": 0.0}, "radius_m"),
        ({"radius_m": 2e6}, "radius_m"),
    ],
)
def test_what_cannot_be_is_refused_with_the_statement_and_the_value(row, column):
    with pytest.raises(Problem) as caught:
        in_order(statements({}, row))

    assert caught.value.kind is BAD_STATEMENT
    assert (caught.value.details["statement"], caught.value.details["column"]) == ("s1", column)


def test_an_id_that_comes_twice_is_refused():
    with pytest.raises(Problem) as caught:
        in_order(statements({}, {"statement": "s0"}))

    assert (caught.value.kind, caught.value.details["statement"]) == (TWICE, "s0")


def test_the_order_of_rows_does_not_count():
    table, _ = world(40)
    shuffled = table.take(pa.array(np.random.default_rng(3).permutation(table.num_rows)))
    (one, rows), (other, _) = in_order(table), in_order(shuffled)

    assert one == other
    assert table.take(pa.array(rows)) == one


def test_levels_shares_and_what_is_not_known():
    table = statements({"type": "KIN/MOR/82"}, {"type": "KIN/ART"}, {"type": "MOV"}, {"type": None, "party": "north"})
    types, parties = shares_of(table)
    of, books = arrays_of(in_order(table)[0], expert(table))

    assert types["KIN"] == pytest.approx(2 / 3)
    assert types["KIN/MOR"] == pytest.approx(0.5)
    assert parties == {"north": 1.0}
    assert sorted(of.coarse.tolist()) == [-1, 0, 0, 1]
    assert sorted(of.fine.tolist()) == [-1, -1, -1, 0]
    assert books.fine == ("KIN/MOR/82",)
    assert (of.hurt == -1).all()

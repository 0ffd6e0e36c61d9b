"""Which alerts of two tables are about the same; the links themselves are tested through `compare`."""

import time

import numpy as np
import pyarrow as pa
import pytest

from evenhand.detection.alerts import ALERTS
from evenhand.detection.pairing import KEY, paired, same_values
from unit.detection.answers import alert, answer


def test_a_key_names_columns_of_alerts():
    assert set(ALERTS.names) >= set(KEY)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        pytest.param([1.5, None], [1.5, None], [True, True], id="equal-and-both-unknown"),
        pytest.param([1.5, None, 0.0], [None, 1.5, 0.1], [False, False, False], id="other-or-one-unknown"),
        pytest.param([["a"], [], ["a", "b"]], [["a"], [], ["a", "b"]], [True, True, True], id="lists"),
        pytest.param([["a"], [], ["a", "b"]], [["b"], ["a"], ["a"]], [False, False, False], id="other-lists"),
        pytest.param([None, ["a"], []], [None, None, None], [True, False, False], id="unknown-lists"),
    ],
)
def test_compares_values_of_any_type(left, right, same):
    tables = pa.table({"x": pa.array(left)}), pa.table({"x": pa.array(right, pa.array(left).type)})

    assert same_values(*tables)[:, 0].tolist() == same


def test_links_the_nearest_first():
    before = answer(alert("b", 5, 9), alert("c", 20, 30), alert("d", 40, 50))

    pairs = paired(before, answer(alert("a", 0, 35)))

    assert (pairs.fresh.tolist(), pairs.nearest.tolist(), pairs.gone.tolist()) == ([0], [1], [2])
    assert (pairs.link_fresh.tolist(), pairs.link_before.tolist()) == ([0, 0], [1, 0])
    assert (pairs.several.tolist(), pairs.shared.tolist()) == ([True], [False])


def test_a_hundred_thousand_alerts_take_seconds_not_minutes():
    n = 100_000
    many = pa.concat_tables([answer(alert("x", 0, 10))] * n).combine_chunks()
    names = pa.array([f"a{number}" for number in range(n)])
    began = many["began_at"].cast(pa.int64()).to_numpy() + np.arange(n) * 3_600_000_000
    columns = {"alert": names, "began_at": began, "ended_at": began + 600_000_000}
    for name, values in columns.items():
        many = many.set_column(
            many.schema.get_field_index(name), ALERTS.field(name), pa.array(values).cast(ALERTS.field(name).type)
        )
    other = many.set_column(
        many.schema.get_field_index("alert"), ALERTS.field("alert"), pa.array([f"b{k}" for k in range(n)])
    )

    began_s = time.process_time()
    pairs = paired(many, other)

    assert np.array_equal(pairs.nearest, np.arange(n))
    assert time.process_time() - began_s < 10.0

"""The same alerts on Apache Spark."""

import os
from datetime import UTC, datetime
from functools import partial
from types import SimpleNamespace

import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.ranges import ObjectRange, Piece, plan_ranges
from evenhand.observations.schemas import IDENTITIES, NOTICES, POSITIONS
from evenhand.observations.stores import Store, open_store
from evenhand.pipeline.watching import Divided, LookAtRange, watch
from unit.detection.worlds import agreement, rule
from unit.observations.lakes import a_lake

pytest.importorskip("pyspark", reason="Apache Spark is not installed; `make spark` installs it")
pytestmark = pytest.mark.xdist_group("spark")

from evenhand.pipeline.spark import Spark  # noqa: E402 - after the skip

LATE = datetime(2030, 1, 1, tzinfo=UTC)
NOTHING_KNOWN = {"identities": IDENTITIES.empty_table(), "notices": NOTICES.empty_table()}


@pytest.fixture(scope="module")
def spark():
    with Spark("local[2]") as running:
        yield running


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return open_store(str(a_lake(tmp_path_factory.mktemp("spark") / "lake", seed=11, n_rows=800).folder))


def reading(read):
    """A look that gives what was read. A worker cannot import this file, so it is made of what Python brings along."""
    return SimpleNamespace(read=read, see=partial(dict.get, {}))


def alerts(store, **divided):
    answer = watch(agreement(rule()), [], as_of=LATE, divided=Divided(stores=(store,), **divided))
    return answer.alerts


def test_the_alerts_are_those_of_one_process(spark, store):
    alone = alerts(store)

    assert alerts(store, engine=spark).equals(alone)
    assert alerts(store, rows_each=100).equals(alone)
    assert alone.num_rows > 20
    assert "perhaps" in alone["presence"].to_pylist()


def test_there_is_work_for_every_core(spark, store):
    assert spark.least == 4
    assert len(plan_ranges([store], least=spark.least)) == 4


def test_a_problem_in_a_task_comes_back_as_it_is(spark, store):
    gone = Store(address=store.address, paths={"positions": (f"{store.address}/gone.parquet",)})
    empty = POSITIONS.empty_table()
    look = LookAtRange(agreement=agreement(rule()), stores=(gone,), loose=empty, **NOTHING_KNOWN, as_of=LATE)
    piece = Piece(store=0, path=gone.positions()[0], groups=(0,))

    with pytest.raises(Problem) as caught:
        list(spark.run(look, [ObjectRange(first=None, end=None, pieces=(piece,))]))

    assert caught.value.code == "observations.store-unreadable"
    assert "gone.parquet" in str(caught.value)


@pytest.mark.parametrize("name", ["NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"])
def test_a_task_is_held_to_one_core(spark, store, name):
    # A worker's `os.getenv(name, range)`: what it was told.
    assert set(spark.run(reading(partial(os.getenv, name)), plan_ranges([store], least=2))) == {"1"}


def test_a_worker_of_another_version_is_refused(spark, store):
    other = Spark("local[2]", made_by="evenhand-of-yesterday")

    with pytest.raises(Problem) as caught:
        list(other.run(reading(partial(os.getenv, "PATH")), plan_ranges([store])))

    assert caught.value.code == "pipeline.another-version"
    assert "esterday" in str(caught.value)


def test_a_task_that_breaks_is_a_problem(spark, store):
    with pytest.raises(Problem) as caught:
        list(spark.run(reading(partial(int, "no number")), plan_ranges([store])))

    assert caught.value.code == "pipeline.spark-failed"

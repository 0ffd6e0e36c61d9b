"""Phones on a bad network before a server that is killed: what was acknowledged is there once, byte for byte."""

import json

import pytest

from simulators import postgresql
from simulators.house import SEED, house
from simulators.storm import Plan, storm

pytestmark = pytest.mark.xdist_group("storm")
PLAN = Plan(phones=12, seconds=10, kill_every_s=3)


def weather(folder, **more):
    with house(folder, **more) as served:
        tokens = json.loads(served.run(SEED, "4"))
        served.start()
        return storm(served, tokens, PLAN)


def check(outcome):
    assert (outcome.missing, outcome.twice, outcome.damaged) == ([], [], [])
    assert outcome.kills >= 1
    assert len(outcome.acknowledged) > 20
    assert outcome.posts["cut"] > 0
    assert not {status for status in outcome.posts if isinstance(status, int) and status >= 500 and status != 503}


def test_nothing_that_was_acknowledged_is_lost_on_sqlite(tmp_path):
    check(weather(tmp_path))


@pytest.mark.postgresql
@pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is not installed")
def test_nothing_that_was_acknowledged_is_lost_on_postgresql(tmp_path):
    with postgresql.server() as address:
        check(weather(tmp_path, database_url=address, workers=2))

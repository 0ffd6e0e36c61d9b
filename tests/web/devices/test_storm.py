"""Phones on a bad network before a server that is killed: what was acknowledged is there once, byte for byte."""

import json

import pytest

from simulators import postgresql
from simulators.collect import Finished, Phone, Refused
from simulators.house import SEED, house
from simulators.storm import Plan, storm
from unit.reports.forms.samples import BODY, HOSTILE, INSTANCE, UNREAD, xml

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


LONG = BODY.replace("<violations>", f"<p_x><alleged_party>{'x' * 5000}</alleged_party></p_x><violations>")
CORPUS = HOSTILE | UNREAD | {"a party whose name has no end": xml(LONG)}


def statuses(folder, **more):
    """What the server answers to everything hostile that we know."""
    with house(folder, **more) as served:
        phone = Phone(server_url=_served(served), timeout_s=60)
        found = {}
        for name, data in CORPUS.items():
            form = data.replace(INSTANCE.encode(), f"uuid:{len(found)}".encode())
            found[name] = _status(phone, Finished(instance=f"uuid:{len(found)}", xml=form, files={"a.jpg": b"x"}))
        return found


def _served(served) -> str:
    token = json.loads(served.run(SEED, "1"))[0]
    served.start()
    return f"{served.url}/collect/{token}"


def _status(phone: Phone, finished: Finished) -> int:
    try:
        phone.send(finished)
    except Refused as refusal:
        return int(str(refusal).partition(":")[0])
    return 201


def expected(name: str) -> int:
    return 400 if name in HOSTILE else 201


def test_nothing_hostile_is_a_fault_of_ours_on_sqlite(tmp_path):
    assert statuses(tmp_path) == {name: expected(name) for name in CORPUS}


@pytest.mark.postgresql
@pytest.mark.skipif(not postgresql.installed(), reason="PostgreSQL is not installed")
def test_nothing_hostile_is_a_fault_of_ours_on_postgresql(tmp_path):
    with postgresql.server() as address:
        assert statuses(tmp_path, database_url=address) == {name: expected(name) for name in CORPUS}

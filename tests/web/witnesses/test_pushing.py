"""Checkpoints sent to witnesses that answer at an address: real servers, over HTTP."""

from pathlib import Path

import pytest
from django.core.management import call_command

from evenhand.sources.witness_home import home_of
from evenhand.sources.witness_server import Witness
from evenhand_web.ledger import keys, publishing
from evenhand_web.web import clock
from evenhand_web.witnesses.pushing import push
from simulators.logs import NORTH
from unit.sources.test_witness_server import running
from web.witnesses.conftest import now_s, published, trust


@pytest.fixture
def at(settings):
    def name(address):
        lines = [f"log {keys.verifier()}", f"witness clock {keys.clock_key()}"]
        Path(settings.LEDGER_POLICY).write_text(
            "\n".join([*lines, f"witness north {NORTH.verifier} {address}", "quorum north", ""])
        )

    return name


def witness(folder):
    return Witness(home_of(folder, trust=trust(), key=NORTH), clock=now_s)


def test_a_witness_with_an_address_is_asked_as_the_log_grows_and_only_once_a_checkpoint(tmp_path, at):
    with running(witness(tmp_path)) as address:
        at(address)
        answers = [push(published(count), now=clock.real()) for count in (3, 300)]
        again = push(publishing.newest(), now=clock.real())

    assert [[one.status for one in told] for told in answers] == [[200], [200]]
    assert again == ()
    assert NORTH.verifier in publishing.newest().cosigned()


def test_the_publisher_asks_by_itself(tmp_path, at, capsys):
    published(3)
    with running(witness(tmp_path)) as address:
        at(address)
        call_command("publish_ledger")

    assert "north: 200" in capsys.readouterr().out
    assert NORTH.verifier in publishing.newest().cosigned()


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "https://["])
def test_a_witness_that_does_not_answer_is_told_and_stops_nothing(at, address):
    at(address)
    [told] = push(published(3), now=clock.real())

    assert (told.witness, told.status) == ("north", 0)
    assert told.told


def test_a_witness_that_signs_nonsense_is_not_believed(tmp_path, at):
    liar = witness(tmp_path)
    real = liar.post
    liar.post = lambda path, body: real(path, body).__class__(
        status=200, content=b"\xe2\x80\x94 north.example AAAAAAAA\n"
    )
    with running(liar) as address:
        at(address)
        [told] = push(published(3), now=clock.real())

    assert (told.status, bool(told.told)) == (200, True)
    assert NORTH.verifier not in publishing.newest().cosigned()

"""A stick between a log and witnesses without a network, both ways."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import read_alarm
from evenhand.ledger.notes import read_note
from evenhand.sources.witness_stick import LOG, NOTHING_PUBLISHED, carry, leave, others_on
from simulators.log_server import ServedLog, rewritten, serving
from simulators.logs import MINUTE, NOON, NORTH, SOUTH
from unit.sources.witnessing import home, kinds, rounds


@pytest.fixture
def log():
    with serving(ServedLog()) as served:
        yield served


def look(folder, stick, key=NORTH):
    mine = home(folder, key)
    found = rounds(folder, str(stick / LOG), key=key, peers=others_on(stick, mine)).once()
    return found, leave(stick, mine, found)


def test_the_log_goes_there_and_the_cosignature_comes_back(tmp_path, log):
    stick = tmp_path / "stick"
    assert carry(log.address, stick).size == 2
    found, left = look(tmp_path / "north", stick)
    carried = carry(log.address, stick)

    assert (found.is_sure, left) == (True, ["north.example.cosignature", "north.example.seen.json"])
    assert (carried.taken, carried.refused) == (("north.example.cosignature",), ())
    assert found.cosignature in read_note(log.taken("cosignatures")[0]).signatures


def test_only_what_is_new_is_copied_and_what_the_log_refuses_is_told(tmp_path, log):
    stick = tmp_path / "stick"
    carry(log.address, stick)
    look(tmp_path / "north", stick)
    log.grow(400, now=NOON)
    assert carry(log.address, stick).files == 6
    log.status = 409
    again = carry(log.address, stick)

    assert (again.files, [name for name, _reason in again.refused]) == (4, ["north.example.cosignature"])
    assert look(tmp_path / "north", stick)[0].is_sure


def test_a_rewritten_log_comes_whole_and_the_alarm_goes_back(tmp_path, log):
    stick = tmp_path / "stick"
    log.grow(400, now=NOON)
    carry(log.address, stick)
    look(tmp_path / "north", stick)
    log.show(rewritten(500, now=NOON + MINUTE))
    carry(log.address, stick)
    found, left = look(tmp_path / "north", stick)
    carry(log.address, stick)

    assert kinds(found) == ["rewritten"]
    assert len(left) == 2
    [note] = log.taken("alarms")
    assert read_alarm(note, witnesses={"north": NORTH.verifier}).alarm.proof


def test_witnesses_on_one_stick_see_that_they_were_shown_two_logs(tmp_path, log):
    stick = tmp_path / "stick"
    carry(log.address, stick)
    look(tmp_path / "south", stick, SOUTH)
    log.show(rewritten(2, now=NOON))
    carry(log.address, stick)
    found, _left = look(tmp_path / "north", stick)

    assert kinds(found) == ["split-view"]


def test_a_folder_is_copied_as_well_and_one_without_a_log_is_told(tmp_path, log):
    carry(log.address, tmp_path / "one")
    assert carry(str(tmp_path / "one" / LOG), tmp_path / "two").size == 2

    with pytest.raises(Problem) as problem:
        carry(str(tmp_path), tmp_path / "three")
    assert problem.value.kind == NOTHING_PUBLISHED

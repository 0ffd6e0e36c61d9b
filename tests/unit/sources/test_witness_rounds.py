"""Rounds of a witness at a log behind an address: what is handed on, to whom, and what is tried again."""

from datetime import timedelta

import pytest

from evenhand.ledger.alarms import Weight, read_alarm, weigh
from evenhand.ledger.notes import read_note
from evenhand.sources.ledger_address import published_at
from evenhand.sources.witness_mail import Post
from evenhand.sources.witness_server import Witness
from simulators.letterbox import letterbox
from simulators.log_server import ServedLog, rewritten, serving
from simulators.logs import MINUTE, NOON, NORTH, SOUTH
from unit.ledger.test_witness import TRUST, see
from unit.sources.test_witness_server import running
from unit.sources.witnessing import NOON_S, Clock, home, kinds, rounds


@pytest.fixture
def log():
    with serving(ServedLog()) as served:
        yield served


def post(box):
    host, port = box.place
    return Post(to=("duty@north.example",), sender="w@north.example", host=host, port=port, security="none")


def test_a_cosignature_is_handed_in_and_the_log_can_use_it(tmp_path, log):
    found = rounds(tmp_path, log.address, hand_in=log.address).once()

    [note] = log.taken("cosignatures")
    assert found.cosignature in read_note(note).signatures
    assert found.cosignature in log.log.add_cosignatures([found.cosignature], [NORTH.verifier]).note.signatures
    assert (found.is_sure, home(tmp_path).state().sent_s) == (True, NOON_S + 1)


def test_the_same_checkpoint_is_handed_in_again_only_for_its_time(tmp_path, log):
    clock = Clock()
    mine = rounds(tmp_path, log.address, hand_in=log.address, clock=clock)
    for _ in range(5):
        mine.once()
        clock.now_s += 25
    assert len(log.taken("cosignatures")) == 2

    log.grow(now=NOON)
    mine.once()
    assert len(log.taken("cosignatures")) == 3


def test_a_cosignature_that_came_too_late_is_made_anew(tmp_path, log):
    def grows(path, content):
        log.posted.append((path, content))
        if len(log.posted) > 1:
            return 204
        log.grow(now=NOON)
        return 409

    log.take = grows
    found = rounds(tmp_path, log.address, hand_in=log.address).once()

    assert (found.checkpoint.size, len(log.posted), found.faults) == (3, 2, ())


def test_what_the_log_does_not_take_is_a_fault_and_no_alarm(tmp_path, log):
    log.status = 403
    found = rounds(tmp_path, log.address, hand_in=log.address).once()

    assert found.is_sure
    assert "HTTP 403" in found.faults[0]


def test_a_rewritten_log_is_told_to_its_server_and_to_people_once(tmp_path, log):
    with letterbox() as box:
        mine = rounds(tmp_path, log.address, hand_in=log.address, post=post(box))
        assert mine.once().is_sure
        log.show(rewritten(3, now=NOON))
        found, again = mine.once(), mine.once()

    assert (kinds(found), kinds(again)) == (["rewritten"], ["rewritten"])
    assert (len(found.raised), len(again.raised), found.cosignature) == (1, 0, None)
    [note] = log.taken("alarms")
    alarm = read_alarm(note, witnesses={"north": NORTH.verifier}).alarm
    assert weigh(alarm, trust=TRUST) == Weight.PROVED
    [letter] = box.letters
    assert letter["Subject"] == "ALARM: evenhand.example/log: rewritten"
    assert [part.get_content() for part in letter.iter_attachments()] == [note]


def test_after_a_fork_nothing_is_cosigned_until_a_person_settles_it(tmp_path, log):
    honest = log.shown
    mine = rounds(tmp_path, log.address)
    mine.once()
    log.show(rewritten(3, now=NOON))
    [alarm] = mine.once().raised
    log.shown = honest
    held = mine.once()
    assert (held.held_back, held.is_alarm, held.cosignature) == (alarm.slug, True, None)

    mine.home.mark(alarm.slug, settled="the backup was put back")
    assert mine.once().is_sure


def test_what_could_not_be_told_is_told_at_the_next_round(tmp_path, log):
    with letterbox() as box:
        mine = rounds(tmp_path, log.address, hand_in=log.address, post=post(box))
        mine.once()
        log.show(rewritten(3, now=NOON))
        box.refuses, log.status = True, 503
        assert len(mine.once().faults) == 2
        box.refuses, log.status = False, 204
        assert mine.once().faults == ()

    assert len(box.letters) == 1


def test_a_log_that_nobody_reaches_is_no_alarm_until_it_is_silent_for_long(tmp_path, log):
    clock = Clock()
    mine = rounds(tmp_path, log.address, clock=clock)
    mine.once()
    mine.plan = mine.plan.__class__(log="http://127.0.0.1:1/log", stalled_after=timedelta(minutes=5))
    clock.now_s += 60
    soon = mine.once()
    clock.now_s += 600
    late = mine.once()

    assert (kinds(soon), kinds(late), late.is_alarm) == ([], ["stalled"], False)
    assert soon.unreachable
    assert home(tmp_path).state().fault


def test_a_stalled_log_is_written_about_once_while_it_lasts(tmp_path, log):
    clock = Clock()
    with letterbox() as box:
        mine = rounds(tmp_path, log.address, clock=clock, post=post(box))
        for _ in range(3):
            clock.now_s += 4000
            mine.once()
        log.publish(NOON + timedelta(seconds=12_000))
        mine.once()
        clock.now_s += 4000
        mine.once()

    assert [letter["Subject"] for letter in box.letters] == ["evenhand.example/log: stalled"] * 2


def test_entries_are_kept_where_that_is_asked_for(tmp_path, log):
    mine = rounds(tmp_path, log.address, keep_entries=True)
    for _ in range(2):
        mine.once()
        log.grow(300, now=NOON)
    copy = published_at(str(home(tmp_path).folder.root / "copy"))

    mine.once()
    assert see(copy, now_s=NOON_S + 1, depth="whole").findings == ()


class TestTwoWitnesses:
    """North sees one log, South another, under one key."""

    def test_that_saw_one_log_agree(self, tmp_path, log):
        rounds(tmp_path / "south", log.address, key=SOUTH).once()
        log.grow(now=NOON)
        with running(Witness(home(tmp_path / "south", SOUTH), clock=Clock())) as address:
            found = rounds(tmp_path / "north", log.address, peers=[address]).once()

        assert found.is_sure
        assert home(tmp_path / "north").state().peers[0]["pairs"] == 1

    @pytest.mark.parametrize("size", [2, 3])
    def test_find_a_split_view_without_the_server(self, tmp_path, log, size):
        log.grow(size - 2, now=NOON)
        rounds(tmp_path / "south", log.address, key=SOUTH).once()
        log.show(rewritten(3, now=NOON + MINUTE))
        with running(Witness(home(tmp_path / "south", SOUTH), clock=Clock())) as address:
            found = rounds(tmp_path / "north", log.address, peers=[address]).once()

        assert kinds(found) == ["split-view" if size == 3 else "rewritten"]
        assert weigh(found.raised[0].signed.alarm, trust=TRUST) == Weight.PROVED

    def test_tell_what_is_withheld_from_one_of_them(self, tmp_path, log):
        old = log.shown
        log.grow(now=NOON)
        rounds(tmp_path / "south", log.address, key=SOUTH).once()
        log.shown = old
        with running(Witness(home(tmp_path / "south", SOUTH), clock=Clock())) as address:
            mine = rounds(tmp_path / "north", log.address, peers=[address])
            first, second = mine.once(), mine.once()

        assert (kinds(first), kinds(second)) == ([], ["outdated"])

    def test_one_that_is_not_there_or_talks_nonsense_keeps_nobody_from_looking(self, tmp_path, log):
        (tmp_path / "nonsense").write_text("[]", encoding="utf-8")
        peers = ["http://127.0.0.1:1", str(tmp_path / "nonsense"), str(tmp_path / "nowhere")]
        found = rounds(tmp_path / "north", log.address, peers=peers).once()

        assert found.is_sure
        assert all(peer["fault"] for peer in home(tmp_path / "north").state().peers)

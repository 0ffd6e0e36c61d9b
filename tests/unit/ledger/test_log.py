"""The log under power cuts and kills at every step."""

from contextlib import suppress
from random import Random

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.checkpoints import open_checkpoint
from evenhand.ledger.log import CHECKPOINT, LOG_DAMAGED, LOG_STOPPED, STALE_COSIGNATURE, Log
from evenhand.ledger.merkle import NOT_IN_TREE
from evenhand.ledger.notes import Signature, sign, signing_key
from evenhand.ledger.proofs import verify_proof
from evenhand.ledger.tiles import ENTRY_TOO_LONG, Edge, TileTree, follow_entries
from simulators.disk import Cut, FragileDisk
from simulators.logs import (
    CLOCK_KEY,
    LOG_KEY,
    MINUTE,
    NOON,
    NORTH,
    ORIGIN,
    SOUTH,
    brute_root,
    entry,
    log_of,
    opened,
)


class TestAnHonestLog:
    @pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 700])
    def test_publishes_the_root_of_its_entries(self, size):
        log, disk = log_of(size)

        found = open_checkpoint(disk.read(CHECKPOINT), logs=[LOG_KEY.verifier]).checkpoint
        assert (found.size, found.root) == (size, brute_root([entry(n) for n in range(size)]))
        assert log.size == size

    def test_gives_each_entry_its_place_and_proves_it(self):
        log, _disk = log_of(300)
        assert log.append([b"a", b"b"]) == range(300, 302)
        log.publish(NOON + MINUTE)

        proof = log.prove(301)
        opened_checkpoint = verify_proof(proof, b"b", logs=[LOG_KEY.verifier], witnesses=[CLOCK_KEY.verifier])
        assert opened_checkpoint.checkpoint.size == 302
        assert opened_checkpoint.cosigned() == {CLOCK_KEY.verifier: int((NOON + MINUTE).timestamp())}

    def test_goes_on_where_it_ended(self):
        _log, disk = log_of(513)
        again = opened(disk)
        again.append([entry(513)])

        assert again.publish(NOON).checkpoint.root == brute_root([entry(n) for n in range(514)])

    def test_forgets_partial_tiles_once_they_are_full(self):
        log, disk = log_of(200)
        assert disk.names("tile/0/000.p") == ["200"]
        log.append([entry(n) for n in range(200, 256)])
        log.publish(NOON)

        assert disk.names("tile/0") == ["000"]
        assert disk.names("tile/entries") == ["000"]
        assert disk.names("tile/1/000.p") == ["1"]

    def test_takes_all_entries_or_none(self):
        log, _disk = log_of(1)

        with pytest.raises(Problem) as problem:
            log.append([b"short", bytes(65_536)])
        assert problem.value.kind == ENTRY_TOO_LONG
        assert log.append([]) == range(1, 1)
        assert log.append([bytes(65_535)]) == range(1, 2)

    def test_proves_nothing_that_was_not_published(self):
        log = opened()
        log.append([b"a"])

        with pytest.raises(Problem) as problem:
            log.prove(0)
        assert problem.value.kind == NOT_IN_TREE


def test_a_log_whose_key_was_replaced_goes_on_with_the_next_one():
    _log, disk = log_of(3)
    later = signing_key(ORIGIN, bytes(32))
    with pytest.raises(Problem):
        Log(disk, origin=ORIGIN, keys=[later])
    log = Log(disk, origin=ORIGIN, keys=[later], former=[LOG_KEY.verifier])
    log.append([entry(3)])

    assert open_checkpoint(log.publish(NOON).note.content(), logs=[later.verifier]).checkpoint.size == 4


class TestCosignatures:
    def test_stand_under_the_newest_checkpoint(self):
        log, disk = log_of(3)
        text = log.publish(NOON).checkpoint.text()
        log.add_cosignatures([sign(text, NORTH, at_s=1)], [NORTH.verifier])
        log.add_cosignatures([sign(text, SOUTH, at_s=2)], [NORTH.verifier, SOUTH.verifier])

        keys = [NORTH.verifier, SOUTH.verifier]
        found = open_checkpoint(disk.read(CHECKPOINT), logs=[LOG_KEY.verifier], witnesses=keys)
        assert found.cosigned() == {NORTH.verifier: 1, SOUTH.verifier: 2}

    def test_of_another_checkpoint_or_by_nobody_known_are_refused(self):
        log, _disk = log_of(3)
        old = log.publish(NOON).checkpoint.text()
        log.append([b"more"])
        log.publish(NOON)

        for signature in (sign(old, NORTH, at_s=1), sign(old, SOUTH), Signature(name="x", key_id=b"1234", value=b"1")):
            with pytest.raises(Problem) as problem:
                log.add_cosignatures([signature], [NORTH.verifier])
            assert problem.value.kind == STALE_COSIGNATURE


class TestADiskThatDoesNotHoldWhatWasSigned:
    @pytest.mark.parametrize(
        "path", ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44", "state/tree", CHECKPOINT]
    )
    def test_stops_the_log(self, path):
        _log, disk = log_of(300)
        content = bytearray(disk.names_now[path].now)
        content[20] ^= 1
        disk.names_now[path].now = bytes(content)

        with pytest.raises(Problem) as problem:
            opened(disk)
        assert problem.value.code.startswith("ledger.")

    def test_that_was_put_back_to_an_earlier_day_stops_it_too(self):
        log, disk = log_of(300)
        state, journal = disk.read("state/tree"), disk.names("journal")
        log.append([b"x"])
        log.publish(NOON)
        disk.names_now["state/tree"].now = state
        for name in journal:
            disk.names_now[f"journal/{name}"].now = b""

        with pytest.raises(Problem) as problem:
            opened(disk)
        assert problem.value.kind == LOG_DAMAGED

    def test_a_write_that_failed_stops_it_until_it_is_opened_again(self):
        log, disk = log_of(1)
        disk.steps, disk.cut_at = 0, 1
        with pytest.raises(Cut):
            log.append([b"lost"])

        with pytest.raises(Problem) as problem:
            log.append([b"x"])
        assert problem.value.kind == LOG_STOPPED
        assert opened(disk.killed()).append([b"x"]) == range(1, 2)


def live(disk, told):
    """A short life: appends alone and together, across a tile's end; `told` learns what was acknowledged."""
    log = opened(disk)
    for count in (1, 3, 250, 2, 1, 260):
        told["asked"] = log.size + count
        taken = log.append([entry(number) for number in range(log.size, log.size + count)])
        told["acknowledged"] = taken.stop
        if count != 3:
            told["published"] = log.publish(NOON).checkpoint
    return log


def check(disk, told):
    """What holds after any accident: all that was acknowledged is there in its place, and what was signed is true."""
    log = opened(disk)
    assert told["acknowledged"] <= log.size <= told["asked"]
    size = log.size
    published = told["published"]
    if published is not None:
        assert published.root == brute_root([entry(n) for n in range(published.size)])
    content = disk.read(CHECKPOINT)
    if content is not None:
        found = open_checkpoint(content, logs=[LOG_KEY.verifier]).checkpoint
        assert found.size <= size
        assert found.size >= (published.size if published else 0)
        assert found.root == brute_root([entry(n) for n in range(found.size)])
    log.append([entry(size)])
    signed = log.publish(NOON + MINUTE).checkpoint
    edge, seen = Edge(), []
    for entries in follow_entries(TileTree(disk, signed.size), edge):
        seen.extend(entries)
    assert seen == [entry(n) for n in range(size + 1)]
    assert edge.root() == signed.root == brute_root(seen)


def steps_of_a_life():
    disk = FragileDisk()
    live(disk, {})
    return disk.steps


STEPS = steps_of_a_life()


@pytest.mark.parametrize("cut_at", range(1, STEPS + 1))
def test_a_cut_at_any_step_loses_nothing_that_was_acknowledged(cut_at):
    for seed in range(4):
        disk, told, chance = (
            FragileDisk(),
            {"acknowledged": 0, "asked": 0, "published": None},
            Random(seed * 1000 + cut_at),
        )
        disk.cut_at = cut_at
        with pytest.raises(Cut):
            live(disk, told)
        disk = disk.killed() if seed == 0 else disk.without_power(chance)
        for _again in range(seed):  # and cut again while it recovers
            disk.cut_at, disk.steps = chance.randint(1, 30), 0
            with suppress(Cut):
                opened(disk)
            disk = disk.killed() if chance.random() < 0.3 else disk.without_power(chance)
        check(disk, told)


def test_the_life_that_is_cut_has_many_steps():
    assert STEPS > 100

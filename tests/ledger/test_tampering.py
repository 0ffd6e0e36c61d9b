"""Tampering: every byte of a small log changed, entries in another order, days gone by put back. And no false alarm."""

from random import Random

import pytest

from evenhand.ledger.history import History, verify_history
from evenhand.ledger.log import Log
from evenhand.ledger.tiles import bundle
from evenhand.ledger.witness import Kind, Trust, look, read_memory
from simulators.disk_memory import MemoryDisk
from simulators.honest import TRUST, honest_run
from simulators.logs import (
    CLOCK_KEY,
    LOG_KEY,
    MINUTE,
    NOON,
    NORTH,
    ORIGIN,
    POLICY_TEXT,
    SOUTH,
    UN,
    Published,
    entry,
    log_of,
    opened,
)
from simulators.policies import NEW_LOG_KEY, POLICY_NEW_KEY, approved

NOON_S = int(NOON.timestamp())
LOG, DISK = log_of(12)
FILES = Published.of(DISK)


def see(files, memory=None, *, now_s=NOON_S + 1, depth="whole"):
    return look(files, memory, trust=TRUST, key=NORTH, now_s=now_s, stalled_after_s=86_400, depth=depth)


MEMORY = see(FILES).memory
LARGE = Published.of(log_of(300)[1])


def changed(files, path, at):
    content = bytearray(files[path])
    content[at] ^= 1
    return Published(files | {path: bytes(content)})


def where(finding):
    return str(finding.details.get("fault", finding.details))


@pytest.mark.parametrize("path", [path for path in sorted(FILES) if path != "checkpoint"])
def test_every_byte_of_every_tile_and_bundle_that_is_changed_is_found_and_placed(path):
    for at in range(len(FILES[path])):
        (finding,) = see(changed(FILES, path, at), MEMORY).findings
        assert finding.kind in {Kind.DAMAGED, Kind.REWRITTEN}
        assert path in where(finding) or "Entry" in where(finding) or "12 entries" in where(finding)


@pytest.mark.parametrize("path", [path for path in sorted(LARGE) if path != "checkpoint"])
def test_in_a_log_of_several_tiles_too(path):
    chance = Random(path)
    for at in sorted({chance.randrange(len(LARGE[path])) for _ in range(20)}):
        assert [finding.kind for finding in see(changed(LARGE, path, at)).findings] == [Kind.DAMAGED]


def test_every_byte_of_the_checkpoint_that_is_changed_is_found_or_takes_a_signature_away():
    content = FILES["checkpoint"]
    for at in range(len(content)):
        found = see(changed(FILES, "checkpoint", at), MEMORY)
        if (
            not found.findings
        ):  # the key id of the clock: then nobody known says the time, and the log's own words stand
            assert b"".join(content.splitlines(keepends=True)[:5]) == b"".join(
                changed(FILES, "checkpoint", at)["checkpoint"].splitlines(keepends=True)[:5]
            )


@pytest.mark.parametrize("first", range(11))
def test_entries_in_another_order_are_found_and_placed(first):
    entries = [entry(number) for number in range(12)]
    entries[first], entries[first + 1] = entries[first + 1], entries[first]
    (finding,) = see(Published(FILES | {"tile/entries/000.p/12": bundle(entries)})).findings

    assert finding.kind == Kind.DAMAGED
    assert finding.details["fault"].details["index"] == first


@pytest.mark.parametrize("gone", range(12))
def test_an_entry_that_is_taken_away_or_put_in_is_found(gone):
    entries = [entry(number) for number in range(12) if number != gone]
    for others in (entries, [*entries, b"put in"], [entry(n) for n in range(13)]):
        found = see(Published(FILES | {"tile/entries/000.p/12": bundle(others)}))
        assert [finding.kind for finding in found.findings] == [Kind.DAMAGED]


@pytest.mark.parametrize("back", range(12))
def test_a_log_that_was_put_back_and_went_on_otherwise_is_found(back):
    log = opened()
    log.append([entry(number) for number in range(back)])
    log.append([b"another history"] * (20 - back))
    log.publish(NOON + MINUTE)
    found = see(Published.of(log._disk), MEMORY, now_s=NOON_S + 61)

    assert [finding.kind for finding in found.findings] == [Kind.REWRITTEN]
    assert len(found.findings[0].evidence) == 2


def test_two_views_of_one_log_are_found_when_their_witnesses_meet_either():
    north, south = opened(), opened()
    for log, word in ((north, b"yes"), (south, b"no")):
        log.append([b"first", word])
        log.publish(NOON)
    seen = see(Published.of(north._disk)).memory

    assert [found.kind for found in see(Published.of(south._disk), seen).findings] == [Kind.SPLIT_VIEW]


class TestALogWhoseKeyWasReplaced:
    """At eight entries, as the witnesses agreed; a witness saw twelve. Whoever runs it has both keys."""

    ERAS = verify_history(
        approved(History(policies=(POLICY_TEXT,)).then(POLICY_NEW_KEY, origin=ORIGIN, size=8), NORTH, SOUTH, UN)
    )
    TRUST = Trust(logs=ERAS.logs(), clocks=(CLOCK_KEY.verifier,), rules=ERAS)

    def log(self, size, *, signer, changed=None, now=NOON):
        disk = MemoryDisk()
        log = Log(disk, origin=ORIGIN, keys=[signer, CLOCK_KEY])
        log.append([b"changed" if number == changed else entry(number) for number in range(size)])
        log.publish(now)
        return disk

    def see(self, disk, memory=None, *, now_s=NOON_S + 61):
        return look(disk, memory, trust=self.TRUST, key=NORTH, now_s=now_s, stalled_after_s=86_400, depth="whole")

    def seen(self):
        early = self.see(self.log(7, signer=LOG_KEY))
        return self.see(self.log(12, signer=NEW_LOG_KEY), read_memory(early.memory.content(), trust=self.TRUST)).memory

    def test_raises_no_alarm_when_nothing_else_happened(self):
        assert self.see(self.log(20, signer=NEW_LOG_KEY, now=NOON + MINUTE), self.seen()).findings == ()

    @pytest.mark.parametrize("changed", [None, 3, 9, 15])
    def test_is_forged_where_the_old_key_signs_on(self, changed):
        found = self.see(self.log(20, signer=LOG_KEY, changed=changed, now=NOON + MINUTE), self.seen())
        assert [finding.kind for finding in found.findings] == [Kind.FORGED]

    @pytest.mark.parametrize("changed", range(12))
    def test_is_rewritten_where_the_new_key_signs_another_past(self, changed):
        found = self.see(self.log(20, signer=NEW_LOG_KEY, changed=changed, now=NOON + MINUTE), self.seen())
        assert [finding.kind for finding in found.findings] == [Kind.REWRITTEN]

    def test_is_truncated_where_it_is_put_back_before_the_change_and_signed_anew(self):
        found = self.see(self.log(7, signer=LOG_KEY, now=NOON + MINUTE), self.seen())
        assert [finding.kind for finding in found.findings] == [Kind.TRUNCATED]

    def test_is_forged_where_the_new_key_signs_what_came_before_it(self):
        found = self.see(self.log(7, signer=NEW_LOG_KEY))
        assert [finding.kind for finding in found.findings] == [Kind.FORGED]


@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_honest_lives_raise_no_alarm(hundred):
    assert [found for seed in range(100) if (found := honest_run(hundred * 100 + seed))] == []

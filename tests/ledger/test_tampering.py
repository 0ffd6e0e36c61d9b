"""Tampering: every byte of a small log changed, entries in another order, days gone by put back. And no false alarm."""

from random import Random

import pytest

from evenhand.ledger.tiles import bundle
from evenhand.ledger.witness import Kind, look
from simulators.honest import TRUST, honest_run
from simulators.logs import MINUTE, NOON, NORTH, Published, entry, log_of, opened

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


@pytest.mark.parametrize("hundred", range(10))
def test_a_thousand_honest_lives_raise_no_alarm(hundred):
    assert [found for seed in range(100) if (found := honest_run(hundred * 100 + seed))] == []

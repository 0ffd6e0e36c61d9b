"""Witnesses: honest logs pass, and each way to cheat is told with its proof."""

import pytest

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import Checkpoint, open_checkpoint, signed_note
from evenhand.ledger.notes import sign
from evenhand.ledger.witness import BAD_MEMORY, Kind, Trust, compare, look, read_memory
from simulators.logs import CLOCK_KEY, LOG_KEY, MINUTE, NOON, NORTH, ORIGIN, Published, entry, key, log_of, opened

TRUST = Trust(logs=(LOG_KEY.verifier,), clocks=(CLOCK_KEY.verifier,))
NOON_S = int(NOON.timestamp())
DAY_S = 86_400


def see(files, memory=None, *, now_s=NOON_S + 1, **options):
    return look(files, memory, trust=TRUST, key=NORTH, now_s=now_s, stalled_after_s=DAY_S, **options)


def kinds(found):
    return [finding.kind for finding in found.findings]


LOG, DISK = log_of(10)
FILES = Published.of(DISK)
MEMORY = see(FILES).memory
GROWN_LOG, GROWN_DISK = log_of(10)
GROWN_LOG.append([entry(number) for number in range(10, 300)])
GROWN_LOG.publish(NOON + MINUTE)
GROWN = Published.of(GROWN_DISK)


def other_log(size, *, changed=3, now=NOON):
    """A log that says something else at one place, under the same key."""
    log = opened(disk := DISK.__class__())
    log.append([b"changed" if number == changed else entry(number) for number in range(size)])
    log.publish(now)
    return Published.of(disk)


class TestAnHonestLog:
    @pytest.mark.parametrize("depth", ["light", "new", "whole"])
    def test_is_cosigned_as_it_grows(self, depth):
        first = see(FILES, depth=depth)
        then = see(GROWN, first.memory, now_s=NOON_S + 61, depth=depth)
        again = see(GROWN, read_memory(then.memory.content(), trust=TRUST), now_s=NOON_S + 62, depth=depth)

        assert kinds(first) == kinds(then) == kinds(again) == []
        found = open_checkpoint(again.memory.note, logs=[LOG_KEY.verifier], witnesses=[NORTH.verifier])
        assert (found.checkpoint.size, found.cosigned()) == (300, {NORTH.verifier: NOON_S + 62})

    def test_that_was_looked_at_lightly_is_read_whole_later(self):
        light = see(FILES, depth="light")
        assert light.memory.edge is None

        assert see(GROWN, light.memory, now_s=NOON_S + 61).memory.edge.size == 300

    def test_that_is_empty_is_cosigned_too(self):
        _log, disk = log_of(0)

        assert kinds(see(Published.of(disk))) == []


class TestCheating:
    def test_a_rewritten_log_is_told_with_both_signed_checkpoints(self):
        found = see(other_log(20, now=NOON + MINUTE), MEMORY, now_s=NOON_S + 61)

        assert kinds(found) == [Kind.REWRITTEN]
        assert [open_checkpoint(note, logs=TRUST.logs).checkpoint.size for note in found.findings[0].evidence] == [
            10,
            20,
        ]
        assert (found.memory, found.cosignature) == (None, None)

    def test_another_log_of_the_same_size_is_a_split_view(self):
        assert kinds(see(other_log(10), MEMORY, now_s=NOON_S + 61)) == [Kind.SPLIT_VIEW]

    def test_a_smaller_log_that_was_signed_later_is_truncated_and_an_older_copy_is_only_old(self):
        grown = see(GROWN, MEMORY, now_s=NOON_S + 61).memory
        assert kinds(see(FILES, grown, now_s=NOON_S + 62)) == [Kind.OUTDATED]

        log, disk = log_of(10)
        log.publish(NOON + 2 * MINUTE)
        assert kinds(see(Published.of(disk), grown, now_s=NOON_S + 121)) == [Kind.TRUNCATED]

    def test_a_log_that_is_not_signed_or_by_another_key_is_forged(self):
        for content in (
            b"nothing",
            signed_note(Checkpoint(origin=ORIGIN, size=0, root=bytes(32)), [key("x")], at_s=0).content(),
        ):
            assert kinds(see(Published({"checkpoint": content}))) == [Kind.FORGED]

    def test_another_log_under_a_known_key_is_forged(self):
        other = key("other.example/log")
        trust = Trust(logs=(LOG_KEY.verifier, other.verifier))
        note = signed_note(Checkpoint(origin="other.example/log", size=0, root=bytes(32)), [other], at_s=0)
        found = look(
            Published({"checkpoint": note.content()}),
            MEMORY,
            trust=trust,
            key=NORTH,
            now_s=NOON_S,
            stalled_after_s=DAY_S,
        )
        assert Kind.FORGED in kinds(found)

    def test_a_log_without_its_files_is_damaged(self):
        assert kinds(see(Published())) == [Kind.DAMAGED]
        fewer = Published({path: content for path, content in GROWN.items() if "entries" not in path})
        assert kinds(see(fewer, MEMORY, now_s=NOON_S + 61)) == [Kind.DAMAGED]
        assert kinds(see(fewer, MEMORY, now_s=NOON_S + 61, depth="light")) == []


class TestClocks:
    def test_a_log_that_signs_nothing_for_too_long_is_told_and_cosigned(self):
        found = see(FILES, MEMORY, now_s=NOON_S + DAY_S + 2)

        assert kinds(found) == [Kind.STALLED]
        assert found.cosignature is not None

    @pytest.mark.parametrize("shift_s", [-600, 10_000])
    def test_a_log_whose_clock_goes_back_or_runs_ahead_is_told(self, shift_s):
        log, disk = log_of(10)
        log.publish(NOON + shift_s * (MINUTE / 60))

        assert kinds(see(Published.of(disk), MEMORY, now_s=NOON_S + 2)) == [Kind.LOG_CLOCK]

    def test_a_witness_whose_own_clock_went_back_cosigns_nothing(self):
        found = see(FILES, MEMORY, now_s=NOON_S - 400)

        assert kinds(found) == [Kind.OWN_CLOCK]
        assert found.cosignature is None

    def test_a_clock_that_is_put_right_by_a_little_is_no_alarm_and_no_cosignature_goes_back(self):
        found = see(FILES, MEMORY, now_s=NOON_S - 100)

        assert kinds(found) == []
        assert found.cosignature.cosigned_at_s == MEMORY.cosigned_at_s


class Gone(Published):
    """A log whose network fails once the checkpoint was read."""

    def read(self, path):
        if path != "checkpoint":
            raise ProblemKind(code="doc.gone", blame="operator", message="{path}")(path=path)
        return super().read(path)


def test_a_network_that_fails_says_nothing_about_the_log():
    with pytest.raises(Problem) as problem:
        see(Gone(GROWN), MEMORY, now_s=NOON_S + 61)
    assert problem.value.code == "doc.gone"


class TestMemory:
    @pytest.mark.parametrize(
        "change", [(b"checkpoint", b"x"), (b'"edge":["', b'"edge":["AAAA'), (b"\\n10\\n", b"\\n11\\n"), (b"{", b"")]
    )
    def test_that_was_changed_is_refused(self, change):
        with pytest.raises(Problem) as problem:
            read_memory(MEMORY.content().replace(*change), trust=TRUST)
        assert problem.value.kind == BAD_MEMORY


class TestTwoWitnesses:
    def notes(self, *files):
        return [one["checkpoint"] for one in files]

    def test_that_saw_one_log_agree(self):
        assert compare(self.notes(FILES, GROWN), self.notes(GROWN), trust=TRUST) == ((), 1)
        assert compare(self.notes(FILES), self.notes(GROWN), trust=TRUST) == ((), 0)
        assert compare(self.notes(FILES), self.notes(GROWN), trust=TRUST, blobs=GROWN) == ((), 1)

    def test_that_were_shown_two_logs_have_the_proof_in_hand(self):
        findings, _held = compare(self.notes(FILES), self.notes(other_log(10)), trust=TRUST)
        assert [found.kind for found in findings] == [Kind.SPLIT_VIEW]
        assert len(findings[0].evidence) == 2

        findings, _held = compare(self.notes(other_log(10)), self.notes(GROWN), trust=TRUST, blobs=GROWN)
        assert [found.kind for found in findings] == [Kind.REWRITTEN]

    def test_take_no_note_that_the_log_did_not_sign(self):
        forged = signed_note(Checkpoint(origin=ORIGIN, size=10, root=bytes(32)), [key("x")], at_s=0)
        with pytest.raises(Problem):
            compare(self.notes(FILES), [forged.content()], trust=TRUST)
        assert sign("x\n", NORTH, at_s=1).cosigned_at_s == 1

"""What witnesses tell each other: one log passes, two are found, and junk from a stranger shows nothing."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.alarms import Weight, alarm_of, weigh
from evenhand.ledger.exchange import NOT_WHAT_WAS_SEEN, hold, read_told, told
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.witness import Kind, Trust
from simulators.logs import ORIGIN
from unit.ledger.test_witness import FILES, GROWN, TRUST, other_log

SMALL, LARGE = FILES[CHECKPOINT], GROWN[CHECKPOINT]


def test_what_was_seen_is_read_back():
    assert read_told(told(ORIGIN, "south", [SMALL, LARGE])) == ("south", (SMALL, LARGE))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"format":"x","checkpoints":[],"witness":""}',
        b'{"format":"evenhand.seen/1","checkpoints":[],"witness":"\\ud800"}',
        b"\xff",
        b"[" * 10_000,
    ],
)
def test_another_form_is_refused(content):
    with pytest.raises(Problem) as problem:
        read_told(content)
    assert problem.value.kind == NOT_WHAT_WAS_SEEN


def test_one_log_agrees_at_one_size_and_at_two():
    same = hold([SMALL, LARGE], [SMALL], trust=TRUST, blobs=None)
    other = hold([LARGE], [SMALL], trust=TRUST, blobs=GROWN)

    assert (same.findings, same.pairs, other.findings, other.pairs) == ((), 1, (), 1)


def test_what_the_other_saw_beyond_is_told_and_judges_nothing():
    held = hold([SMALL], [LARGE], trust=TRUST, blobs=FILES)

    assert (held.findings, held.ahead) == ((), 300)


@pytest.mark.parametrize(("size", "kind"), [(300, Kind.SPLIT_VIEW), (12, Kind.REWRITTEN)])
def test_two_logs_are_found_and_what_was_found_is_proved(size, kind):
    held = hold([LARGE], [other_log(size)[CHECKPOINT]], trust=TRUST, blobs=GROWN)

    assert [finding.kind for finding in held.findings] == [kind]
    assert weigh(alarm_of(held.findings[0], origin=ORIGIN), trust=TRUST) == Weight.PROVED


class Counting(Trust):
    opened = 0

    def open(self, content):
        Counting.opened += 1
        return super().open(content)


def test_a_memory_of_years_costs_no_more_than_what_the_other_one_speaks_of():
    mine = [other_log(size)[CHECKPOINT] for size in range(20, 60)]
    trust = Counting(logs=TRUST.logs, clocks=TRUST.clocks)
    held = hold([SMALL, *mine, LARGE], [SMALL], trust=trust, blobs=None)

    assert (held.findings, held.pairs) == ((), 1)
    assert Counting.opened < 10


def test_a_note_of_its_own_that_is_spoilt_is_not_its_newest():
    held = hold([SMALL, LARGE.replace(b"300", b"301")], [LARGE], trust=TRUST, blobs=None)

    assert held.ahead == 300


def test_what_the_log_did_not_sign_shows_nothing():
    held = hold([LARGE], [b"junk", LARGE.replace(b"300", b"301")], trust=TRUST, blobs=GROWN)

    assert (held.findings, held.pairs, held.passed_over) == ((), 0, 2)

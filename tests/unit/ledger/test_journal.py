"""The journal: what it gives back, and when it must refuse."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.journal import FOLDER, JOURNAL_DAMAGED, Journal
from simulators.disk import FragileDisk


def started(*records, full=10_000):
    disk = FragileDisk()
    disk.make_folder(FOLDER)
    journal = Journal(disk, room=500, full=full)
    journal.settled(0)
    first = 0
    for entries in records:
        journal.append(first, entries)
        first += len(entries)
    return disk, journal


def test_gives_back_what_reaches_beyond_an_entry():
    disk, _journal = started([b"a"], [b"b", b"c"], [b"d"])

    assert list(Journal(disk).since(0)) == [(0, [b"a"]), (1, [b"b", b"c"]), (3, [b"d"])]
    assert list(Journal(disk).since(2)) == [(1, [b"b", b"c"]), (3, [b"d"])]
    assert list(Journal(FragileDisk()).since(0)) == []


def test_a_record_that_was_cut_off_at_the_end_was_never_there():
    disk, _journal = started([b"a"], [b"b" * 100])
    file = disk.names_now[f"{FOLDER}/{disk.names(FOLDER)[0]}"]
    file.now = file.now[:130].ljust(500, b"\0")

    assert list(Journal(disk).since(0)) == [(0, [b"a"])]


def test_a_record_that_is_broken_before_a_whole_one_is_damage():
    disk, _journal = started([b"a"], [b"b"])
    file = disk.names_now[f"{FOLDER}/{disk.names(FOLDER)[0]}"]
    file.now = file.now[:21] + b"x" + file.now[22:]

    with pytest.raises(Problem) as problem:
        list(Journal(disk).since(0))
    assert (problem.value.kind, problem.value.details["at"]) == (JOURNAL_DAMAGED, 0)


def test_a_full_journal_is_followed_by_a_new_one_and_forgotten():
    disk, journal = started([b"a" * 300], full=200)
    (before,) = disk.names(FOLDER)
    journal.settled(1)
    journal.append(1, [b"b"])

    assert before not in disk.names(FOLDER)
    assert list(Journal(disk).since(0)) == [(1, [b"b"])]


def test_a_journal_that_is_not_full_goes_on():
    disk, journal = started([b"a"])
    before = disk.names(FOLDER)
    journal.settled(1)

    assert disk.names(FOLDER) == before

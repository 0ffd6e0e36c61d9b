"""Checking an archive: what is proved of a good one, and what is said of every other."""

import hashlib
from dataclasses import replace

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.archive_checking import NO_POLICY, check_archive
from evenhand.ledger.archive_making import archive_files
from evenhand.ledger.archives import EXHIBITS, OPENINGS, SUMS, Exhibit
from evenhand.ledger.policy import read_policy
from evenhand.ledger.reading_page import BEYOND_LOG, SCRIPT
from simulators.archives import DIGEST, Kept, handover, kept
from simulators.logs import NORTH, POLICY_TEXT, entry, opened

POLICY = read_policy(POLICY_TEXT)
GOOD = kept(archive_files(handover(5)))


def mended(files, **changes):
    """The archive with these files, and a list that fits them."""
    files = {path: content for path, content in {**files, **changes}.items() if content is not None and path != SUMS}
    sums = "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return Kept(files | {SUMS: sums.encode()})


def codes(files, policy=POLICY):
    return [fault.code for fault in check_archive(files, policy).faults]


def test_a_good_one_is_proved_final_and_its_page_is_ours():
    told = []
    check = check_archive(GOOD, POLICY, lambda step, done, of: told.append((step, done, of)))
    verdict = check.verdict

    assert check.faults == ()
    assert (verdict.trusted, verdict.own_page, verdict.lacking) == (True, True, ())
    assert (verdict.checkpoint.checkpoint.size, verdict.seen, verdict.exhibits, verdict.held) == (5, 1, 1, 1)
    assert verdict.opened == 13
    assert [name for name, _at in verdict.cosigners] == ["north", "south", "un"]
    assert {("files", len(GOOD) - 1, len(GOOD) - 1), ("log", 5, 5), ("fields", 5, 5)} <= set(told)
    assert verdict.digest == hashlib.sha256(GOOD[SUMS]).hexdigest()


def test_without_a_policy_it_is_checked_on_its_own_word_and_says_so():
    assert check_archive(GOOD, None).verdict.trusted is False


def test_one_that_too_few_cosigned_is_not_final():
    assert check_archive(kept(archive_files(handover(3, cosigners=(NORTH,)))), POLICY).verdict.lacking


def test_without_any_policy_nobody_says_whose_keys_count():
    with pytest.raises(Problem) as problem:
        check_archive(kept(archive_files(handover(3, policies=()))), None)
    assert problem.value.kind == NO_POLICY


@pytest.mark.parametrize("size", [1, 256, 1500])
def test_logs_of_every_shape_are_sound(size):
    assert codes(kept(archive_files(handover(min(size, 3), others=max(0, size - 3))))) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"note.txt": b"put in"}, "ledger.file-unlisted", id="put-in"),
        pytest.param({"keys.jsonl": b"changed"}, "ledger.file-changed", id="changed"),
        pytest.param({"keys.jsonl": None}, "ledger.file-missing", id="taken-away"),
    ],
)
def test_what_is_not_as_the_list_says_is_named(changes, code):
    files = Kept({path: content for path, content in {**GOOD, **changes}.items() if content is not None})
    (fault,) = check_archive(files, POLICY).faults

    assert fault.code == code
    assert next(iter(changes)) in str(fault)


def changed_opening(files):
    return files[OPENINGS].replace(b"finding 1", b"finding 9")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({OPENINGS: changed_opening(GOOD)}, ["ledger.opening-bad", "ledger.page-changed"], id="field"),
        pytest.param({OPENINGS: b"{}\n"}, ["ledger.line-bad"], id="no-openings"),
        pytest.param({EXHIBITS: b""}, ["ledger.page-changed"], id="evidence-taken-off"),
        pytest.param({f"evidence/{DIGEST}": None}, ["ledger.file-missing"], id="evidence-gone"),
        pytest.param({f"evidence/{DIGEST}": b"another"}, ["ledger.file-changed"], id="evidence-changed"),
        pytest.param({"reader/data/000000.js": b"evenhandPiece({})"}, ["ledger.page-changed"], id="page"),
        pytest.param({"reader/data/000001.js": b"evenhandPiece({})"}, ["ledger.page-changed"], id="more-pages"),
        pytest.param({"log/checkpoint": None}, ["ledger.not-an-archive"], id="no-checkpoint"),
        pytest.param({"log/tile/entries/000.p/5": None}, ["ledger.tile-missing"], id="no-entries"),
        pytest.param({"log/checkpoints/1": b"nothing"}, ["ledger.not-an-archive"], id="no-checkpoint-that-was-seen"),
    ],
)
def test_a_mended_list_does_not_hide_it(changes, expected):
    assert codes(mended(GOOD, **changes)) == expected


def test_evidence_that_no_entry_names_is_loose():
    loose = [Exhibit(index=1, field="finding", digest=DIGEST)]
    assert codes(kept(archive_files(handover(3, exhibits=lambda: iter(loose))))) == ["ledger.exhibit-loose"]


def test_what_is_said_of_an_entry_that_is_not_there_is_found():
    made = handover(3)
    beyond = replace(list(made.openings())[-1], index=99)
    more = GOOD[OPENINGS] + beyond.line()
    assert codes(mended(GOOD, **{OPENINGS: more})) == ["ledger.beyond-log"]
    with pytest.raises(Problem) as problem:
        kept(archive_files(replace(made, openings=lambda: iter([*made.openings(), beyond]))))
    assert problem.value.kind == BEYOND_LOG


def test_a_second_history_that_the_log_signed_is_kept_as_proof():
    other = opened()
    other.append([entry(number) for number in range(2)])
    note = other.publish(handover(3).made_at).note.content()

    assert codes(kept(archive_files(handover(5, seen=[note])))) == ["ledger.checkpoint-conflicts"]


def test_a_page_of_another_version_is_told_and_no_fault():
    check = check_archive(mended(GOOD, **{SCRIPT: b"// newer"}), POLICY)

    assert (check.faults, check.verdict.own_page) == ((), False)

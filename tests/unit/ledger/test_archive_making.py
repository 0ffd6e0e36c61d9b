"""Making an archive: the same bytes each time, in forms that other people's tools read."""

import hashlib

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.archive_making import BAD_NAME, archive_files, checkpoint_path, log_files, readme
from evenhand.ledger.archives import SUMS
from simulators.archives import DIGEST, PHOTO, handover, kept


def test_the_same_record_gives_the_same_bytes():
    assert kept(archive_files(handover(5))) == kept(archive_files(handover(5)))


def test_the_list_is_one_that_sha256sum_reads_and_names_every_file():
    files = kept(archive_files(handover(5)))
    listed = dict(reversed(line.split("  ")) for line in files[SUMS].decode().splitlines())

    assert listed == {path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != SUMS}


@pytest.mark.parametrize("size", [1, 255, 256, 300, 1100])
def test_the_log_is_whole_and_byte_for_byte_what_was_published(size):
    made = handover(3, others=size - 3) if size > 3 else handover(size)
    files = dict(log_files(made))
    kept_paths = {checkpoint_path(note) for note in made.seen}
    log = {path.removeprefix("log/"): content for path, content in files.items() if path not in kept_paths}

    assert log == {path: made.log[path] for path in log} | {"checkpoint": made.newest.note.content()}
    assert kept_paths <= set(files)


def test_evidence_is_in_it_under_its_own_digest():
    assert kept(archive_files(handover(3)))[f"evidence/{DIGEST}"] == PHOTO


def test_a_name_that_leaves_the_folder_is_refused():
    with pytest.raises(Problem) as problem:
        kept(archive_files(handover(3, agreements={"../x": b""})))
    assert problem.value.kind == BAD_NAME


def test_whoever_opens_the_folder_is_told_in_every_language_how_to_check_it():
    assert all(word in readme().decode() for word in ("evenhand verify", "سُلِّم", "Le registre", "移交"))

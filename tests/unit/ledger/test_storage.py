"""Files that are replaced whole."""

from random import Random

import pytest

from evenhand.ledger.storage import Files
from simulators.disk import Cut, FragileDisk


def test_files_are_there_with_all_that_they_lie_in():
    files = Files(FragileDisk())
    files.replace({"a/b/c": b"1", "top": b"2"})

    assert (files.read("a/b/c"), files.read("top"), files.read("none")) == (b"1", b"2", None)


@pytest.mark.parametrize("cut_at", range(1, 30))
def test_a_file_is_the_old_one_or_the_new_one_and_lasts_once_written(cut_at):
    for seed in range(20):
        disk, done = FragileDisk(), 0
        files = Files(disk)
        disk.cut_at = cut_at
        try:
            for number in range(1, 4):
                files.replace({"a/one": bytes(200) + bytes([number]), "a/two": bytes(200) + bytes([number])})
                done = number
        except Cut:
            pass
        after = disk.without_power(Random(seed))
        for path in ("a/one", "a/two"):
            content = after.read(path)
            assert content in ({None} if done == 0 else set()) | {bytes(200) + bytes([n]) for n in (done, done + 1)}

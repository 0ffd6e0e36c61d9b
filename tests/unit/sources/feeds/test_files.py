import pytest

from evenhand.sources.feeds.files import SegmentFiles


class _Slow:
    """Takes three bytes at a time, as a system may."""

    def __init__(self):
        self.got = b""

    def write(self, data):
        self.got += bytes(data[:3])
        return len(data[:3])


def test_all_is_written_however_little_the_system_takes_at_a_time():
    slow = _Slow()
    SegmentFiles().write(slow, b"0123456789")

    assert slow.got == b"0123456789"


def test_a_folder_is_closed_to_other_users(tmp_path):
    SegmentFiles().make_folder(tmp_path / "a")
    SegmentFiles().make_folder(tmp_path / "a")

    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


def test_a_new_file_never_replaces_another(tmp_path):
    files = SegmentFiles()
    with files.create(tmp_path / "b.open") as handle:
        files.write(handle, b"abc")
        files.sync(handle)
    files.sync_folder(tmp_path)
    with pytest.raises(FileExistsError):
        files.create(tmp_path / "b.open")
    files.truncate(tmp_path / "b.open", 2)
    files.rename(tmp_path / "b.open", tmp_path / "b.jsonl")

    assert files.names(tmp_path, ".jsonl") == (tmp_path / "b.jsonl",)
    assert files.names(tmp_path, ".open") == ()
    assert (tmp_path / "b.jsonl").read_bytes() == b"ab"
    assert files.free_bytes(tmp_path) > 0
    files.remove(tmp_path / "b.jsonl")
    files.remove(tmp_path / "b.jsonl")
    assert files.names(tmp_path, ".jsonl") == ()

"""An archive as a folder and as a zip."""

import subprocess
import sys
import zipfile

import pytest

from evenhand.foundation.problems import Problem
from evenhand.sources.archive_files import (
    ZIP_CHANGED,
    ZIP_TOO_LARGE,
    FolderFiles,
    ZipFiles,
    archive_at,
    looks_like_zip,
    write_folder,
    write_zip,
)

FILES = [("a", [b"one"]), ("b/ü", [b"t", b"wo"]), ("b/c/d", [])]


@pytest.mark.parametrize("write", [write_folder, write_zip])
def test_what_is_written_comes_back(tmp_path, write):
    out = tmp_path / "archive"
    write(FILES, out)
    found = archive_at(out)

    assert sorted(found.names()) == ["a", "b/c/d", "b/ü"]
    assert (found.read("b/ü"), b"".join(found.chunks("b/ü")), found.read("b/c/d")) == (b"two", b"two", b"")
    assert (found.read("nothing"), list(found.chunks("nothing"))) == (None, [])
    assert (found.read("b"), list(found.chunks("b"))) == (None, [])


def test_a_zip_is_the_same_each_time_and_other_programs_read_it(tmp_path):
    for name in ("one.zip", "two.zip"):
        write_zip(FILES, tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert looks_like_zip(tmp_path / "one.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as other:
        assert other.testzip() is None
        assert other.read("b/ü") == b"two"


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 100])
def test_another_file_is_no_zip_of_ours(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Problem) as problem:
        ZipFiles(tmp_path / "x.zip")
    assert problem.value.kind == ZIP_CHANGED


def test_a_zip_that_another_program_packed_is_to_be_unpacked_first(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as other:
        other.writestr("a", "one" * 100)
    with pytest.raises(Problem) as problem:
        ZipFiles(tmp_path / "x.zip")
    assert "unpack it" in str(problem.value)


def test_a_zip_does_not_grow_beyond_what_every_program_reads(tmp_path):
    with pytest.raises(Problem) as problem:
        write_zip([("a", [b"x" * 100])], tmp_path / "x.zip", limit=100)
    assert problem.value.kind == ZIP_TOO_LARGE
    with pytest.raises(Problem) as problem:
        write_zip([("a", [b"x"])], tmp_path / "x.zip", limit=70)
    assert problem.value.kind == ZIP_TOO_LARGE
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_a_folder_is_no_file_of_it(tmp_path):
    (tmp_path / "there").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / ".DS_Store").write_bytes(b"left behind")

    assert FolderFiles(tmp_path).names() == ["there"]


def test_sha256sum_checks_what_is_in_a_folder(tmp_path):
    if sys.platform != "linux":
        pytest.skip("needs sha256sum")
    digest = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    write_folder([*FILES, ("SHA256SUMS", [f"{digest}  a\n".encode()])], tmp_path / "out")
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "out", capture_output=True, check=False)
    assert done.returncode == 0

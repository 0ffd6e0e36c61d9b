"""Tampering with an archive: bytes changed, also by somebody who mends the list; found here, and by its page."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.archive_checking import check_archive
from evenhand.ledger.archive_making import archive_files
from evenhand.ledger.archives import SUMS
from evenhand.ledger.policy import read_policy
from evenhand.ledger.reading_page import static_files
from evenhand.sources.archive_files import ZIP_CHANGED, ZipFiles, write_zip
from simulators.archives import Kept, handover, kept
from simulators.logs import POLICY_TEXT

POLICY = read_policy(POLICY_TEXT)
FILES = kept(archive_files(handover(3)))
STEP = int(os.environ.get("ARCHIVE_FLIPS", "11"))
"""Every so-many-th byte is changed; 1 changes all, which takes minutes."""
NODE = shutil.which("node") or next(iter(map(str, Path(sys.executable).parent.glob("node"))), None)


def changed(files, path, at):
    content = bytearray(files[path])
    content[at] ^= 1
    return Kept(files | {path: bytes(content)})


def mended(files):
    """The archive with a list that fits: what somebody who knows the format would do."""
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items() if path != SUMS}
    return Kept(files | {SUMS: "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()})


def found(files):
    """What is said of an archive."""
    try:
        return [str(fault) for fault in check_archive(files, POLICY).faults]
    except Problem as problem:
        return [str(problem)]


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_byte_that_is_changed_is_found_and_its_file_named(path):
    step = STEP * (40 if path in static_files() else 1)
    for at in range(0, len(FILES[path]), step):
        told = found(changed(FILES, path, at))
        assert told, at
        assert path in " ".join(told) or path == SUMS


@pytest.mark.parametrize(
    "path", [path for path in sorted(FILES) if path.startswith(("log/tile", "openings", "evidence", "reader/data/0"))]
)
def test_it_is_found_too_where_the_list_was_mended(path):
    for at in range(0, len(FILES[path]), STEP):
        assert found(mended(changed(FILES, path, at))), at


def test_every_byte_of_a_zip_that_is_no_content_is_found(tmp_path):
    write_zip(archive_files(handover(3)), tmp_path / "whole.zip")
    content = (tmp_path / "whole.zip").read_bytes()
    inside = {
        at
        for one in ZipFiles(tmp_path / "whole.zip")._members.values()
        for at in range(one.begin, one.begin + one.size)
    }
    outside = [at for at in range(len(content)) if at not in inside]
    for at in outside:
        spoiled = bytearray(content)
        spoiled[at] ^= 1
        (tmp_path / "spoiled.zip").write_bytes(spoiled)
        with pytest.raises(Problem) as problem:
            ZipFiles(tmp_path / "spoiled.zip")
        assert problem.value.kind == ZIP_CHANGED, at
    assert len(outside) > 1000


@pytest.mark.skipif(NODE is None, reason="the page's checks need Node, which is not here")
def test_the_page_finds_every_byte_of_its_data_that_is_changed(tmp_path):
    for path in ("reader/core.js", "reader/data/about.js", "reader/data/000000.js"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(FILES[path])
    (tmp_path / "policy").write_text(POLICY_TEXT, encoding="utf-8")
    script = Path(__file__).with_name("check_page.mjs")
    done = subprocess.run([NODE, script, tmp_path, str(STEP)], capture_output=True, text=True, check=False)

    told = json.loads(done.stdout or done.stderr)
    assert told["good"] == {"faults": [], "fields": 8, "final": True, "size": 3, "able": True}
    assert told["unnoticed"] == []
    assert told["tried"] > 200

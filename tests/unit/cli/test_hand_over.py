"""`evenhand hand-over`: from the files of a log to an archive that verifies."""

import pytest

from evenhand.ledger.archives import OPENINGS
from simulators.archives import PHOTO, handover
from simulators.logs import POLICY_TEXT
from unit.cli.command import run


@pytest.fixture
def log(tmp_path):
    made = handover(3)
    for path, content in {**made.log, "checkpoint": made.newest.note.content()}.items():
        file = tmp_path / "log" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    (tmp_path / "policy").write_text(POLICY_TEXT, encoding="utf-8")
    (tmp_path / OPENINGS).write_bytes(b"".join(one.line() for one in made.openings()))
    (tmp_path / "photo").write_bytes(PHOTO)
    return tmp_path / "log"


@pytest.mark.parametrize("out", ["out", "out.zip"])
def test_an_archive_is_made_and_verifies(capsys, tmp_path, log, out):
    ran = run(
        capsys, "hand-over", log, tmp_path / out, "--policy", tmp_path / "policy", "--openings", tmp_path / OPENINGS,
        "--evidence", tmp_path / "photo", "--by", "mission", "--for", "north",
    )  # fmt: skip
    assert (ran.status, ran.out.startswith(f"{out}: 3 entries")) == (0, True)

    told = run(capsys, "verify", tmp_path / out, "--policy", tmp_path / "policy")
    assert told.status == 0
    assert "made by mission for north" in told.out
    assert "files of it in the archive, each the one that was entered: 1" in told.out


def test_nothing_is_overwritten_and_a_place_without_a_log_is_told(capsys, tmp_path, log):
    ran = run(capsys, "hand-over", log, tmp_path, "--policy", tmp_path / "policy")
    assert (ran.status, ran.err.split(":")[0]) == (1, "cli.already-there")

    (log / "checkpoint").unlink()
    ran = run(capsys, "hand-over", log, tmp_path / "out", "--policy", tmp_path / "policy")
    assert (ran.status, ran.err.split(":")[0]) == (1, "cli.nothing-published")

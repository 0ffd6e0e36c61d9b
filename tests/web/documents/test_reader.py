"""The reading process: what it may do, and what becomes of the server when it is given something hostile."""

import json
import subprocess
import sys
from contextlib import ExitStack

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.documents import reader, worker
from evenhand_web.evidence import sandbox
from simulators.documents import docx, pdf
from web.documents import samples


@pytest.fixture
def given(tmp_path):
    with ExitStack() as opened:

        def make(content: bytes):
            path = tmp_path / "given"
            path.write_bytes(content)
            return opened.enter_context(path.open("rb"))

        yield make


class TestReader:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(samples.text(), id="text"),
            pytest.param(samples.ARABIC, id="arabic"),
            pytest.param(samples.CHINESE.decode().encode("gb18030"), id="chinese-in-gb18030"),
            pytest.param(docx("<w:t>1. The Parties shall withdraw within 90 days.</w:t>"), id="docx"),
            pytest.param(b"<!doctype html><html><body><p>1. The Parties shall go.</p></body></html>", id="html"),
            pytest.param(pdf(("1. The Parties shall withdraw within 90 days.",)), id="pdf"),
        ],
    )
    def test_finds_in_its_process_what_it_finds_here(self, given, content):
        raw, found = reader.read(given(content), name="a.txt")
        assert found == json.loads(json.dumps(worker.read(content)))
        assert json.loads(raw) == found

    def test_an_unpacked_giant_is_refused_with_its_problem(self, given):
        _raw, found = reader.read(given(samples.zipped(b"<w>" + b" " * 150_000_000 + b"</w>")), name="a.docx")
        assert found["problem"]["code"] == "documents.unreadable-docx"

    @pytest.mark.parametrize(
        ("program", "code"),
        [
            pytest.param("import time; time.sleep(60)", "documents.reading-stopped", id="takes-for-ever"),
            pytest.param("import os; os._exit(3)", "documents.reading-stopped", id="takes-all-memory"),
            pytest.param("raise SystemExit(7)", "documents.reading-failed", id="breaks"),
            pytest.param("print('{}')", "documents.reading-failed", id="answers-something-else"),
        ],
    )
    def test_whatever_becomes_of_the_process_it_is_a_problem(self, given, monkeypatch, program, code):
        monkeypatch.setattr(reader, "_COMMAND", (sys.executable, "-I", "-c", program))
        monkeypatch.setattr(reader, "WALL_S", 1)
        with pytest.raises(Problem) as told:
            reader.read(given(b"1. x"), name="a.txt")
        assert told.value.code == code

    def test_waits_its_turn_and_says_so(self, given, monkeypatch):
        monkeypatch.setattr(sandbox, "WAIT_S", 0.1)
        with sandbox.slot(), sandbox.slot(), pytest.raises(Problem) as told:
            reader.read(given(b"1. x"), name="a.txt")
        assert told.value.code == "documents.reading-busy"

    def test_can_open_nothing_once_it_reads(self, given):
        program = (
            "import sys\nfrom evenhand_web.documents import worker\n"
            "def read(content):\n    try:\n        open('/etc/passwd')\n    except OSError as fault:\n"
            "        return {'errno': fault.errno}\n"
            "worker.read = read\nworker.main()"
        )
        number = given(b"x").fileno()
        command = [sys.executable, "-I", "-c", program, str(number)]
        done = subprocess.run(command, input=b"{}", capture_output=True, pass_fds=(number,), timeout=60, check=True)
        assert json.loads(done.stdout) == {"errno": 24}  # EMFILE

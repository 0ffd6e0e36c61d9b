"""A witness as a party runs it: as a server of its own, by e-mail, and from a stick."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime

import pytest

from evenhand.ledger.bundles import Bundle
from simulators.letterbox import letterbox
from simulators.log_server import ServedLog, rewritten, serving
from simulators.logs import NORTH, POLICY_TEXT
from unit.cli.command import run
from unit.ledger.test_statements import sealed


class Party:
    """A party's files, and the words with which it calls the witness."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "policy").write_text(POLICY_TEXT, encoding="utf-8")
        (folder / "key").write_text(NORTH.text(), encoding="utf-8")
        self.words = ["--policy", folder / "policy", "--key", folder / "key", "--memory", folder / "memory"]

    def run(self, capsys, command, *words):
        return run(capsys, "witness", command, *words, *self.words)


@pytest.fixture
def party(tmp_path):
    return Party(tmp_path)


@pytest.fixture
def log():
    with serving(ServedLog(now=datetime.now(UTC))) as served:
        yield served


def later(log, size=3):
    log.show(rewritten(size, now=datetime.now(UTC)))


def test_follow_hands_in_writes_and_ends_with_an_alarm(capsys, party, log):
    with letterbox() as box:
        mail = ["--mail-to", "duty@north.example", "--mail-from", "w@north.example", "--smtp-security", "none"]
        mail += ["--smtp", "{}:{}".format(*box.place)]
        assert party.run(capsys, "follow", log.address, "--send", *mail).status == 0
        later(log)
        ran = party.run(capsys, "follow", log.address, "--send", "--every", "1 s", *mail)

    assert (ran.status, ran.out) == (4, "")
    assert (len(log.taken("cosignatures")), len(log.taken("alarms")), len(box.letters)) == (1, 1, 1)


def test_an_alarm_is_checked_by_anybody_and_settled_by_its_owner(capsys, party, log, tmp_path):
    party.run(capsys, "follow", log.address)
    later(log)
    party.run(capsys, "follow", log.address)
    [alarm] = (tmp_path / "memory").rglob("*.alarm")
    ran = run(capsys, "witness", "check", alarm, "--policy", tmp_path / "policy")

    assert ran.status == 0
    assert "Alarm of north.example about evenhand.example/log" in ran.out
    assert "PROVED by the evidence alone" in ran.out
    assert party.run(capsys, "settle", alarm.stem, "--words", "told the commission").status == 0
    assert "told the commission" in alarm.with_suffix(".json").read_text("utf-8")


class TestWhatWasReleased:
    """A bundle under the first checkpoint, kept after the log has grown."""

    @pytest.fixture
    def bundle(self, log, tmp_path):
        said = sealed()
        log.log.append([said.statement.entry()])
        log.publish(datetime.now(UTC))
        made = Bundle(entry=said.statement.entry(), proof=log.log.prove(2), shown=said.show(["finding"]))
        (tmp_path / "bundle.json").write_bytes(made.content())
        return tmp_path / "bundle.json"

    def test_is_checked_held_against_what_was_seen_and_kept(self, capsys, party, log, bundle, tmp_path):
        log.grow(5, now=datetime.now(UTC))
        party.run(capsys, "follow", log.address, "--keep-entries")
        ran = party.run(capsys, "keep", bundle)

        assert (ran.status, "Proved, and kept" in ran.out) == (0, True)
        assert [file.read_bytes() for file in tmp_path.rglob("released/*.json")] == [bundle.read_bytes()]

    def test_is_an_alarm_where_another_log_was_seen(self, capsys, party, log, bundle):
        later(log)
        party.run(capsys, "follow", log.address)
        ran = party.run(capsys, "keep", bundle)

        assert (ran.status, "Two logs are shown" in ran.err) == (4, True)

    def test_is_kept_but_not_sure_where_nothing_was_seen(self, capsys, party, bundle):
        assert party.run(capsys, "keep", bundle).status == 3

    def test_is_refused_where_it_proves_nothing(self, capsys, party, bundle, tmp_path):
        bundle.write_bytes(bundle.read_bytes().replace(b'"index', b'"Index').replace(b"index 2", b"index 1"))
        ran = party.run(capsys, "keep", bundle)

        assert (ran.status, ran.err.split(":")[0]) == (1, "ledger.not-included")
        assert not list(tmp_path.rglob("released/*"))


def test_a_stick_goes_there_and_back(capsys, party, log, tmp_path):
    assert run(capsys, "witness", "carry", log.address, tmp_path / "stick").status == 0
    ran = party.run(capsys, "stick", tmp_path / "stick")
    assert (ran.status, "north.example.cosignature" in ran.err) == (0, True)

    assert "Taken by the log" in run(capsys, "witness", "carry", log.address, tmp_path / "stick").out
    log.status = 403
    assert run(capsys, "witness", "carry", log.address, tmp_path / "stick").status == 3


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["follow", "{folder}", "--send"], "the address of a log"),
        (["follow", "{folder}", "--mail-to", "a@b.example"], "--smtp HOST:PORT"),
        (
            ["follow", "{folder}", "--mail-to", "a@b.example", "--mail-from", "c@d", "--smtp", "h:x"],
            "a host and a port",
        ),
        (["serve", "{folder}", "--listen", "nowhere"], "a host and a port"),
    ],
)
def test_what_an_option_needs_is_asked_for(capsys, party, words, missing):
    command, *rest = (word.format(folder=party.folder) for word in words)
    ran = party.run(capsys, command, *rest)

    assert (ran.status, ran.err.split(":")[0]) == (1, "cli.nowhere-to-send")
    assert missing in ran.err


def test_serve_is_a_process_that_answers_catches_a_rewrite_and_ends_with_an_alarm(party, log):
    words = ["witness", "serve", log.address, "--send", "--listen", "127.0.0.1:0", "--every", "0.2 s", *party.words]
    code = f"import sys; from evenhand.cli.main import main; sys.argv = {['evenhand', *map(str, words)]!r}; main()"
    start = [sys.executable, "-c", code]
    process = subprocess.Popen(start, stderr=subprocess.PIPE, text=True, env={**os.environ, "EVENHAND_LANGUAGE": "en"})
    try:
        address = re.search(r"http://[0-9.:]+/", process.stderr.readline())[0]
        assert state(address, "good")["size"] == 2
        later(log)
        assert state(address, "bad")["alarms"][0]["kind"] == "rewritten"
        assert "ALARM" in urllib.request.urlopen(f"{address}?lang=en").read().decode()
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)

    assert (process.returncode, len(log.taken("alarms"))) == (4, 1)


def state(address, wanted):
    """What the witness says of itself once it is in that state, within seconds."""
    until = time.monotonic() + 20
    while True:
        with urllib.request.urlopen(f"{address}state.json") as answer:
            facts = json.loads(answer.read())
        if facts["state"] == wanted or time.monotonic() > until:
            assert facts["state"] == wanted
            return facts
        time.sleep(0.05)

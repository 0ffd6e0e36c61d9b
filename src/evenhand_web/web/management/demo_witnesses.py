"""The demo's witnesses: each party's and the United Nations', as programs of their own beside the server.

Their keys are made in the demo's folder, never anywhere else. Each party's program knows the server by another name, as
in life each comes from elsewhere: that is how a corrupt server can tell them apart.
"""

import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from evenhand.agreements.model import Agreement
from evenhand.ledger.notes import COSIGNATURE, VerifierKey, read_signing_key, signing_key
from evenhand_web.config.once import written_once
from evenhand_web.ledger import keys
from evenhand_web.witnesses.demo import HOLD, RUNNING, SPLIT_HOST, WITNESSES

LOOK_EVERY, STALLED_AFTER = "2 s", "5 min"
_UN = "un"
_PAUSE_S = 0.1
_ENVIRONMENT = {**os.environ, "no_proxy": "*"}
_WATCHED = """
import os, signal, threading, time
parent = os.getppid()
def watch():
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=watch, daemon=True).start()
"""


def ends_with_parent(program: str) -> str:
    """The program, ended within seconds once whoever started it is gone, even by a signal that nobody can catch."""
    return _WATCHED + program


_PROGRAM = ends_with_parent("from evenhand.cli.main import main; main()")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWitness:
    """One of them."""

    name: str
    folder: Path
    key: VerifierKey
    port: int
    """At which it answers, on this machine alone."""

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"http://127.0.0.1:{self.port}"


def begin(workspace: Path) -> None:
    """A policy that names nobody yet, until the agreement tells who the parties are."""
    folder = workspace / WITNESSES
    folder.mkdir(mode=0o700, exist_ok=True)
    if not (folder / "policy").exists():
        (folder / "policy").write_text("quorum none\n", encoding="utf-8")


def settle(agreement: Agreement, *, folder: Path) -> tuple[DemoWitness, ...]:
    """Keys for each party and the United Nations, and the policy: final is what all of them cosigned."""
    names = [*(party.id for party in agreement.parties), _UN]
    made = [_witness(name, folder / WITNESSES / name, port) for name, port in zip(names, _ports(names), strict=True)]
    lines = [f"log {keys.verifier()}", f"witness clock {keys.clock_key()}"]
    lines += [f"witness {one.name} {one.key} {one.address}" for one in made]
    parties = " ".join(party.id for party in agreement.parties)
    lines += [f"group international any {_UN}", f"group final all {parties} international", "quorum final"]
    draft = folder / WITNESSES / "policy.new"
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(folder / WITNESSES / "policy")
    return tuple(made)


@contextmanager
def running(witnesses: Sequence[DemoWitness], *, host: str, port: int) -> Iterator[None]:
    """All of them run for as long as the block lasts, and end with it."""
    keepers = []
    for number, one in enumerate(witnesses):
        # The second party's program comes by a name; the others by the number of the machine.
        known_as = host if host not in ("127.0.0.1", "localhost") else SPLIT_HOST if number == 1 else "127.0.0.1"
        server = f"http://[{known_as}]:{port}" if ":" in known_as else f"http://{known_as}:{port}"
        keepers.append(_Keeper(one, _words(one, witnesses, log=f"{server}/log")))
    for keeper in keepers:
        keeper.hold.unlink(missing_ok=True)  # of a demo that ended while it was held
        keeper.begin()
    for keeper in keepers:
        keeper.start()
    try:
        yield
    finally:
        for keeper in keepers:
            keeper.stopped.set()
        for keeper in keepers:
            keeper.join()


class _Keeper(threading.Thread):
    """Keeps one witness running, but while somebody asks that none of them does."""

    def __init__(self, one: DemoWitness, words: Sequence[str]) -> None:
        super().__init__(daemon=True)
        self.one, self.words, self.stopped = one, words, threading.Event()
        self.hold, self.marker = one.folder.parent / HOLD, one.folder / RUNNING

    def begin(self) -> None:
        """Start it. The first time that is before the server forks: a fork in the midst of it would never let go."""
        self.marker.touch()
        with (self.one.folder / "said").open("ab") as said:
            self.process = subprocess.Popen(  # noqa: S603 - no part of it is from outside
                [sys.executable, "-c", _PROGRAM, *self.words], stdout=said, stderr=said, env=_ENVIRONMENT
            )

    def end(self) -> None:
        """End it; what it remembers lasts, whenever that is."""
        self.process.kill()
        self.process.wait()
        self.marker.unlink(missing_ok=True)

    def run(self) -> None:
        """End it while somebody asks for that, and start it again; also where it ended by itself."""
        while not self.stopped.wait(_PAUSE_S):
            runs = self.marker.exists()
            if runs and (self.hold.exists() or self.process.poll() is not None):
                self.end()
            elif not runs and not self.hold.exists():
                self.begin()
        self.end()


def _words(one: DemoWitness, witnesses: Sequence[DemoWitness], *, log: str) -> list[str]:
    words = ["witness", "serve", log, "--send", "--every", LOOK_EVERY, "--stalled-after", STALLED_AFTER]
    words += ["--policy", str(one.folder.parent / "policy"), "--key", str(one.folder / "key")]
    words += ["--memory", str(one.folder / "memory"), "--listen", f"127.0.0.1:{one.port}"]
    for other in witnesses:
        if other != one:
            words += ["--peer", other.address]
    return words


def _witness(name: str, folder: Path, port: int) -> DemoWitness:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = written_once(folder / "key", lambda: _new_key(name).encode()).decode()
    return DemoWitness(name=name, folder=folder, key=read_signing_key(text).verifier, port=port)


def _new_key(name: str) -> str:
    return signing_key(f"{name}.demo.invalid/witness", secrets.token_bytes(32), kind=COSIGNATURE).text() + "\n"


def _ports(names: Sequence[str]) -> list[int]:
    """As many free ports of this machine."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in names]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]

"""The pages in a process of their own on a real port, which can be killed and started again on the same workspace."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).parents[1]
SEED = """
import json, sys, django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.devices import services

call_command("migrate", verbosity=0)
now = datetime.now(UTC)
accounts.ensure_organisation(key="mission", names={"en": "Mission"}, kind="mission", actor=SYSTEM, now=now)
def member(name, role):
    account = accounts.Account(username=name, organisation="mission", role=role, password="a-long-password-2020")
    return accounts.ensure_member(account=account, actor=SYSTEM, now=now)
officer = actor_for(member("duty", "duty-officer"))
member("monitor", "monitor")
def enrolled(number):
    return services.enrol(label=f"Phone {number}", username="monitor", actor=officer, now=now).token
print(json.dumps([enrolled(number) for number in range(int(sys.argv[1]))]))
"""
SERVE = """
from evenhand_web.web.serving import serve
import sys
serve("127.0.0.1", int(sys.argv[1]), workers=int(sys.argv[2]), quiet=True)
"""


@dataclass(kw_only=True)
class House:
    """A workspace and the process that serves it."""

    workspace: Path
    database_url: str = ""
    workers: int = 1
    port: int = 0
    _process: subprocess.Popen | None = None
    tokens: Iterator[str] = field(default_factory=lambda: iter(()))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, program: str, *arguments: str) -> str:
        """Run a program of Python in the house, and give what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def start(self) -> None:
        """Serve, on the same port each time."""
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        log = self.workspace.parent / "house.log"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-c", SERVE, str(self.port), str(self.workers)],
                env=self._environment(), stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip
        for _attempt in range(300):
            assert self._process.poll() is None, log.read_text(errors="replace")[-3000:]
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/health/", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError(log.read_text(errors="replace")[-3000:])

    def kill(self) -> None:
        """As a cut of power does: no process has time for anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an operator does."""
        self._end(signal.SIGTERM)

    def processes(self) -> list[int]:
        """The process that serves, and its children."""
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [parent, *map(int, children)]

    def _end(self, how: int) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(5)
        self._process = None

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND_", "DJANGO_"))}
        kept.pop("DATABASE_URL", None)
        return kept | {
            "EVENHAND_WORKSPACE": str(self.workspace),
            "EVENHAND_INSECURE_HTTP": "true",
            "EVENHAND_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
            "PYTHONPATH": str(TESTS),
            **({"DATABASE_URL": self.database_url} if self.database_url else {}),
        }


@contextlib.contextmanager
def house(folder: Path, *, database_url: str = "", workers: int = 1) -> Iterator[House]:
    """A house that is being served; ended at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    one = House(workspace=folder / "workspace", database_url=database_url, workers=workers)
    try:
        yield one
    finally:
        one.kill()

"""A server of the pages in a process of its own, with a workspace of its own, that can be killed at any moment."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

PREPARE = """
import json, sys
import django
django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.services import Account, ensure_member, ensure_organisation
from evenhand_web.incidents.services import record_alerts
from evenhand_web.web import clock
from web.alerts import alerts
call_command("migrate", verbosity=0)
now = clock.now()
ensure_organisation(key="mission", names={"en": "Mission"}, kind="mission", actor=SYSTEM, now=now)
user = ensure_member(account=Account(username="m", organisation="mission", role="monitor"), actor=SYSTEM, now=now)
record_alerts(alerts=alerts({}), actor=SYSTEM, now=now)
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.save()
print(json.dumps(session.session_key))
"""
TOKEN = "t" * 32
_STILL_KB = 1000
"""A process that grows by less in two seconds has started."""


class House:
    """A mission with one monitor, who is signed in, and one alert, `alert-a`."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENHAND_", "DJANGO_"))}
        tests = str(Path(__file__).parents[1])
        self._environment = kept | {
            "EVENHAND_WORKSPACE": str(workspace),
            "EVENHAND_INSECURE_HTTP": "true",
            "EVENHAND_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
            "PYTHONPATH": tests,
        }
        done = subprocess.run(
            [sys.executable, "-c", PREPARE], env=self._environment, capture_output=True, text=True, check=True
        )
        self._session = json.loads(done.stdout.splitlines()[-1])
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "evenhand_web.manage", "serve", "--port", str(self.port)]
        log = (self.workspace / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        for _attempt in range(200):
            with (
                contextlib.suppress(OSError),
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=5),
            ):
                return
            time.sleep(0.1)
        raise AssertionError(self.log())

    def kill(self) -> None:
        """As a cut of power would, but for the disk."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def log(self) -> str:
        return (self.workspace / "server.log").read_text(errors="replace")

    def memory_kb(self) -> int:
        """Resident memory of all processes of the server together, shared pages counted in each."""
        total = 0
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError, IndexError):
                if folder.name.isdigit() and os.getpgid(int(folder.name)) == self._process.pid:
                    lines = (folder / "status").read_text().splitlines()
                    total += next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return total

    def settled_kb(self) -> int:
        """The same, once no process of the server is starting any more: it publishes the log in one of its own."""
        last, until = -1, time.monotonic() + 60
        while (now := self.memory_kb()) - last > _STILL_KB and time.monotonic() < until:
            last = now
            time.sleep(2)
        return now

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Cookie": f"sessionid={self._session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Tus-Resumable": "1.0.0",
            "Accept": "application/json",
            "Host": f"localhost:{self.port}",
        } | {name.replace("_", "-"): value for name, value in more.items()}

    def ask(self, method: str, path: str, body=None, **headers: str):
        """Status, headers and body of an answer; OSError where the line is cut."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request(method, path, body=body, headers=self.headers(**headers))
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

"""A Dovecot IMAP server that lives as long as a test needs it."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from simulators.mosquitto import free_port

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MISSING = "Dovecot is not installed, or this user may not run it; run tools/system.sh dovecot-imapd as root"
USER, PASSWORD = "reports", "a:b-c"


@dataclass(frozen=True, kw_only=True)
class Dovecot:
    """A running server with one account."""

    port: int
    maildir: Path

    @property
    def address(self) -> str:
        return f"imap://{USER}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, name: str, content: bytes) -> None:
        path = self.maildir / "new" / name
        path.write_bytes(content)
        owner = pwd.getpwnam("nobody")
        os.chown(path, owner.pw_uid, owner.pw_gid)

    def seen(self) -> int:
        return sum("S" in path.name.partition(":2,")[2] for path in (self.maildir / "cur").iterdir())


def may_run() -> bool:
    return PROGRAM is not None and os.geteuid() == 0


@contextlib.contextmanager
def server() -> Iterator[Dovecot]:
    """A server on a free port; it stops and its files go afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-imap-"))
    folder.chmod(0o755)
    maildir, port = folder / "mail", free_port()
    for name in ("new", "cur", "tmp"):
        (maildir / name).mkdir(parents=True)
    for path in (maildir, *maildir.iterdir()):
        shutil.chown(path, "nobody", "nogroup")
    (folder / "dovecot.conf").write_text(
        f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{maildir}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""
    )
    running = subprocess.Popen([PROGRAM, "-F", "-c", str(folder / "dovecot.conf")])
    try:
        _wait(port)
        yield Dovecot(port=port, maildir=maildir)
    finally:
        running.terminate()
        running.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int) -> None:
    for _attempt in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
            if probe.recv(4):
                return
        time.sleep(0.02)
    raise TimeoutError(f"Dovecot did not answer on port {port}")

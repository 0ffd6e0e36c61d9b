"""A Mosquitto broker that lives as long as a test needs it, and can be stopped and started between."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROGRAM = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MISSING = "the Debian package mosquitto is not installed; run tools/system.sh mosquitto"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Mosquitto:
    """A broker with its own folder; what it holds survives `stop` and `start`."""

    def __init__(self, folder: Path, *, password: str | None = None) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = folder / "mosquitto.conf"
        lines = [
            f"listener {self.port} 127.0.0.1",
            f"allow_anonymous {'true' if password is None else 'false'}",
            "persistence true",
            f"persistence_location {folder}/",
            "max_queued_messages 0",
            "user root",
        ]
        if password is not None:
            (folder / "passwords").write_text(f"monitor:{password}\n")
            subprocess.run(["mosquitto_passwd", "-U", folder / "passwords"], check=True, capture_output=True)
            lines.append(f"password_file {folder}/passwords")
        self._settings.write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([PROGRAM, "-c", self._settings], **quiet)
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise TimeoutError(f"Mosquitto did not answer on port {self.port}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


@contextlib.contextmanager
def broker(*, password: str | None = None) -> Iterator[Mosquitto]:
    """A broker on a free port; it stops and its files go afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-mqtt-"))
    running = Mosquitto(folder, password=password)
    running.start()
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)

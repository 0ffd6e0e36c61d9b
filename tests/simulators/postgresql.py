"""A PostgreSQL server that lives as long as a test needs it."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Lone copies of the programs may lie on PATH; only the distribution's folder has all of them.
FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
FAST = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
    "listen_addresses=127.0.0.1",
]

LASTING = ["shared_buffers=256MB", "listen_addresses=127.0.0.1", "max_connections=200"]


def installed() -> bool:
    return bool(FOLDERS)


@contextlib.contextmanager
def server(name: str = "evenhand", *, durable: bool = False) -> Iterator[str]:
    """The address (postgresql://...) of a new, empty database; the server stops and its files go afterwards.

    `durable` leaves the settings as PostgreSQL ships them, so that a commit waits for the disk.

    PostgreSQL refuses to run as root: then its own account runs it.
    """
    programs = FOLDERS[-1]
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    options: dict = {"cwd": folder, "env": {"PATH": f"{programs}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        options |= {"user": "postgres", "group": "postgres", "extra_groups": []}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    data = str(folder / "data")
    made = [programs / "initdb", "-D", data, "-U", name, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(made, check=True, **quiet, **options)
    settings = [part for setting in (LASTING if durable else FAST) for part in ("-c", setting)]
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", port, "-k", str(folder), *settings], **quiet, **options
    )
    try:
        _wait(programs, port)
        subprocess.run([programs / "createdb", "-h", "127.0.0.1", "-p", port, "-U", name, name], check=True, **quiet)
        yield f"postgresql://{name}@127.0.0.1:{port}/{name}"
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, port: str) -> None:
    for _attempt in range(150):
        answer = subprocess.run([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", port], check=False)
        if answer.returncode == 0:
            return
        time.sleep(0.1)
    raise TimeoutError(f"PostgreSQL did not answer on port {port}")

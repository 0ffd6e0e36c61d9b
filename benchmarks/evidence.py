"""Taking in a long video: how fast beside the system's own `cp` and `sha256sum`, and in how much memory.

EVIDENCE_GB=5 python benchmarks/evidence.py

Rows: the two programs one after the other, with the disk forced at the end (what anybody would do by hand); the same by
`services.keep`; and the whole way through a server of its own by the tus protocol, which forces the disk every 16 MB,
reads the file back to hash it, and writes the first act of custody.
"""

import base64
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from simulators.house import House  # noqa: E402

GB = float(os.environ.get("EVIDENCE_GB", "5"))
PART = 64 * 1024 * 1024
KEEP = """
import os, resource, sys, time
import django
django.setup()
from pathlib import Path
from evenhand_web.evidence import services
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
found = services.keep(content=Path(sys.argv[1]))
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, found.digest)
"""


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="evidence-benchmark-", dir=os.environ.get("TMPDIR")))
    try:
        source = video(folder / "video.bin")
        size = source.stat().st_size
        print(f"{size / 1e9:.1f} GB\n\n| way | s | MB/s | memory more than before, MB |\n|---|---|---|---|")
        told, by_hand = timed(lambda: hand(source, folder / "copy.bin"))
        row("cp, sync and sha256sum", by_hand, size, None)
        (folder / "copy.bin").unlink()
        seconds, more_kb, digest = kept(source, folder / "workspace")
        assert digest == told, (digest, told)
        row("services.keep (hash, store, fsync)", seconds, size, more_kb / 1000)
        shutil.rmtree(folder / "workspace")
        seconds, more_kb, digest = sent(source, folder / "house")
        assert digest == told, (digest, told)
        row("tus through the server (fsync every 16 MB, hash, custody)", seconds, size, more_kb / 1000)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def video(path: Path) -> Path:
    """Bytes that neither compress nor repeat within a part."""
    block = bytearray(os.urandom(32 * 1024 * 1024))
    with path.open("wb") as out:
        for number in range(int(GB * 1e9) // len(block)):
            block[:8] = number.to_bytes(8, "big")
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return path


def hand(source: Path, target: Path) -> str:
    subprocess.run(["cp", "--reflink=never", source, target], check=True)
    subprocess.run(["sync", target], check=True)
    done = subprocess.run(["sha256sum", target], check=True, capture_output=True, text=True)
    return done.stdout.split()[0]


def kept(source: Path, workspace: Path) -> tuple[float, int, str]:
    environment = os.environ | {
        "EVENHAND_WORKSPACE": str(workspace),
        "DJANGO_SETTINGS_MODULE": "evenhand_web.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", KEEP, str(source)], env=environment, check=True, capture_output=True, text=True
    )
    seconds, more_kb, digest = done.stdout.split()
    return float(seconds), int(more_kb), digest


def sent(source: Path, workspace: Path) -> tuple[float, int, str]:
    workspace.mkdir()
    house = House(workspace)
    house.start()
    try:
        before, most, done = house.memory_kb(), [0], threading.Event()

        def watch() -> None:
            while not done.wait(0.05):
                most[0] = max(most[0], house.memory_kb())

        watcher = threading.Thread(target=watch)
        watcher.start()
        place, seconds = timed(lambda: upload(house, source))
        done.set()
        watcher.join()
        _status, _headers, record = house.ask("GET", f"{place}custody.csv")
        digest = next(word for word in record.decode().split(",") if len(word) == 64 and set(word) != {"0"})
        return seconds, most[0] - before, digest
    finally:
        house.kill()


def upload(house: House, source: Path) -> str:
    facts = {"subject_kind": "alert", "subject": "alert-a", "filename": "video.mp4"}
    told = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in facts.items())
    size = source.stat().st_size
    kind = "application/offset+octet-stream"
    _status, headers, _body = house.ask(
        "POST", "/evidence/uploads/", Upload_Length=str(size), Upload_Metadata=told, Content_Type=kind
    )
    address, at, place = headers["Location"], 0, ""
    with source.open("rb") as file:
        while at < size:
            part = file.read(PART)
            _status, headers, _body = house.ask("PATCH", address, part, Upload_Offset=str(at), Content_Type=kind)
            at, place = int(headers["Upload-Offset"]), headers.get("Evidence-Location", "")
    return place


def timed(work):
    began = time.perf_counter()
    found = work()
    return found, time.perf_counter() - began


def row(way: str, seconds: float, size: int, memory_mb: float | None) -> None:
    memory = "–" if memory_mb is None else f"{memory_mb:.0f}"
    print(f"| {way} | {seconds:.1f} | {size / seconds / 1e6:.0f} | {memory} |", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

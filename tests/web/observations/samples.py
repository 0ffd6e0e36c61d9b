"""Feeds for tests of the pages: small files, a lake of their own, an agreement that they break."""

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from evenhand.sources.opening import open_source
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.observations import access, services
from unit.agreements import small
from web.conftest import NOW

BEGAN = datetime(2026, 3, 2, 6, tzinfo=UTC)


def track_csv(
    *, object_id: str = "icao24:4b0001", begins_at: datetime = BEGAN, minutes: int = 30, faults: tuple[str, ...] = ()
) -> bytes:
    """A track as CSV: a fix a minute at one place, then the faulty lines."""
    lines = ["object,timestamp,longitude,latitude,category"]
    for minute in range(minutes):
        at = begins_at + timedelta(minutes=minute)
        lines.append(f"{object_id},{at:%Y-%m-%dT%H:%M:%SZ},15.38,31.50,aircraft")
    return ("\n".join([*lines, *faults]) + "\n").encode()


def load(data: bytes, *, name: str = "tower.csv", source: str = "tower", now: datetime = NOW) -> str:
    """Put a file into the lake and the catalogue; gives its hash."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        entry = access.lake().ingest(open_source(path, received_at=now + timedelta(days=3650), source=source), now=now)
    services.enter(entries=(entry,), actor=SYSTEM, now=now)
    return entry.digest


def a_file_in_the_catalogue() -> dict[str, str]:
    """Keyword arguments of the pages about one file; each call another file, in the lake of this process."""
    settings.LAKE.mkdir(parents=True, exist_ok=True)
    return {"digest": load(track_csv(object_id=f"device:{os.urandom(6).hex()}", faults=("=cmd,x,y,z,q",)))}


def an_agreement() -> dict[str, bytes]:
    """The files of a small agreement."""
    return small.files()

"""Run the command line in this process, as a user would, and keep what it printed."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.cli.main import main
from unit.agreements.small import files


@dataclass(frozen=True)
class Ran:
    """Exit status and output of one run."""

    status: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Ran:
    """Run `evenhand` with these words."""
    capsys.readouterr()
    try:
        main([str(word) for word in words])
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    printed = capsys.readouterr()
    return Ran(status=status, out=printed.out, err=printed.err)


def written_agreement(folder: Path, **changes: tuple[str, str]) -> Path:
    """The small agreement as files in `folder`."""
    for name, content in files(**changes).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


BREACH = """\
object,seen_at,lon,lat,category
north:transport,2026-03-02T04:00:00Z,15.25,31.80,aircraft
north:transport,2026-03-02T04:05:00Z,15.40,31.55,aircraft
north:transport,2026-03-02T04:10:00Z,15.41,31.56,aircraft
north:transport,2026-03-02T25:10:00Z,15.41,31.56,aircraft
"""
IDENTITIES = """\
object,category,party,count,label,basis
north:transport,military-aircraft,north,,Transport 1,seen by both
"""


def written_feeds(folder: Path) -> Path:
    """A flight into the zone with one bad row, and who it is."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "flights.csv").write_text(BREACH, encoding="utf-8")
    (folder / "identities.csv").write_text(IDENTITIES, encoding="utf-8")
    return folder

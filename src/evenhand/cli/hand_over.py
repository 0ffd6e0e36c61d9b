"""`evenhand hand-over`: an archive of a log, for whoever has to go on without its server."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import click

from evenhand.cli.options import now
from evenhand.cli.speech import say
from evenhand.cli.verify import File, policy_at
from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.archive_making import archive_files
from evenhand.ledger.archives import OPENINGS, SUMS, Exhibit, Handover, Opening, Validity, names_digest, read_openings
from evenhand.ledger.checkpoints import open_checkpoint
from evenhand.ledger.log import CHECKPOINT
from evenhand.sources.archive_files import CHUNK_BYTES, archive_at, write_folder, write_zip
from evenhand.sources.ledger_address import published_at

NOTHING_PUBLISHED = ProblemKind(
    code="cli.nothing-published",
    blame="missing",
    message="There is no checkpoint at {place}. Name the folder or the address where the log publishes its tiles.",
)
ALREADY_THERE = ProblemKind(
    code="cli.already-there",
    blame="caller",
    message="{path} is there already. Name a new folder or file, or take the old one away first.",
)


@click.command("hand-over", help=say("hand-over.help"))
@click.argument("log")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--policy", "policy_file", type=File, required=True, help=say("verify.policy"))
@click.option("--openings", type=File, help=say("hand-over.openings"))
@click.option("--evidence", type=File, multiple=True, help=say("hand-over.evidence"))
@click.option("--by", default="", help=say("hand-over.by"))
@click.option("--for", "receiver", default="", help=say("hand-over.for"))
def hand_over(
    log: str, out: Path, policy_file: Path, openings: Path | None, evidence: tuple[Path, ...], by: str, receiver: str
) -> None:
    """Write the archive, and print the number by which two people tell that they have the same one."""
    if out.exists():
        raise ALREADY_THERE(path=out)
    policy, blobs = policy_at(policy_file), published_at(log)
    content = blobs.read(CHECKPOINT)
    if content is None:
        raise NOTHING_PUBLISHED(place=log)
    newest = open_checkpoint(content, logs=policy.logs, witnesses=policy.witnesses.values())
    files = {_digest(path): path for path in evidence}
    made = Handover(
        log=blobs,
        newest=newest,
        openings=lambda: _openings(openings),
        exhibits=lambda: _exhibits(_openings(openings), files),
        content=lambda digest: _pieces(files[digest]),
        policies=[Validity(policy=policy_file.read_text(encoding="utf-8"), since=now())],
        made_at=now(),
        made_by=by,
        made_for=receiver,
    )
    (write_zip if out.suffix == ".zip" else write_folder)(archive_files(made), out)
    digest = hashlib.sha256(archive_at(out).read(SUMS) or b"").hexdigest()
    found = newest.checkpoint
    click.echo(say("hand-over.made", out=out.name, size=found.size, origin=found.origin, digest=digest))


class _One:
    """A file of openings by itself, read as that of an archive is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        return [OPENINGS]

    def chunks(self, path: str) -> Iterator[bytes]:
        del path
        return _pieces(self._path)

    def read(self, path: str) -> bytes | None:
        del path
        return self._path.read_bytes()


def _openings(path: Path | None) -> Iterator[Opening]:
    return iter(()) if path is None else (opening for _line, opening in read_openings(_One(path)))


def _exhibits(openings: Iterator[Opening], files: dict[str, Path]) -> Iterator[Exhibit]:
    """The files that were given, at the fields that name them."""
    for one in openings:
        for digest in sorted(files):
            if names_digest(one.shown.value, digest):
                yield Exhibit(index=one.index, field=one.shown.field, digest=digest, held=True)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK_BYTES):
            yield piece


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Making an archive, file by file: the same log, openings and evidence give the same bytes on any machine."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain

from evenhand.foundation.canonical import canonical_bytes
from evenhand.foundation.phrases import phrase
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.archives import (
    AGREEMENTS,
    CHECKPOINTS,
    EVIDENCE,
    EXHIBITS,
    KEYS,
    LOG,
    MANIFEST,
    OPENINGS,
    POLICIES,
    SUMS,
    Handover,
    is_digest,
    is_safe,
    manifest_of,
    policies_content,
)
from evenhand.ledger.checkpoints import checkpoint_in
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.notes import read_note
from evenhand.ledger.reading_page import ABOUT, about_content, data_files, static_files
from evenhand.ledger.tiles import WIDTH, TileTree, bundle, entries_path, tile_path, width_at

BAD_NAME = ProblemKind(
    code="ledger.bad-name",
    blame="caller",
    message="{path} cannot be the name of a file in an archive. Use names without \\, control characters or a dot at "
    "the front.",
)

README = "README.txt"
PHRASES = "evenhand.ledger.phrases"
_HEIGHT = 8


def archive_files(made: Handover) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The files of an archive, one after another, as (path, pieces); use up each before the next is asked for.

    Raises:
        TILE_MISSING, TILE_DAMAGED: the log lacks something of its newest checkpoint.
        BAD_NAME: a file of an agreement has a name that is not safe.
    """
    sums: dict[str, str] = {}
    for path, pieces in _contents(made):
        if not is_safe(path):
            raise BAD_NAME(path=path)
        counted = hashlib.sha256()
        yield path, _through(pieces, counted)
        sums[path] = counted.hexdigest()
    yield SUMS, ["".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()]


def log_files(made: Handover) -> Iterator[tuple[str, bytes]]:
    """The files of the log of its newest checkpoint, in the forms of C2SP, and every checkpoint that was kept."""
    size = made.newest.checkpoint.size
    yield LOG + CHECKPOINT, made.newest.note.content()
    tree = TileTree(made.log, size, kept=8)
    for index in range(-(-size // WIDTH)):
        entries = tree.entries(index)
        yield LOG + entries_path(index, len(entries)), bundle(entries)
    level = 0
    while size >> (_HEIGHT * level):
        for index in range(-(-(size >> (_HEIGHT * level)) // WIDTH)):
            content = tree.tile(level, index)
            yield LOG + tile_path(level, index, width_at(level, index, size)), content
        level += 1
    yield from sorted({checkpoint_path(note): note for note in made.seen}.items())


def checkpoint_path(note: bytes) -> str:
    """Where a checkpoint that was kept lies: by its size, and by what tells it from others of that size."""
    size = checkpoint_in(read_note(note).text).size
    return f"{CHECKPOINTS}{size:012d}-{hashlib.sha256(note).hexdigest()[:16]}"


def readme() -> bytes:
    """What stands in the folder for whoever opens it, in every language."""
    return "\n\n".join(phrase(PHRASES, "archive.readme", language=tag) for tag in LANGUAGES).encode() + b"\n"


def _contents(made: Handover) -> Iterator[tuple[str, Iterable[bytes]]]:
    manifest = manifest_of(made).content()
    policies = policies_content(made.policies)
    small = [(README, readme()), (MANIFEST, manifest), (POLICIES, policies)]
    small.append((KEYS, b"".join(canonical_bytes(dict(key)) + b"\n" for key in made.keys)))
    agreements = [(AGREEMENTS + path, content) for path, content in sorted(made.agreements.items())]
    about = about_content(manifest, made.newest.note.content(), policies, sorted(made.seen))
    page = [*static_files().items(), (ABOUT, about)]
    for path, content in chain(small, agreements, page, log_files(made)):
        yield path, [content]
    yield OPENINGS, (opening.line() for opening in made.openings())
    yield EXHIBITS, (exhibit.line() for exhibit in made.exhibits())
    held = {exhibit.digest for exhibit in made.exhibits() if exhibit.held and is_digest(exhibit.digest)}
    for digest in sorted(held):
        yield EVIDENCE + digest, made.content(digest)
    tree = TileTree(made.log, made.newest.checkpoint.size, kept=8)
    for path, content in data_files(tree, made.openings(), made.exhibits()):
        yield path, [content]


def _through(pieces: Iterable[bytes], counted: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        counted.update(piece)
        yield piece

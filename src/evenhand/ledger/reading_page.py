"""The page that reads an archive in a browser, without a server: its script, its words, and its data in pieces.

A browser lets a page of a folder load scripts and nothing else, so the data are scripts that call one function.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from evenhand.foundation.phrases import catalogue
from evenhand.foundation.problems import ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.ledger.archives import Exhibit, Opening
from evenhand.ledger.tiles import WIDTH, TileTree

BEYOND_LOG = ProblemKind(
    code="ledger.beyond-log",
    blame="state",
    message="A field or a piece of evidence is said to be of entry {number}, and the log has {size} entries. It was "
    "put in: do not rely on it.",
)

INDEX, SCRIPT, CORE, STYLE, WORDS = (
    "index.html", "reader/page.js", "reader/core.js", "reader/page.css", "reader/words.js",
)  # fmt: skip
ABOUT = "reader/data/about.js"
PACKAGE = "evenhand.ledger.reader"
PHRASES = "evenhand.ledger.phrases"
BUNDLES_A_PIECE = 4
"""So many bundles of entries are in one piece of data; page.js knows it as PIECE entries."""
_PREFIXES = ("reader.", "verdict.not-proved")


@cache
def static_files() -> dict[str, bytes]:
    """The page without its data: the same in every archive that this version makes."""
    folder = files(PACKAGE)
    contents = {path: folder.joinpath(path.rpartition("/")[2]).read_bytes() for path in (INDEX, SCRIPT, CORE, STYLE)}
    words = {
        tag: {key: text for key, text in catalogue(PHRASES, tag).items() if key.startswith(_PREFIXES)}
        for tag in LANGUAGES
    }
    return {**contents, WORDS: _script("evenhandWords", words)}


def about_content(manifest: bytes, checkpoint: bytes, policies: bytes, seen: Sequence[bytes]) -> bytes:
    """What the page has to know before it reads entries."""
    return _script(
        "evenhandAbout",
        {
            "checkpoint": checkpoint.decode(),
            "seen": [note.decode() for note in seen],
            "manifest": json.loads(manifest),
            "policies": json.loads(policies),
        },
    )


def piece_path(number: int) -> str:
    """Where a piece of the data lies.

    >>> piece_path(7)
    'reader/data/000007.js'
    """
    return f"reader/data/{number:06d}.js"


def piece_content(
    number: int, entries: Sequence[bytes], openings: Iterable[Opening], exhibits: Iterable[Exhibit]
) -> bytes:
    """A piece of the data: entries, and what is shown of them."""
    shown = [[one.index, one.shown.field, one.shown.salt.hex(), one.shown.value] for one in openings]
    held = [[one.index, one.field, one.digest, one.held] for one in exhibits]
    told = {"number": number, "entries": [_entry(entry) for entry in entries], "shown": shown, "exhibits": held}
    return _script("evenhandPiece", told)


def pieces(
    tree: TileTree, openings: Iterator[Opening], exhibits: Iterator[Exhibit]
) -> Iterator[tuple[int, list[bytes], list[Opening], list[Exhibit]]]:
    """The log in pieces with what belongs to each; one piece is held at a time.

    Raises:
        TILE_MISSING, TILE_DAMAGED: a bundle of the log is not there, or broken.
        BEYOND_LOG: something is of an entry that the log has not.
    """
    bundles, of_openings, of_exhibits = -(-tree.size // WIDTH), _Ahead(openings), _Ahead(exhibits)
    for number, first in enumerate(range(0, bundles, BUNDLES_A_PIECE)):
        entries: list[bytes] = []
        for index in range(first, min(first + BUNDLES_A_PIECE, bundles)):
            entries.extend(tree.entries(index))
        end = first * WIDTH + len(entries)
        yield number, entries, of_openings.below(end), of_exhibits.below(end)
    for ahead in (of_openings, of_exhibits):
        if ahead.index is not None:
            raise BEYOND_LOG(number=ahead.index + 1, size=tree.size)


def data_files(tree: TileTree, openings: Iterator[Opening], exhibits: Iterator[Exhibit]) -> Iterator[tuple[str, bytes]]:
    """The pieces of the data as files."""
    for number, entries, shown, held in pieces(tree, openings, exhibits):
        yield piece_path(number), piece_content(number, entries, shown, held)


class _Ahead:
    """Things in the order of entries, taken up to an entry."""

    def __init__(self, things: Iterator[Any]) -> None:
        self._things, self._next = things, next(things, None)

    @property
    def index(self) -> int | None:
        """The entry of the next one; None where there is none."""
        return None if self._next is None else int(self._next.index)

    def below(self, end: int) -> list[Any]:
        """All that are of entries before `end`, and were not taken yet."""
        taken = []
        while self._next is not None and self._next.index < end:
            taken.append(self._next)
            self._next = next(self._things, None)
        return taken


def _entry(entry: bytes) -> str | list[int]:
    """An entry that is text as it is, any other as its bytes."""
    try:
        return entry.decode()
    except UnicodeDecodeError:
        return list(entry)


def _script(function: str, told: Any) -> bytes:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"{function}({text});".encode()

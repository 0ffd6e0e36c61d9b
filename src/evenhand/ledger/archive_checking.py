"""Checking an archive: its list, its log, what is opened of it, its evidence, and the page that reads it.

Everything is read in pieces, so that an archive of any size can be checked on a small machine.
"""

import hashlib
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.archives import (
    CHECKPOINTS,
    EVIDENCE,
    EXHIBIT_LOOSE,
    EXHIBITS,
    FILE_CHANGED,
    FILE_MISSING,
    FILE_UNLISTED,
    LOG,
    MANIFEST,
    NOT_AN_ARCHIVE,
    OPENING_BAD,
    OPENINGS,
    POLICIES,
    SUMS,
    Exhibit,
    Files,
    Manifest,
    Opening,
    names_digest,
    read_exhibits,
    read_manifest,
    read_openings,
    read_policies,
    read_sums,
)
from evenhand.ledger.audit import audit
from evenhand.ledger.checkpoints import SignedCheckpoint, open_checkpoint
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.merkle import subtree_root
from evenhand.ledger.policy import Policy, read_policy
from evenhand.ledger.reading_page import piece_content, piece_path, pieces, static_files
from evenhand.ledger.statements import Statement, read_statement, require_shown
from evenhand.ledger.tiles import WIDTH, Edge, TileTree

NO_POLICY = ProblemKind(
    code="ledger.no-policy",
    blame="caller",
    message="The archive brings no policy in {path} ({fault}), and none was given, so nobody says which key is the "
    "log's. Give the policy that you got by another way.",
)
CHECKPOINT_CONFLICTS = ProblemKind(
    code="ledger.checkpoint-conflicts",
    blame="state",
    message="{path}: at {size} entries the log signed the root {signed}, and its first {size} entries here have the "
    "root {found}. The log showed two histories: keep this archive, it proves that.",
)
PAGE_CHANGED = ProblemKind(
    code="ledger.page-changed",
    blame="state",
    message="{path} does not show what the log and the openings hold. Do not rely on the page in the browser; get the "
    "archive again.",
)

FAULTS = 50
"""No more faults are gathered of one kind of check: the rest would say the same."""
_AHEAD = 64
Told = Callable[[str, int, int], None]
"""Called as the check goes on, with the step, how much of it is done, and how much it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveVerdict:
    """What an archive proves, but for what `ArchiveCheck.faults` names."""

    manifest: Manifest
    digest: str
    """SHA-256 of its list: by it two people tell that they have the same archive."""
    checkpoint: SignedCheckpoint
    trusted: bool
    """Whether the keys came by another way than the archive."""
    cosigners: tuple[tuple[str, int], ...]
    lacking: tuple[str, ...]
    seen: int
    """So many other checkpoints were held against the log."""
    opened: int
    """So many fields are shown."""
    exhibits: int
    held: int
    """So many files of evidence are in the archive."""
    own_page: bool
    """Whether its page for the browser is the one that this version makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCheck:
    """What the check of an archive came to."""

    verdict: ArchiveVerdict | None
    """None where the log in it is not sound."""
    faults: tuple[Problem, ...]
    """The files and entries that are not what they should be; none where all is well."""


def check_archive(files: Files, policy: Policy | None, told: Told = lambda _step, _done, _of: None) -> ArchiveCheck:
    """Check all of an archive, on the word of `policy` or, without one, of the policy that the archive brings.

    Raises:
        NOT_AN_ARCHIVE, LINE_BAD: it is none, or its list cannot be read.
        NO_POLICY: nobody says whose keys count.
    """
    faults = _Faults()
    digest = hashlib.sha256(b"".join(files.chunks(SUMS))).hexdigest()
    # 1. Every file is the one that the list names, and no other is there.
    _check_list(files, faults, told)
    chosen = _policy(files) if policy is None else policy
    try:
        manifest = read_manifest(_needed(files, MANIFEST))
        # 2. The log signed this very tree, and every checkpoint that was kept is of its beginnings.
        newest = _check_log(files, chosen, manifest, told)
        seen = _check_seen(files, chosen, TileTree(_Under(files, LOG), newest.checkpoint.size), faults)
    except Problem as problem:
        faults.add(problem)
        return ArchiveCheck(verdict=None, faults=tuple(faults.found))
    # 3. What is shown is what was entered, and evidence is what was entered.
    contents = _Contents(files, faults, TileTree(_Under(files, LOG), newest.checkpoint.size, kept=8))
    contents.check(told)
    times = newest.cosigned()
    names = {key.public: name for name, key in chosen.witnesses.items()}
    origin = newest.checkpoint.origin
    verdict = ArchiveVerdict(
        manifest=manifest,
        digest=digest,
        checkpoint=newest,
        trusted=policy is not None,
        cosigners=tuple((names[key.public], at) for key, at in times.items() if key.name != origin),
        lacking=chosen.lacking(times),
        seen=seen,
        opened=contents.opened,
        exhibits=contents.exhibits,
        held=contents.held,
        own_page=all(files.read(path) == content for path, content in static_files().items()),
    )
    return ArchiveCheck(verdict=verdict, faults=tuple(faults.found))


def _check_log(files: Files, policy: Policy, manifest: Manifest, told: Told) -> SignedCheckpoint:
    """The newest checkpoint, once the whole log was held against it."""
    newest = open_checkpoint(_needed(files, LOG + CHECKPOINT), logs=policy.logs, witnesses=policy.witnesses.values())
    found = newest.checkpoint
    if (manifest.origin, manifest.size, manifest.root) != (found.origin, found.size, found.root.hex()):
        raise NOT_AN_ARCHIVE(path=MANIFEST, fault="it names another log, size or root than the checkpoint")
    for edge in audit(_Under(files, LOG), found, Edge()):
        told("log", edge.size, found.size)
    return newest


class _Faults:
    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._counts: dict[str, int] = {}

    def add(self, problem: Problem) -> None:
        count = self._counts[problem.code] = self._counts.get(problem.code, 0) + 1
        if count <= FAULTS:
            self.found.append(problem)


class _Under:
    """The files under a folder of the archive."""

    def __init__(self, files: Files, folder: str) -> None:
        self._files, self._folder = files, folder

    def read(self, path: str) -> bytes | None:
        return self._files.read(self._folder + path)


def _needed(files: Files, path: str) -> bytes:
    content = files.read(path)
    if content is None:
        raise NOT_AN_ARCHIVE(path=path, fault="there is no such file")
    return content


def _policy(files: Files) -> Policy:
    """The newest policy of the archive."""
    try:
        return read_policy(read_policies(_needed(files, POLICIES))[-1].policy)
    except (IndexError, Problem) as fault:
        raise NO_POLICY(path=POLICIES, fault=fault) from None


def _check_list(files: Files, faults: _Faults, told: Told) -> None:
    there = set(files.names())
    total, done = len(there) - 1, 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # hashing lets other threads run
        waiting: deque[tuple[str, str, Future[str]]] = deque()
        for path, listed in read_sums(files):
            if path not in there:
                faults.add(FILE_MISSING(path=path))
                continue
            there.discard(path)
            waiting.append((path, listed, pool.submit(_digest, files, path)))
            while len(waiting) > _AHEAD:
                done += _settle(waiting, faults)
                told("files", done, total)
        while waiting:
            done += _settle(waiting, faults)
            told("files", done, total)
    for path in sorted(there - {SUMS}):
        faults.add(FILE_UNLISTED(path=path))


def _settle(waiting: deque[tuple[str, str, Future[str]]], faults: _Faults) -> int:
    path, listed, future = waiting.popleft()
    found = future.result()
    if found != listed:
        faults.add(FILE_CHANGED(path=path, found=found, listed=listed))
    return 1


def _digest(files: Files, path: str) -> str:
    counted = hashlib.sha256()
    for chunk in files.chunks(path):
        counted.update(chunk)
    return counted.hexdigest()


def _check_seen(files: Files, policy: Policy, tree: TileTree, faults: _Faults) -> int:
    """Hold every checkpoint that was kept against the log; how many there were."""
    count = 0
    for path in sorted(path for path in files.names() if path.startswith(CHECKPOINTS)):
        count += 1
        try:
            content = _needed(files, path)
            found = open_checkpoint(content, logs=policy.logs, witnesses=policy.witnesses.values()).checkpoint
            root = subtree_root(tree, 0, found.size) if found.size <= tree.size else b""
            if root != found.root:
                signed, here = found.root.hex(), root.hex() or "-"
                faults.add(CHECKPOINT_CONFLICTS(path=path, size=found.size, signed=signed, found=here))
        except Problem as problem:
            faults.add(NOT_AN_ARCHIVE(path=path, fault=problem))
    return count


class _Contents:
    """The pass over entries with what is shown of them, the evidence, and the data of the page."""

    def __init__(self, files: Files, faults: _Faults, tree: TileTree) -> None:
        self._files, self._faults, self._tree = files, faults, tree
        self.opened = self.exhibits = self.held = 0
        self._evidence = {path for path in files.names() if path.startswith(EVIDENCE)}

    def check(self, told: Told) -> None:
        """Look at all of it; a list that cannot be read ends the pass."""
        openings = (opening for _line, opening in read_openings(self._files))
        exhibits = (exhibit for _line, exhibit in read_exhibits(self._files))
        extra = {path for path in self._files.names() if path.startswith("reader/data/") and path[-9:-3].isdigit()}
        try:
            for number, entries, shown, held in pieces(self._tree, openings, exhibits):
                self._check_piece(entries, shown, held)
                path, content = piece_path(number), piece_content(number, entries, shown, held)
                extra.discard(path)
                if self._files.read(path) != content:
                    self._faults.add(PAGE_CHANGED(path=path))
                told("fields", min(self._tree.size, (number + 1) * 4 * WIDTH), self._tree.size)
        except Problem as problem:
            self._faults.add(problem)
            return
        for path in sorted(extra):
            self._faults.add(PAGE_CHANGED(path=path))

    def _check_piece(self, entries: list[bytes], shown: list[Opening], held: list[Exhibit]) -> None:
        first = self._first
        self._first += len(entries)
        values: dict[tuple[int, str], object] = {}
        statements: dict[int, Statement | Problem] = {}
        for one in shown:
            self.opened += 1
            if one.index not in statements:
                statements[one.index] = _statement(entries[one.index - first])
            self._check_opening(one, statements[one.index])
            values[one.index, one.shown.field] = one.shown.value
        for exhibit in held:
            self._check_exhibit(exhibit, values.get((exhibit.index, exhibit.field)))

    _first = 0

    def _check_opening(self, one: Opening, statement: Statement | Problem) -> None:
        try:
            if isinstance(statement, Problem):
                raise statement
            require_shown(statement, [one.shown])
        except Problem as problem:
            told = {"path": OPENINGS, "line": self.opened, "number": one.index + 1, "field": one.shown.field}
            self._faults.add(OPENING_BAD(**told, fault=problem))

    def _check_exhibit(self, exhibit: Exhibit, value: object) -> None:
        self.exhibits += 1
        if value is None or not names_digest(value, exhibit.digest):
            told = {"line": self.exhibits, "digest": exhibit.digest, "number": exhibit.index + 1}
            self._faults.add(EXHIBIT_LOOSE(path=EXHIBITS, **told))
        path = EVIDENCE + exhibit.digest
        if not exhibit.held:
            return
        self.held += 1
        if path not in self._evidence:
            self._faults.add(FILE_MISSING(path=path))
        elif (found := _digest(self._files, path)) != exhibit.digest:
            self._faults.add(FILE_CHANGED(path=path, found=found, listed=exhibit.digest))


def _statement(entry: bytes) -> Statement | Problem:
    try:
        return read_statement(entry)
    except Problem as problem:
        return problem

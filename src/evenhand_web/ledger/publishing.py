"""The log: what was committed, as tiles and signed checkpoints in a folder for anybody to read.

The database gives entries their places, in the transaction of the act; here they become tiles, in the same order
wherever it is done, so that several servers on one database make one tree.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.checkpoints import SignedCheckpoint, open_checkpoint, with_signatures
from evenhand.ledger.log import CHECKPOINT, Log
from evenhand.ledger.merkle import inclusion_proof
from evenhand.ledger.proofs import Proof
from evenhand.ledger.storage import Files
from evenhand.ledger.tiles import WIDTH, TileTree, edge_at
from evenhand.sources.ledger_files import LOG_IN_USE, Folder
from evenhand.sources.ledger_objects import Objects
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger.keys import clock_key, log_keys, rules, verifiers
from evenhand_web.ledger.models import Entry

RECORD_BEHIND = ProblemKind(
    code="ledger.record-behind",
    blame="operator",
    message="The log holds {size} entries, the database {rows}: entry {entry} is missing or another one. Rows were "
    "removed or changed, or an older copy of the database was put back. Keep both as they are, tell all parties, and "
    "let the witnesses say what they saw.",
)
NOT_PUBLISHED = ProblemKind(
    code="ledger.not-published",
    blame="state",
    message="Entry {sequence} is in no signed checkpoint yet. One is signed every few seconds; try again.",
)
STRANGE_CHECKPOINT = ProblemKind(
    code="ledger.strange-checkpoint",
    blame="caller",
    message="This checkpoint of {size} entries is not one that this log signed, or no witness of the policy cosigned "
    "it. Fetch {origin}'s newest one, and cosign that.",
)

KEPT = "kept"
"""Folder of the checkpoints that witnesses cosigned, by size."""
_WAIT_S, _PAUSE_S = 20.0, 0.02
_AT_A_TIME = 2000
_TURN = 0x45_56_50_55
"""Key of the advisory lock of PostgreSQL under which the log is published ("EVPU")."""
Store = Folder | Objects


def folder() -> Path:
    """Where the published files lie, if that is on this machine."""
    return Path(settings.LEDGER_FOLDER)


def publish(now: datetime) -> SignedCheckpoint:
    """Sign all that is committed. The same tree signed again keeps its cosignatures.

    Args:
        now: by the real clock: witnesses hold it against theirs.

    Raises:
        RECORD_BEHIND: the database does not hold what was signed before. Nothing is signed.
        LOG_DAMAGED and others of `Log`: the folder does not.
        LOG_IN_USE: another process has been publishing for twenty seconds.
    """
    with _opened() as (log, disk):
        before = disk.read(CHECKPOINT)
        found = _open(log.publish(now).note.content())
        if before is not None:
            earlier = open_checkpoint(before, logs=verifiers())
            if earlier.note.text == found.note.text:
                ours = {key.verifier.id for key in log_keys()}
                others = [one for one in earlier.note.signatures if one.key_id not in ours]
                found = _write(disk, CHECKPOINT, with_signatures(found.note, others).content())
        return found


def is_due(now: datetime, *, every_s: int) -> bool:
    """Whether entries wait, or the newest checkpoint is older than `every_s`."""
    found = newest()
    if found is None:
        return True
    with as_machine("how long the record is says nothing of what is in it"):
        last = Entry.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    at = signed_at(found)
    return last > found.checkpoint.size or at is None or (now - at).total_seconds() >= every_s


def newest() -> SignedCheckpoint | None:
    """The newest checkpoint with the signatures of all known keys; None before the first."""
    content = files().read(CHECKPOINT)
    return None if content is None else _open(content)


def final_for(size: int) -> SignedCheckpoint | None:
    """The newest kept checkpoint of at least `size` entries that a quorum of its policy cosigned."""
    known = rules()
    disk = files()
    for name in reversed(disk.names(KEPT)) if known is not None else ():
        number = name.partition(".")[0]  # what follows a point is the root of another history
        if not number.isdigit() or int(number) < size:
            continue
        found = _open(disk.read(f"{KEPT}/{name}") or b"")
        is_final = known.holding(found.checkpoint).is_final(found.cosigned())
        if is_final and root_at(disk, found.checkpoint.size) == found.checkpoint.root:
            return found
    return None


def take_cosignatures(note: bytes, now: datetime) -> SignedCheckpoint:
    """Keep the cosignatures of witnesses of the policy under a checkpoint that this log signed, new or not.

    Args:
        note: the checkpoint with their signatures under it.
        now: by the real clock; nothing hangs on it yet but what callers log.

    Raises:
        STRANGE_CHECKPOINT: it is not one of this log, or nobody of the policy signed it.
        NOTE_MALFORMED, SIGNATURE_BAD, NOT_SIGNED, NOT_FROM_LOG, NOT_A_CHECKPOINT: see `open_checkpoint`.
    """
    del now
    known = rules()
    witnesses = {} if known is None else {key.id: key for key in known.witnesses.values() if key != clock_key()}
    found = open_checkpoint(note, logs=verifiers(), witnesses=witnesses.values())
    wanted = [one for one in found.note.signatures if one.key_id in witnesses]
    size = found.checkpoint.size
    if not wanted:  # before anything is locked: strangers may send this, too
        raise STRANGE_CHECKPOINT(size=size, origin=settings.LEDGER_ORIGIN)
    with _locked() as disk:
        if not _holds(disk, found):
            raise STRANGE_CHECKPOINT(size=size, origin=settings.LEDGER_ORIGIN)
        path = f"{KEPT}/{size:020d}"
        kept = disk.read(path)
        base = found.note if kept is None else open_checkpoint(kept, logs=verifiers()).note
        if base.text != found.note.text:  # of a history that this log signed before: it stays, as evidence
            path, base = f"{path}.{found.checkpoint.root.hex()[:16]}", found.note
        content = with_signatures(base, wanted).content()
        opened = _write(Files(disk), path, content)
        current = disk.read(CHECKPOINT)
        if current is not None:
            newest_note = open_checkpoint(current, logs=verifiers()).note
            if newest_note.text == found.note.text:
                opened = _write(Files(disk), CHECKPOINT, with_signatures(newest_note, wanted).content())
        return opened


def proof(sequence: int, *, under: SignedCheckpoint | None = None) -> Proof:
    """The proof that entry `sequence` (from 1) is in the log, under the newest final checkpoint that covers it.

    Args:
        sequence: its number, from 1.
        under: another checkpoint of this log to prove it under.

    Raises:
        NOT_PUBLISHED: no checkpoint covers it yet.
    """
    found = under or final_for(sequence) or newest()
    if found is None or found.checkpoint.size < sequence:
        raise NOT_PUBLISHED(sequence=sequence)
    size = found.checkpoint.size
    path = inclusion_proof(TileTree(files(), size), sequence - 1, size)
    return Proof(index=sequence - 1, path=path, checkpoint=found.note.content())


def files() -> Store:
    """The published files: a folder of this machine, or a bucket."""
    place = str(settings.LEDGER_FOLDER)
    return Objects(place) if "://" in place else Folder(Path(place))


def signed_at(found: SignedCheckpoint) -> datetime | None:
    """When this log says that it signed a checkpoint."""
    seconds = found.cosigned().get(clock_key())
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class _Committed:
    """Entries in the order in which the database committed them (see `evenhand.ledger.log.Sequencer`)."""

    def since(self, first: int) -> Iterator[tuple[int, list[bytes]]]:
        """What was committed beyond entry `first`, without gaps.

        Raises:
            RECORD_BEHIND: a row is missing.
        """
        with as_machine("the log holds every entry, whoever publishes it"):
            rows = Entry.objects.filter(sequence__gt=first).order_by("sequence").values_list("sequence", "statement")
            at, gathered = first, list[bytes]()
            for sequence, statement in rows.iterator(chunk_size=_AT_A_TIME):
                if sequence != at + len(gathered) + 1:
                    raise RECORD_BEHIND(size=first, rows=rows.count(), entry=at + len(gathered) + 1)
                gathered.append(statement.encode())
                if len(gathered) == _AT_A_TIME:
                    yield at, gathered
                    at, gathered = at + len(gathered), []
            if gathered:
                yield at, gathered

    def append(self, first: int, entries: Sequence[bytes]) -> None:
        """Never asked: entries come with the acts."""
        raise NotImplementedError(f"entry {first} and {len(entries)} more belong into the transaction of their act")

    def settled(self, size: int) -> None:
        """The database keeps its rows: nothing to forget."""


@contextmanager
def _opened() -> Iterator[tuple[Log, Files]]:
    with _locked() as disk:
        log = Log(disk, origin=settings.LEDGER_ORIGIN, keys=log_keys(), former=verifiers()[1:], sequencer=_Committed())
        _require_same(disk, log)
        yield log, Files(disk)


def _require_same(disk: Store, log: Log) -> None:
    """The last entry that was signed must still be the one of the database; `check` looks at all of them."""
    content = disk.read(CHECKPOINT)
    if content is None:
        return
    size = open_checkpoint(content, logs=verifiers()).checkpoint.size
    if not size:
        return
    index, at = divmod(size - 1, WIDTH)
    signed = TileTree(disk, size).entries(index)[at]
    with as_machine("the log holds every entry, whoever publishes it"):
        row = Entry.objects.filter(sequence=size).values_list("statement", flat=True).first()
    if row is None or row.encode() != signed:
        raise RECORD_BEHIND(size=log.size, rows=Entry.objects.count(), entry=size)


@contextmanager
def _locked() -> Iterator[Store]:
    """The published files, for as long as they are written, after those who came before: one publisher at a time."""
    disk = files()
    lock = disk if isinstance(disk, Folder) else Folder(Path(settings.WORKSPACE) / "log-lock")
    with ExitStack() as held:
        held.callback(disk.close)
        _wait_for(lambda: held.enter_context(lock.locked()))
        if connection.vendor == "postgresql":  # servers on other machines publish from the same database
            held.enter_context(_turn_of_all())
        yield disk


def _wait_for(enter: Callable[[], None]) -> None:
    until = time.monotonic() + _WAIT_S
    while True:
        try:
            return enter()
        except Problem as problem:
            if problem.kind != LOG_IN_USE or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_S)


@contextmanager
def _turn_of_all() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_TURN])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_TURN])


def _holds(disk: Store, found: SignedCheckpoint) -> bool:
    """Whether this log's tree of that size has that root, and is published."""
    content = disk.read(CHECKPOINT)
    if content is None or open_checkpoint(content, logs=verifiers()).checkpoint.size < found.checkpoint.size:
        return False
    size = found.checkpoint.size
    return size > 0 and root_at(disk, size) == found.checkpoint.root


def root_at(disk: Store, size: int) -> bytes:
    """The root of the first `size` entries, from the published tiles."""
    return edge_at(disk, size).root()


def _write(disk: Files, path: str, content: bytes) -> SignedCheckpoint:
    disk.replace({path: content})
    return _open(content)


def _open(content: bytes) -> SignedCheckpoint:
    known = rules()
    witnesses = {clock_key(), *(() if known is None else known.witnesses.values())}
    return open_checkpoint(content, logs=verifiers(), witnesses=witnesses)

"""What a corrupt administrator can do, for a demo to show that the witnesses catch it.

An administrator owns the database, the disk and the log's key: the triggers that refuse changes are dropped, rows are
changed, entries renumbered and locked again, tiles built anew, and the result signed. Afterwards the server's own check
finds nothing wrong. Nothing here is reached outside a demo (see `demo.is_demo`).
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from evenhand.foundation.problems import ProblemKind
from evenhand.ledger.log import Log
from evenhand.ledger.statements import read_statement
from evenhand.sources.ledger_files import Folder
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger import publishing
from evenhand_web.ledger.keys import log_keys
from evenhand_web.ledger.mapping import lock, opened
from evenhand_web.ledger.models import Entry, Opening, RecordKey
from evenhand_web.ledger.services import record
from evenhand_web.web import clock
from evenhand_web.witnesses.demo import WITNESSES, is_demo, other_log, without_witnesses

NOTHING_TO_REWRITE = ProblemKind(
    code="witnesses.nothing-to-rewrite",
    blame="state",
    message="The record has {entries} entries, too few to rewrite any. Do something first, then try again.",
)
NO_DEMO = ProblemKind(
    code="witnesses.no-demo",
    blame="permission",
    message="{what} is for a demo alone. Start one with `evenhand-web demo`.",
)

TABLES = ("ledger_entry", "ledger_opening")
LEAST = 20
TAKEN_AWAY = 8
BACK = timedelta(days=3)
_BEFORE = "before-the-rewriting"
_WAIT_S = 20


def delete() -> None:
    """Make an act undone: its entry goes, the later ones move up, and what they say is locked anew."""
    with _rewriting():
        gone = _victim()
        Opening.objects.filter(entry=gone.sequence).delete()
        Entry.objects.filter(pk=gone.sequence).delete()
        for sequence in Entry.objects.filter(pk__gt=gone.sequence).order_by("pk").values_list("pk", flat=True):
            _move_up(sequence)


def back_date() -> None:
    """Have an act done three days earlier than it was."""
    with _rewriting():
        entry = _victim()
        statement = read_statement(entry.statement.encode())
        earlier = replace(statement, at=statement.at - BACK)
        Entry.objects.filter(pk=entry.pk).update(statement=earlier.entry().decode(), at=earlier.at)


def rewind() -> None:
    """Put an older copy back: the last acts never happened."""
    with _rewriting():
        last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
        Opening.objects.filter(entry__gt=last - TAKEN_AWAY).delete()
        Entry.objects.filter(pk__gt=last - TAKEN_AWAY).delete()


def split() -> None:
    """Show one party another log than all others: the same up to now, and then an act that only it hears of."""
    _require_demo("A split view")
    _save()
    publishing.publish(clock.real())
    statements = list(Entry.objects.order_by("pk").values_list("statement", flat=True))
    with transaction.atomic():
        entry = record(action="demo.told-to-most", subject="demo-split", actor=SYSTEM, at=clock.now())
    forged = replace(read_statement(entry.statement.encode()), kind="demo.told-to-one")
    draft = other_log().with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    _sign(draft, [*(one.encode() for one in statements), forged.entry()])
    publishing.publish(clock.real())
    draft.replace(other_log())


def reset() -> None:
    """Put all back as it was before the first rewriting, and let the witnesses forget."""
    _require_demo("Putting back")
    before, log = _before(), publishing.folder()
    if before.exists():
        with without_witnesses(), Folder(publishing.folder()).locked(wait_s=_WAIT_S):
            shutil.rmtree(other_log(), ignore_errors=True)
            _copy_database(before / "database", _database())
            _swap(before / "log", log)
            _forget()
        shutil.rmtree(before)


WAYS: dict[str, Callable[[], None]] = {"delete": delete, "back-date": back_date, "rewind": rewind, "split": split}


def is_rewritten() -> bool:
    """Whether there is something to put back."""
    return _before().exists()


@contextmanager
def _rewriting() -> Iterator[None]:
    """Within this the database takes any change; afterwards the log is what the database says, signed anew."""
    _require_demo("Rewriting")
    _save()
    log = publishing.folder()
    draft = log.with_name(f"{log.name}.new")
    with Folder(publishing.folder()).locked(wait_s=_WAIT_S):
        with transaction.atomic(), _without_triggers():
            yield
        shutil.rmtree(draft, ignore_errors=True)
        _sign(draft, [one.encode() for one in Entry.objects.order_by("pk").values_list("statement", flat=True)])
        if (log / publishing.KEPT).exists():
            shutil.copytree(log / publishing.KEPT, draft / publishing.KEPT)
        _swap(draft, log)


def _victim() -> Entry:
    """An entry that every witness has seen, of an act of which no other table would tell."""
    entries = Entry.objects.count()
    if entries < LEAST:
        raise NOTHING_TO_REWRITE(entries=entries)
    old = Entry.objects.filter(pk__lte=entries - TAKEN_AWAY).order_by("-pk")
    return old.filter(action__startswith="incidents.").first() or old[0]


def _move_up(sequence: int) -> None:
    for opening in Opening.objects.filter(entry=sequence):
        key = RecordKey.objects.filter(pk=opening.key_id).first()
        shown = opened(opening, key)
        if key is not None and shown is not None:
            box = lock(shown, sequence=sequence - 1, secret=bytes(key.secret))
            Opening.objects.filter(pk=opening.pk).update(entry=sequence - 1, sealed=box)
        else:
            Opening.objects.filter(pk=opening.pk).update(entry=sequence - 1)
    Entry.objects.filter(pk=sequence).update(sequence=sequence - 1)


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Take the triggers away that make the record append-only, and put them back so that nobody sees it."""
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(TABLES))
        query = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})"  # noqa: S608
        cursor.execute(query, TABLES)
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


class _Given:
    """Entries from a list, for a log that is built at once."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self._entries = list(entries)

    def since(self, first: int) -> Iterator[tuple[int, list[bytes]]]:
        """All of them beyond `first`."""
        yield first, self._entries[first:]

    def append(self, first: int, entries: Sequence[bytes]) -> None:
        """Never asked."""
        raise NotImplementedError(f"entry {first} and {len(entries)} more")

    def settled(self, size: int) -> None:
        """Nothing to forget."""


def _sign(folder: Path, entries: Sequence[bytes]) -> None:
    """A log of these entries, signed with this log's own keys."""
    disk = Folder(folder)
    try:
        made = Log(disk, origin=settings.LEDGER_ORIGIN, keys=log_keys(), sequencer=_Given(entries))
        made.publish(clock.real())
    finally:
        disk.close()


def _swap(new: Path, old: Path) -> None:
    aside = old.with_name(f"{old.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    old.replace(aside)
    new.replace(old)
    shutil.rmtree(aside)


def _save() -> None:
    """Keep a copy of all, once, to come back to."""
    before = _before()
    if before.exists():
        return
    draft = before.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    with Folder(publishing.folder()).locked(wait_s=_WAIT_S):
        _copy_database(_database(), draft / "database")
        shutil.copytree(publishing.folder(), draft / "log")
    draft.replace(before)


def _copy_database(source: Path, target: Path) -> None:
    """As the database's own backup does it, while others go on. Source: SQLite, "Online Backup API"."""
    with (
        closing(sqlite3.connect(source, timeout=_WAIT_S)) as one,
        closing(sqlite3.connect(target, timeout=_WAIT_S)) as other,
    ):
        one.backup(other)


def _forget() -> None:
    """Let the demo's witnesses begin anew; none of them runs now."""
    for folder in (Path(settings.WORKSPACE) / WITNESSES).glob("*/memory"):
        shutil.rmtree(folder)


def _database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _before() -> Path:
    return Path(settings.WORKSPACE) / _BEFORE


def _require_demo(what: str) -> None:
    if not is_demo():
        raise NO_DEMO(what=what)

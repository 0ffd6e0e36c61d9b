"""Whether the database, the published files and the log's signature still say the same: every row, every byte of them.

What a database holds can be changed by whoever runs it. What was signed cannot: here the rows are held against it. A
witness does the same for the published files, without asking this server.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from evenhand.foundation.problems import Problem
from evenhand.ledger.audit import audit
from evenhand.ledger.checkpoints import SignedCheckpoint
from evenhand.ledger.statements import Shown, Statement, read_statement
from evenhand.ledger.tiles import WIDTH, Edge, TileTree
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger import publishing
from evenhand_web.ledger.mapping import OF_PERSON, ROWS, name_of, opened, row_digest, rows_of, table_of
from evenhand_web.ledger.models import Entry, RecordKey
from evenhand_web.ledger.services import ERASED, KEYS, UNHELD

WHOLLY_ENTERED = frozenset(
    {
        "agreements_agreementversion",
        "cases_act",
        "cases_interviewlook",
        "cases_interviewsource",
        "cases_struck",
        "commitments_act",
        "commitments_planact",
        "council_version",
        "doors_messageact",
        "doors_messagefile",
        "documents_headversion",
        "documents_reading",
        "evidence_custodyact",
        "evidence_text",
        "intake_reportact",
        "intake_sourcelook",
        "intake_version",
        "intake_versionfile",
        "registers_version",
        "witnesses_alarm",
    }
)
"""Tables each row of which is entered with the act that wrote it; a row that no entry tells of was put in otherwise."""
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that does not hold, and where."""

    kind: str
    """`gap`, `changed`, `column`, `unsealed`, `key-lost`, `row-changed`, `row-gone`, `row-foreign` or `log`."""
    where: str
    """The entry's number, the row, or the file."""
    told: str = ""
    """What is wrong, where a Problem says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of a check."""

    entries: int
    signed: int
    """How many entries the newest checkpoint covers."""
    root: str
    """Its root, hex; empty before the first checkpoint."""
    rows: int
    """How many rows of other tables were held against their entries."""
    erased: int
    """How many keys were destroyed lawfully, each named by an entry."""
    faults: tuple[Fault, ...]

    @property
    def holds(self) -> bool:
        """Whether all is as it was entered."""
        return not self.faults


def check(*, most: int = 100) -> Checked:
    """Hold every row of the record, and every row that it entered, against the log.

    Args:
        most: so many faults are told; one is enough to stop and tell all parties.
    """
    newest = publishing.newest()  # before the rows, for it may only cover what they hold
    told = _Told(newest)
    with as_machine("a check reads all of the record and tells places, not contents"), _at_one_instant():
        faults = list(islice(_faults(told), most))
    return Checked(
        entries=told.entries,
        signed=0 if newest is None else newest.checkpoint.size,
        root="" if newest is None else newest.checkpoint.root.hex(),
        rows=len(told.rows),
        erased=len({key for key, _entry in told.erased & told.missing}),
        faults=tuple(faults),
    )


class _Told:
    """What is gathered on the way through the record."""

    def __init__(self, newest: SignedCheckpoint | None) -> None:
        self.newest = newest
        self.entries = 0
        self.erased: set[tuple[int, int]] = set()
        """Keys that were destroyed lawfully, each with an entry that it opened."""
        self.missing: set[tuple[int, int]] = set()
        self.rows: dict[str, tuple[str, int]] = {}
        """By a row's name, its digest and the entry that holds it."""
        self.excused: set[str] = set()
        """Names of rows whose digests were erased with what was said of them."""


@contextmanager
def _at_one_instant() -> Iterator[None]:
    """All rows as they are now, however long it takes, without keeping anybody from writing."""
    if connection.in_atomic_block:  # whoever began it has chosen
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")


def _faults(told: _Told) -> Iterator[Fault]:
    yield from _entries(told)
    yield from _keys(told)
    yield from _rows(told)
    yield from _published(told)


def _entries(told: _Told) -> Iterator[Fault]:
    size = 0 if told.newest is None else told.newest.checkpoint.size
    tree = TileTree(publishing.files(), size)
    keys = {key.pk: key for key in RecordKey.objects.all()}
    expected, bundle, index = 1, list[bytes](), -1
    for entry in Entry.objects.order_by("sequence").prefetch_related("openings").iterator(chunk_size=_AT_A_TIME):
        if entry.sequence != expected:
            yield Fault(kind="gap", where=str(expected))
        expected = entry.sequence + 1
        told.entries += 1
        if 0 < entry.sequence <= size:
            try:
                if (entry.sequence - 1) // WIDTH != index:
                    index = (entry.sequence - 1) // WIDTH
                    bundle = tree.entries(index)
                at = (entry.sequence - 1) % WIDTH
                if bundle[at : at + 1] != [entry.statement.encode()]:
                    yield Fault(kind="changed", where=str(entry.sequence))
                    continue
            except Problem as problem:
                yield Fault(kind="log", where=str(entry.sequence), told=str(problem))
        yield from _entry(entry, keys, told)
    if told.entries < size:
        yield Fault(kind="gap", where=str(expected))


def _entry(entry: Entry, keys: dict[int, RecordKey], told: _Told) -> Iterator[Fault]:
    try:
        said = read_statement(entry.statement.encode())
    except Problem as problem:
        yield Fault(kind="changed", where=str(entry.sequence), told=str(problem))
        return
    columns = (said.at, said.organisation, said.kind, said.subject)
    if columns != (entry.at, entry.organisation, entry.action, entry.subject):
        yield Fault(kind="column", where=str(entry.sequence))
    shown: dict[str, Shown] = {}
    locked = 0
    for one in entry.openings.all():
        key = keys.get(one.key_id)
        found = opened(one, key)
        if key is None:
            locked += 1
            told.missing.add((one.key_id, entry.sequence))
        elif found is None:
            yield Fault(kind="unsealed", where=str(entry.sequence))
        shown.update({field.field: field for field in found or ()})
    if not _holds(said, shown, openings=len(entry.openings.all()), locked=locked):
        yield Fault(kind="unsealed", where=str(entry.sequence))
    if ROWS in shown:
        yield from _entered(shown[ROWS].value, entry.sequence, told)
    if entry.action == ERASED and KEYS in shown:
        told.erased.update((int(key), one) for key, opened_by in shown[KEYS].value.items() for one in opened_by)
        told.excused.update(shown[UNHELD].value)


def _holds(said: Statement, shown: dict[str, Shown], *, openings: int, locked: int) -> bool:
    """Each field that opens is the one that was entered, and whole parts are missing, one for each key that is gone."""
    if any(said.fields.get(name) != one.commitment() for name, one in shown.items()):
        return False
    personal = set(said.fields) & OF_PERSON
    parts = [part for part in (personal, set(said.fields) - personal) if part]
    shut = [part for part in parts if not part & set(shown)]
    return openings == len(parts) and len(shut) == locked and set().union(*shut) == set(said.fields) - set(shown)


def _entered(rows: dict[str, str], sequence: int, told: _Told) -> Iterator[Fault]:
    """Rows never change, so a row that is entered once more with another digest was changed in between."""
    for name, digest in rows.items():
        before = told.rows.setdefault(name, (digest, sequence))
        if before[0] != digest:
            yield Fault(kind="row-changed", where=name, told=f"{before[1]}, {sequence}")


def _keys(told: _Told) -> Iterator[Fault]:
    """A key that is gone was destroyed by an erasure that tells of it and of this entry, or it was not lawful."""
    for sequence in sorted({entry for _key, entry in told.missing - told.erased}):
        yield Fault(kind="key-lost", where=str(sequence))


def _rows(told: _Told) -> Iterator[Fault]:
    """Rows that were entered are there and unchanged; tables all of whose rows are entered hold no other."""
    tables: dict[str, list[str]] = {table: [] for table in WHOLLY_ENTERED}
    for name in told.rows:
        tables.setdefault(name.partition("/")[0], []).append(name.partition("/")[2])
    models = {table_of(model): model for model in apps.get_models()}
    for table, wanted in sorted(tables.items()):
        model = models.get(table)
        if model is None:
            yield Fault(kind="row-gone", where=table)
            continue
        yield from _table(model, wanted, told)


def _table(model: type[Model], wanted: Sequence[str], told: _Told) -> Iterator[Fault]:
    there: set[str] = set()
    for row in rows_of(model).order_by("pk").iterator(chunk_size=_AT_A_TIME):
        name = name_of(row)
        there.add(str(row.pk))
        entered = told.rows.get(name)
        if entered is None:
            if table_of(model) in WHOLLY_ENTERED and name not in told.excused:
                yield Fault(kind="row-foreign", where=name)
        elif row_digest(row) != entered[0]:
            yield Fault(kind="row-changed", where=name, told=str(entered[1]))
    for key in wanted:
        if key not in there:
            yield Fault(kind="row-gone", where=f"{table_of(model)}/{key}")


def _published(told: _Told) -> Iterator[Fault]:
    """The published files hold what was signed."""
    try:
        if told.newest is not None:
            for _edge in audit(publishing.files(), told.newest.checkpoint, Edge()):
                pass
    except Problem as problem:
        yield Fault(kind="log", where=problem.code, told=str(problem))

"""Tables: read, looked at, corrected, and only then taken in; cut at any point, the next step goes on where it was.

A step works for a few seconds and is asked for again by the page. The reports of a step and how far it came are one
transaction, so a report is taken in once however often it is cut.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from time import monotonic
from typing import Any, BinaryIO

from django.db import transaction

from evenhand.agreements.model import Agreement
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import Protection, ReporterType, ReportKind
from evenhand.reports.tables.cells import zone_of
from evenhand.reports.tables.columns import corrected, propose
from evenhand.reports.tables.reading import FORMULA, Row, read_table
from evenhand.reports.tables.rows import MEDIA_TYPE, Draft, Options, draft, id_of
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.agreements import queries as agreements
from evenhand_web.doors import access, files
from evenhand_web.doors.mapping import options_of
from evenhand_web.doors.models import TableState, TableUpload
from evenhand_web.intake.models import Door, Version
from evenhand_web.intake.services import Arrival, receive
from evenhand_web.ledger.services import record, unrecorded

FILE_TOO_LARGE = ProblemKind(
    code="doors.file-too-large",
    blame="caller",
    message="{name} has more than {limit_mb} megabytes. Send it in parts.",
)
NOTHING_SENT = ProblemKind(
    code="doors.nothing-sent",
    blame="caller",
    message="No file came with {name}, or an empty one. Choose the file again.",
)
NOT_NOW = ProblemKind(
    code="doors.not-now",
    blame="state",
    message="The table {name} is {state} and cannot be changed so. Look at its page to see what is possible.",
)
NO_SUCH_ZONE = ProblemKind(
    code="doors.no-such-zone",
    blame="caller",
    message="The time zone {zone!r} is not known. Write UTC, an offset such as +02:00, or a name of the IANA list.",
)

LARGEST_TABLE = 60_000_000
KEPT_FOR = timedelta(hours=48)
STEP_S = 2.0
"""How long a step works before it answers."""
_ASKED_AT_ONCE = 400
"""Instances looked up in one query."""
_TAKEN_AT_ONCE = 25
"""Reports of one transaction."""
_NOTHING = {"new": 0, "same": 0, "conflict": 0, "refused": 0, "repeated": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What people choose about a file."""

    kind: str = ""
    language: str = "en"
    zone: str = ""
    order: str = ""
    protection: str = Protection.OPEN.value
    reporter_type: str = ""
    encoding: str = ""


def send_table(*, file: BinaryIO, name: str, chosen: Chosen, actor: Actor, now: datetime) -> str:
    """Take a table in to look at; nothing of it is a report yet. Gives its key.

    Raises:
        NOT_PERMITTED.
        NOTHING_SENT, FILE_TOO_LARGE, NO_SUCH_ZONE, and the Problems of `read_table`.
    """
    actor.require(Capability.FILE_REPORTS)
    label = PurePosixPath(name.replace("\\", "/")).name[:255] or "table"
    content = file.read(LARGEST_TABLE + 1)
    if not content:
        raise NOTHING_SENT(name=label)
    if len(content) > LARGEST_TABLE:
        raise FILE_TOO_LARGE(name=label, limit_mb=LARGEST_TABLE // 1_000_000)
    choices = _checked(chosen)
    _forget_expired(now)
    # Read before the transaction begins: a large workbook takes long, and nobody else could write meanwhile.
    table = read_table(content, name=label, encoding=chosen.encoding or None)
    key = secrets.token_hex(16)
    files.make(key)
    try:
        rows = files.write_rows(key, table.rows)
    except Problem:
        files.remove(key)
        raise
    facts = {"name": label, "digest": hashlib.sha256(content).hexdigest(), "columns": list(table.columns), "rows": rows}
    _enter(key=key, facts=facts, chosen=choices, actor=actor, now=now)
    return key


@transaction.atomic
def _enter(*, key: str, facts: dict[str, Any], chosen: dict[str, Any], actor: Actor, now: datetime) -> None:
    mapped = propose(facts["columns"])
    TableUpload.objects.create(
        key=key,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        made_at=now,
        expires_at=now + KEPT_FOR,
        chosen=chosen | {"fields": [field or "" for field in mapped.fields]},
        counts=_NOTHING,
        **facts,
    )
    details = {"name": facts["name"], "rows": facts["rows"], "sha256": facts["digest"]}
    record(action="doors.table-sent", subject=key, actor=actor, at=now, details=details)


@unrecorded("what was chosen about a table that is not taken in; the reports carry it with them")
@transaction.atomic
def choose(*, key: str, fields: Mapping[int, str], chosen: Chosen, actor: Actor, now: datetime) -> None:  # noqa: ARG001
    """Say what the columns are and how the rows are meant; everything is looked at anew.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE, NO_SUCH_ZONE, NO_SUCH_FIELD, COLUMN_TWICE.
        NOT_NOW: it is being taken in, or was.
    """
    table = access.table_for(actor, key, for_update=True)
    _require(table, TableState.CHECKING, TableState.CHECKED)
    mapped = corrected(table.columns, fields)
    table.chosen = _checked(chosen) | {"fields": [field or "" for field in mapped.fields]}
    table.state, table.groups, table.checked, table.checked_bytes = TableState.CHECKING, None, 0, 0
    table.counts = _NOTHING
    table.save()


@transaction.atomic
def confirm(*, key: str, actor: Actor, now: datetime) -> None:
    """Have what was shown taken in.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
        NOT_NOW: it has not been looked through yet, or was taken in already.
    """
    table = access.table_for(actor, key, for_update=True)
    _require(table, TableState.CHECKED)
    table.state, table.taken = TableState.LOADING, _NOTHING
    table.save(update_fields=["state", "taken"])
    details = {"name": table.name, "sha256": table.digest, "counts": table.counts}
    record(action="doors.table-confirmed", subject=key, actor=actor, at=now, details=details)


@transaction.atomic
def cancel(*, key: str, actor: Actor, now: datetime) -> None:
    """Forget a table that was not taken in.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE, NOT_NOW.
    """
    table = access.table_for(actor, key, for_update=True)
    _require(table, TableState.CHECKING, TableState.CHECKED)
    table.state = TableState.CANCELLED
    table.save(update_fields=["state"])
    record(action="doors.table-cancelled", subject=key, actor=actor, at=now, details={"name": table.name})
    transaction.on_commit(lambda: files.remove(key))


@unrecorded("the reports are recorded by intake.services.receive, the whole by `confirm` and `_finish`")
def step(
    *, key: str, actor: Actor, now: datetime, for_s: float = STEP_S, clock: Callable[[], float] = monotonic
) -> None:
    """Work on a table for a while: look at its rows, or take them in. Does nothing where somebody else does so.

    Raises:
        NOT_PERMITTED, NO_SUCH_TABLE.
    """
    until = clock() + for_s
    access.table_for(actor, key)
    with files.locked(key) as ours:
        table = access.table_for(actor, key)
        while ours and clock() < until:
            if table.state == TableState.CHECKING:
                _check_some(table, actor)
            elif table.state == TableState.LOADING:
                _load_some(table, actor, now)
            else:
                return


def _checked(chosen: Chosen) -> dict[str, Any]:
    """The choices, with what is no choice of the list put right or refused."""
    if chosen.zone and zone_of(chosen.zone) is None:
        raise NO_SUCH_ZONE(zone=chosen.zone[:60])
    return {
        "kind": chosen.kind if chosen.kind in list(ReportKind) else "",
        "language": chosen.language if chosen.language in LANGUAGES else "en",
        "zone": chosen.zone,
        "order": chosen.order if chosen.order in ("dmy", "mdy") else "",
        "protection": chosen.protection if chosen.protection in list(Protection) else Protection.CONFIDENTIAL.value,
        "reporter_type": chosen.reporter_type
        if chosen.reporter_type in list(ReporterType)
        else ReporterType.MONITOR.value,
    }


def _require(table: TableUpload, *states: TableState) -> None:
    if table.state not in states:
        raise NOT_NOW(name=table.name, state=table.get_state_display())


@as_machine("whoever comes next clears away what others left")
def _forget_expired(now: datetime) -> None:
    """Rows of tables that nobody came back to are removed; what was said of them stays.

    A table that was confirmed is kept until it is taken in whole, however long that was interrupted.
    """
    expired = TableUpload.objects.filter(expires_at__lt=now).exclude(state=TableState.LOADING)
    for key in expired.values_list("key", flat=True):
        files.remove(key)
    late = expired.filter(state__in=[TableState.CHECKING, TableState.CHECKED])
    late.update(state=TableState.CANCELLED)


# Looking at the rows


def _check_some(table: TableUpload, actor: Actor) -> None:
    """The outcome of some groups more."""
    folder = files.folder_of(table.key)
    if table.groups is None:
        table.groups, repeated = _group(table)
        table.counts = _NOTHING | {"repeated": repeated}
        table.checked = table.checked_bytes = 0
        (folder / files.OUTCOMES).write_bytes(b"")
    options, agreement = options_of(table), next(iter(agreements.current()), None)
    groups = list(files.lines(table.key, files.GROUPS, begin=table.checked, end=table.checked + _ASKED_AT_ONCE))
    with (folder / files.ROWS).open("rb") as rows:
        drafts = [
            draft(files.rows_at(rows, offsets), options=options, agreement=agreement, turn=turn)
            for offsets, turn in groups
        ]
    outcomes = _outcomes(drafts, actor)
    with (folder / files.OUTCOMES).open("r+b") as out:
        out.truncate(table.checked_bytes)  # what a step wrote that was cut
        out.seek(table.checked_bytes)
        for made, outcome, (offsets, turn) in zip(drafts, outcomes, groups, strict=True):
            out.write(files.as_line(_told(made, outcome, offsets, turn)))
        table.checked_bytes = out.tell()
    table.checked += len(groups)
    table.counts = table.counts | {name: table.counts[name] + outcomes.count(name) for name in set(outcomes)}
    if table.checked >= table.groups:
        table.state = TableState.CHECKED
    _save_unless_changed(table, TableState.CHECKING)


def _save_unless_changed(table: TableUpload, was: TableState) -> None:
    """Keep how far a step came, unless somebody chose otherwise meanwhile; then the step was for nothing."""
    kept = TableUpload.objects.filter(pk=table.pk, state=was, chosen=table.chosen).update(
        groups=table.groups,
        checked=table.checked,
        checked_bytes=table.checked_bytes,
        counts=table.counts,
        state=table.state,
    )
    if not kept:
        table.refresh_from_db()


def _group(table: TableUpload) -> tuple[int, int]:
    """Write down which rows make one report, in the order of the file; gives how many, and how many rows come twice."""
    mapped = options_of(table).mapped
    groups: dict[str, list[int]] = {}
    order: list[tuple[list[int], int]] = []
    seen: dict[bytes, int] = {}
    repeated = 0
    for offset, row in files.rows_with_offsets(table.key):
        equal = hashlib.sha256(repr(row[1]).encode("utf-8", errors="replace")).digest()
        seen[equal] = turn = seen.get(equal, 0) + 1
        repeated += turn > 1
        given = id_of(row, mapped)
        if given and given in groups:
            groups[given].append(offset)
            continue
        offsets = [offset]
        if given:
            groups[given] = offsets
        order.append((offsets, 1 if given else turn))
    with (files.folder_of(table.key) / files.GROUPS).open("wb") as out:
        out.writelines(files.as_line(entry) for entry in order)
    return len(order), repeated


def _outcomes(drafts: list[Draft], actor: Actor) -> list[str]:
    """What each report would be here: new, the same as one that is here, in conflict with it, or refused."""
    here: dict[str, set[str]] = {}
    names = [one.instance for one in drafts if one.record is not None]
    held = Version.objects.filter(by_id=actor.organisation_id, instance__in=names)
    for instance, digest in held.values_list("instance", "digest"):
        here.setdefault(instance, set()).add(digest)
    found = []
    for one in drafts:
        if one.record is None:
            found.append("refused")
        elif one.instance not in here:
            found.append("new")
        else:
            same = hashlib.sha256(one.original).hexdigest() in here[one.instance]
            found.append("same" if same else "conflict")
    return found


def _told(made: Draft, outcome: str, offsets: list[int], turn: int) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "offsets": offsets,
        "turn": turn,
        "lines": list(made.lines),
        "problems": [
            [problem.code, problem.kind.message, {key: _plain(value) for key, value in problem.details.items()}]
            for problem in made.problems[:20]
        ],
    }


def _plain(value: Any) -> Any:
    return (
        value.replace(FORMULA, "")
        if isinstance(value, str)
        else value
        if isinstance(value, int | float)
        else str(value)
    )


# Taking them in


def _load_some(table: TableUpload, actor: Actor, now: datetime) -> None:
    """Take some reports in: they and the place up to which it went, in one transaction."""
    options, agreement = options_of(table), next(iter(agreements.current()), None)
    end = table.loaded + _TAKEN_AT_ONCE
    entries = list(files.lines(table.key, files.OUTCOMES, begin=table.loaded, end=end))
    with transaction.atomic():
        held = TableUpload.objects.select_for_update().get(pk=table.pk)
        if held.loaded != table.loaded or held.state != TableState.LOADING:
            table.refresh_from_db()
            return
        taken, refused = dict(table.taken), []
        with (files.folder_of(table.key) / files.ROWS).open("rb") as rows:
            for entry in entries:
                held_rows = files.rows_at(rows, entry["offsets"])
                outcome, fault = _taken(held_rows, entry, options, agreement, actor, now)
                taken[outcome] += 1
                refused += [fault] if fault else []
        files.write_late(table.key, refused, step=table.loaded)
        table.taken, table.loaded = taken, table.loaded + len(entries)
        if table.loaded >= (table.groups or 0):
            _finish(table, actor, now)
        table.save(update_fields=["taken", "loaded", "state"])


def _taken(
    rows: Iterable[Row], entry: Mapping[str, Any], options: Options, agreement: Agreement | None,
    actor: Actor, now: datetime,
) -> tuple[str, dict[str, Any] | None]:  # fmt: skip
    """The outcome; and, of what was not refused when it was looked at but is now, what is told of it."""
    if entry["outcome"] == "refused":
        return "refused", None
    made = draft(list(rows), options=options, agreement=agreement, turn=entry["turn"])
    if made.record is None:  # the agreement changed since it was looked at
        return "refused", _told(made, "refused", entry["offsets"], entry["turn"])
    arrival = Arrival(
        instance=made.instance,
        original=made.original,
        media_type=MEDIA_TYPE,
        door=Door.TABLE,
        record=made.record,
    )
    try:
        receipt = receive(arrival=arrival, actor=actor, now=now)
    except Problem as problem:
        return "refused", _told(replace(made, problems=(problem,)), "refused", entry["offsets"], entry["turn"])
    return ("same" if not receipt.is_new else "conflict" if receipt.conflict else "new"), None


def _finish(table: TableUpload, actor: Actor, now: datetime) -> None:
    table.state = TableState.DONE
    details = {"name": table.name, "sha256": table.digest, "counts": table.taken}
    record(action="doors.table-taken", subject=table.key, actor=actor, at=now, details=details)

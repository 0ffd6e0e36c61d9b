"""What differs between two versions of a report, and which of them stand against each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.foundation.problems import Problem
from evenhand.reports import codes
from evenhand.reports.diff import Change, Entry, difference
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.desk import access, words
from evenhand_web.desk.acting import POSSIBLE
from evenhand_web.desk.queries.report import VersionRow, version_rows
from evenhand_web.desk.templatetags.reports import language
from evenhand_web.intake.access import NO_SUCH_VERSION, report_for, versions_of
from evenhand_web.intake.models import Report, Version

_LISTS = {
    "kind": codes.ReportKind,
    "reporter_type": codes.ReporterType,
    "protection": codes.Protection,
    "observed": codes.Observed,
    "qualifier": codes.Qualifier,
    "means": codes.Means,
    "post": codes.Post,
    "phase": codes.Phase,
    "weapon": codes.Weapon,
    "cause": codes.Cause,
    "violations": codes.Violation,
    "type": codes.RestrictionType,
    "reason": codes.StatedReason,
    "interference": codes.Interference,
    "outcome": codes.Outcome,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One difference: where, and both values as people read them; "" where there is none."""

    op: str
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions side by side."""

    id: str
    number: str
    versions: tuple[VersionRow, ...]
    one: VersionRow
    other: VersionRow
    changes: tuple[ChangeRow, ...]
    unreadable: bool
    """One of the two could not be read, so nothing can be compared."""
    texts: tuple[str, str]
    languages: tuple[str, str]
    conflict: bool
    may_prefer: bool


def comparison(actor: Actor, report_id: str, *, one: str, other: str) -> Comparison:
    """Two versions by their labels (order of arrival from 1); without labels those that stand against each other, else
    the last two.

    Raises:
        NO_SUCH_REPORT: it is not there for this actor, or only what was released of it.
        NO_SUCH_VERSION.
    """
    report = report_for(actor, report_id)
    versions = list(versions_of(report).prefetch_related("files"))
    own = report.owner_id == actor.organisation_id
    rows = version_rows(report, versions, actor)
    if not (access.is_inside(actor) or own):  # of what was released, only what is shown
        shown = [(version, row) for version, row in zip(versions, rows, strict=True) if row.shown]
        versions, rows = [shown[0][0]], (shown[0][1],)
    stand = [row for row in rows if row.stands]
    usual = (stand[:2] if len(stand) > 1 else list(rows[-2:])) or list(rows)
    first, second = _labelled(rows, one, usual[0], report), _labelled(rows, other, usual[-1], report)
    by_key: Mapping[int, Version] = {version.pk: version for version in versions}
    before, after = (by_key[row.pk].reading.record for row in (first, second))
    readable = before is not None and after is not None
    handles = actor.can(Capability.HANDLE_REPORTS) and "prefer" in POSSIBLE[report.state]
    return Comparison(
        id=report.pk,
        number=report.number,
        versions=rows,
        one=first,
        other=second,
        changes=tuple(_change(change) for change in difference(before, after)) if readable else (),
        unreadable=not readable,
        texts=((before or {}).get("text", ""), (after or {}).get("text", "")),
        languages=((before or {}).get("language", ""), (after or {}).get("language", "")),
        conflict=len(stand) > 1,
        may_prefer=handles and len(stand) > 1 and first.stands and second.stands and first.pk != second.pk,
    )


def _labelled(rows: tuple[VersionRow, ...], label: str, usual: VersionRow, report: Report) -> VersionRow:
    if not label:
        return usual
    found = next((row for row in rows if str(row.label) == label), None)
    if found is None:
        raise NO_SUCH_VERSION(report=report.number, number=label[:20])
    return found


def _change(change: Change) -> ChangeRow:
    field = next((step for step in reversed(change.path) if isinstance(step, str)), "")
    return ChangeRow(
        op=change.op,
        where=_where(change),
        before="" if change.op == "added" else shown(field, change.before),
        after="" if change.op == "removed" else shown(field, change.after),
    )


def _where(change: Change) -> str:
    """The path in words: "Items 2 – Number – to"."""
    told: list[str] = []
    for step in change.path:
        if isinstance(step, Entry):
            told[-1:] = [f"{told[-1] if told else ''} \u2068{step.value}\u2069"]
        elif isinstance(step, int):
            told[-1:] = [f"{told[-1] if told else ''} \u2068{step + 1}\u2069"]
        else:
            told.append(str(words.FIELDS.get(step, step)))
    return " – ".join(told)


def shown(field: str, value: Any) -> str:
    """A value of a record as people read it: codes in words, groups as their parts."""
    if isinstance(value, Mapping):
        parts = (f"{words.FIELDS.get(name, name)}: {shown(name, item)}" for name, item in value.items())
        return "; ".join(parts)
    if isinstance(value, list):
        return ", ".join(shown(field, item) for item in value)
    known = _LISTS.get(field)
    if known is not None and isinstance(value, str) and value in list(known):
        try:
            return codes.said(known(value), language=language())
        except Problem:
            return value
    return str(value)

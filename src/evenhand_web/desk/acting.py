"""Writing one act about a report: what may be done from where, the act, where the report stands then, and the entry."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Organisation
from evenhand_web.desk.access import is_inside, readable
from evenhand_web.intake.access import report_for
from evenhand_web.intake.joining import acts_of
from evenhand_web.intake.models import ActKind, Report, ReportAct, ReportState
from evenhand_web.intake.services.standing import follow
from evenhand_web.ledger.services import record

NOT_POSSIBLE = ProblemKind(
    code="desk.not-possible",
    blame="state",
    message="Report {report} is {state}; from there you cannot {verb} it. You can: {possible}.",
)
TEXT_MISSING = ProblemKind(
    code="desk.text-missing", blame="caller", message="{field} is empty. Say in a sentence what you know."
)
TEXT_TOO_LONG = ProblemKind(
    code="desk.text-too-long",
    blame="caller",
    message="{field} has {size} characters; {limit} at most. Shorten it, or attach it as a file.",
)
NOT_ON_OFFER = ProblemKind(
    code="desk.not-on-offer", blame="caller", message="{value!r} is no {field}. Choose one of: {known}."
)
NOTHING_CHOSEN = ProblemKind(
    code="desk.nothing-chosen", blame="caller", message="No report is chosen for {verb!r}. Tick at least one row."
)

LONGEST = 20_000
LONGEST_CODE = 40
WRITTEN = frozenset({"text", "question", "answer", "translation", "reason", "note", "place"})
"""Fields of acts that hold what somebody wrote."""
_JUDGING = frozenset({"grade", "assess", "attribute", "prefer"})
_ALWAYS = frozenset({"release", "recall", "translate"})
_OPEN = _ALWAYS | _JUDGING | {"assign", "ask", "route", "settle"}
POSSIBLE: Mapping[str, frozenset[str]] = {
    ReportState.NEW: _OPEN,
    ReportState.TAKEN: _OPEN,
    ReportState.ASKED: _OPEN - {"ask"},
    ReportState.ROUTED: _OPEN,
    ReportState.SETTLED: _ALWAYS | {"reopen"},
    ReportState.WITHDRAWN: _ALWAYS,
}
"""What the desk can do from each state. Comments always can be made, and an open question always be answered."""

UNDO_WINDOW = timedelta(minutes=15)
UNDOABLE = frozenset(
    {
        ActKind.PREFERRED,
        ActKind.ASSIGNED,
        ActKind.GRADED,
        ActKind.ASSESSED,
        ActKind.ATTRIBUTED,
        ActKind.TRANSLATED,
        ActKind.ASKED,
        ActKind.ROUTED,
        ActKind.SETTLED,
        ActKind.REOPENED,
        ActKind.RELEASED,
        ActKind.RECALLED,
        ActKind.COMMENTED,
    }
)
"""What one may take back, and for how long."""


def hold(report_id: str, verb: str, *, actor: Actor) -> Report:
    """One report, its row locked, from whose state the verb is possible.

    Raises:
        NO_SUCH_REPORT, NOT_POSSIBLE.
    """
    report = report_for(actor, report_id, for_update=True)
    possible = POSSIBLE[report.state]
    if verb not in possible:
        told = ", ".join(sorted(possible))
        raise NOT_POSSIBLE(report=report.number, state=report.state, verb=verb, possible=told)
    return report


def hold_all(report_ids: Sequence[str], verb: str, *, actor: Actor) -> list[Report]:
    """Several, in the order of their ids, so that two people with overlapping choices wait for each other.

    Raises:
        NOTHING_CHOSEN, NO_SUCH_REPORT, NOT_POSSIBLE.
    """
    if not report_ids:
        raise NOTHING_CHOSEN(verb=verb)
    return [hold(report_id, verb, actor=actor) for report_id in sorted(set(report_ids))]


def write(
    report: Report,
    kind: ActKind,
    content: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation | None = None,
    undoes: ReportAct | None = None,
) -> ReportAct:
    """Append an act and bring the report after it. The caller holds the report's row and a transaction."""
    act = ReportAct.objects.create(
        report=report,
        kind=kind,
        at=now,
        actor=actor.username,
        by_id=actor.organisation_id,
        content=dict(content),
        organisation=organisation,
        undoes=undoes,
    )
    follow(report, now=now)
    details = _for_the_record(kind, content)
    if organisation is not None:
        details["organisation"] = organisation.key
    if undoes is not None:
        details["undoes"] = {"kind": undoes.kind, "at": undoes.at}
    record(action=f"desk.{kind.value}", subject=report.pk, actor=actor, at=now, details=details, rows=[act])
    return act


def _for_the_record(kind: ActKind, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the record says of an act: codes, names and instants as they are; of what people wrote its SHA-256, since
    more people read the record, and for ever, than may read the report.
    """
    kept: dict[str, Any] = {}
    for name, value in content.items():
        coded = kind == ActKind.SETTLED and name == "reason"
        if isinstance(value, str) and not coded and (name in WRITTEN or len(value) > LONGEST_CODE) and value:
            value = {"sha256": hashlib.sha256(value.encode()).hexdigest()}  # noqa: PLW2901
        if value not in (None, "", []):
            kept[name] = value
    return kept


def told(text: str, field: str) -> str:
    """A text that has to be there.

    Raises:
        TEXT_MISSING, TEXT_TOO_LONG.
    """
    kept = text.strip()
    if not kept:
        raise TEXT_MISSING(field=field)
    return short(kept, field)


def short(text: str, field: str) -> str:
    """A text that may be missing.

    Raises:
        TEXT_TOO_LONG.
    """
    kept = text.strip()
    if len(kept) > LONGEST:
        raise TEXT_TOO_LONG(field=field, size=len(kept), limit=LONGEST)
    return kept


def one_of(value: str, known: Sequence[str], field: str) -> str:
    """A choice of a list.

    Raises:
        NOT_ON_OFFER.
    """
    if value not in known:
        raise NOT_ON_OFFER(value=value[:100], field=field, known=", ".join(known))
    return value


def undoable_act(report: Report, *, actor: Actor, now: datetime) -> ReportAct | None:
    """The act that `undo` would take back, or None.

    The latest is the latest that the actor may read of: else an offer that ends would tell of an act that is not shown.
    """
    last = _latest(report, actor)
    own = last is not None and last.actor == actor.username and last.by_id == actor.organisation_id
    if last is None or not own or last.kind not in UNDOABLE or now - last.at > UNDO_WINDOW:
        return None
    return last


def _latest(report: Report, actor: Actor) -> ReportAct | None:
    acts = acts_of(report)
    if is_inside(actor):
        return acts.last()
    shown = readable(actor, acts.select_related("undoes"), own=report.owner_id == actor.organisation_id)
    return shown[-1] if shown else None

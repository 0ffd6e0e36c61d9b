"""What was done about a report, as its history shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor
from evenhand_web.desk import access
from evenhand_web.desk.codes import Confidence, Likelihood, SettledReason
from evenhand_web.desk.queries.queue import Wording
from evenhand_web.intake.models import ActKind, Door, Report, ReportAct

OF_THE_SENDER = frozenset({ActKind.RECEIVED, ActKind.VERSION, ActKind.FILE, ActKind.ANSWERED})
"""Acts of those who filed the report: who they are is as protected as its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One act."""

    pk: int
    kind: str
    label: str
    at: datetime
    actor: str
    """"" where the reader may not know who that was."""
    by: str
    organisation: str
    content: Mapping[str, Any]
    text: str
    """What was said with it."""
    reason: str
    """Why it was settled, or through which door it came: a code in words."""
    party: Text | None
    undone: bool
    undoes: str
    """The act that this one took back."""


def act_row(act: ReportAct, actor: Actor, wording: Wording, *, report: Report) -> ActRow:
    """One act on the page of a report, in words."""
    content = dict(act.content)
    party = content.get("party")
    return ActRow(
        pk=act.pk,
        kind=act.kind,
        label=str(ActKind(act.kind).label),
        at=act.at,
        actor=act.actor if _may_name(act, actor, report) else "",
        by=str(act.by) if act.by else "",
        organisation=str(act.organisation) if act.organisation else "",
        content=content | _in_words(content),
        text=content.get("text") or "",
        reason=_reason(act),
        party=wording.party_named(party) if party else None,
        undone=hasattr(act, "undone_by"),
        undoes=str(ActKind(act.undoes.kind).label) if act.undoes else "",
    )


def _may_name(act: ReportAct, actor: Actor, report: Report) -> bool:
    if act.kind in OF_THE_SENDER:
        return access.may_name_sender(actor, report, act.actor)
    return access.is_inside(actor) or act.by_id == actor.organisation_id


def latest(acts: Sequence[ActRow], kind: str, *, key: str) -> tuple[ActRow, ...]:
    """Of the acts of a kind that count, the last for each value of a field."""
    return tuple({act.content[key]: act for act in acts if act.kind == kind and not act.undone}.values())


def _in_words(content: Mapping[str, Any]) -> dict[str, Any]:
    """Instants as such, and the codes of an assessment in words."""
    found: dict[str, Any] = {}
    for name in ("begins_at", "ends_at"):
        if content.get(name):
            found[name] = datetime.fromisoformat(content[name])
    for name, codes in (("likelihood", Likelihood), ("confidence", Confidence)):
        if content.get(name):
            found[f"{name}_label"] = str(codes(content[name]).label)
    return found


def _reason(act: ReportAct) -> str:
    if act.kind == ActKind.SETTLED:
        return str(SettledReason(act.content["reason"]).label)
    if act.kind in {ActKind.RECEIVED, ActKind.VERSION}:
        return str(Door(act.content["door"]).label)
    if act.kind in {ActKind.GRADED, ActKind.ASSESSED, ActKind.ATTRIBUTED, ActKind.PREFERRED}:
        return str(act.content.get("reason", ""))
    return str(act.content.get("name") or act.content.get("to") or "") if act.kind != ActKind.ANSWERED else ""

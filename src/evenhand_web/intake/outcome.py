"""Where a sequence of acts has taken a report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand_web.intake.models import ActKind, ReportAct, ReportState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the acts have taken a report."""

    state: ReportState
    assignee: str
    reliability: str
    credibility: str
    reason: str
    """Why it is settled, "" where it is not."""
    question: int | None
    """The act that asks the reporter something and has no answer yet."""
    released_to: frozenset[int]


CHANGES: Mapping[str, Callable[[ReportAct], dict[str, Any]]] = {
    ActKind.ASSIGNED: lambda act: {"assignee": act.content["assignee"]},
    # Each scale by itself: who grades the source has said nothing about the information.
    ActKind.GRADED: lambda act: {
        name: act.content[name] for name in ("reliability", "credibility") if act.content.get(name)
    },
    ActKind.ASKED: lambda act: {"question": act.pk},
    ActKind.ANSWERED: lambda _act: {"question": None},
    ActKind.ROUTED: lambda _act: {"routed": True},
    ActKind.SETTLED: lambda act: {"reason": act.content["reason"]},
    ActKind.REOPENED: lambda _act: {"reason": "", "routed": False},
    # People settled what it said then.
    ActKind.VERSION: lambda _act: {"reason": ""},
    ActKind.JOINED: lambda _act: {"reason": ""},
}
"""What each kind of act does to where a report stands; the other kinds do nothing to it."""


def standing(acts: Iterable[ReportAct]) -> Standing:
    """Fold the history of one report, oldest first, into where it stands. An act that was undone counts for nothing."""
    told = list(acts)
    undone = {act.undoes_id for act in told if act.kind == ActKind.UNDONE}
    facts: dict[str, Any] = {"assignee": "", "reliability": "", "credibility": "", "reason": "", "question": None}
    facts["routed"] = False
    released: set[int] = set()
    for act in told:
        if act.pk in undone:
            continue
        facts |= CHANGES[act.kind](act) if act.kind in CHANGES else {}
        if act.kind == ActKind.RELEASED:
            released.add(act.organisation_id)
        elif act.kind == ActKind.RECALLED:
            released.discard(act.organisation_id)
    routed = facts.pop("routed")
    return Standing(state=_state(routed=routed, **facts), released_to=frozenset(released), **facts)


def _state(*, assignee: str, reason: str, question: int | None, routed: bool, **_grades: str) -> ReportState:
    if reason:
        return ReportState.SETTLED
    if question is not None:
        return ReportState.ASKED
    if routed:
        return ReportState.ROUTED
    return ReportState.TAKEN if assignee else ReportState.NEW

"""From the fields of a form to the verbs of the desk: one line each, the same for one report and for many."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict

from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.desk import services

BAD_TIME = ProblemKind(
    code="desk.bad-time",
    blame="caller",
    message="{field} is {value!r}, which is no time. Write it in UTC, as 2020-12-06T14:30Z.",
)
NOT_A_VERSION = ProblemKind(
    code="desk.not-a-version", blame="caller", message="{value!r} is no version. Choose one of the list."
)

Verb = Callable[[Sequence[str], QueryDict, Actor, datetime], Any]


def _take(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape
    services.assign(report_ids=reports, assignee=actor.username, actor=actor, now=now)


def _assign(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    services.assign(report_ids=reports, assignee=form.get("assignee", ""), actor=actor, now=now)


def _grade(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    grades = {name: form.get(name, "") for name in ("reliability", "credibility")}
    services.grade(report_ids=reports, **grades, reason=form.get("grade-text", ""), actor=actor, now=now)


def _route(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    where = {"to": form.get("to", ""), "organisation": form.get("organisation", "")}
    services.route(report_ids=reports, **where, text=form.get("text", ""), actor=actor, now=now)


def _settle(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    reason, text = form.get("reason", ""), form.get("text", "")
    services.settle(report_ids=reports, reason=reason, text=text, actor=actor, now=now)


def _reopen(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    services.reopen(report_ids=reports, text=form.get("text", ""), actor=actor, now=now)


def _release(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    organisation, text = form.get("organisation", ""), form.get("text", "")
    services.release(report_ids=reports, organisation=organisation, text=text, actor=actor, now=now)


def _recall(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    organisation, text = form.get("organisation", ""), form.get("text", "")
    services.recall(report_ids=reports, organisation=organisation, text=text, actor=actor, now=now)


def _assess(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    assessment = services.Assessment(
        begins_at=_instant(form, "begins_at"),
        ends_at=_instant(form, "ends_at"),
        violations=tuple(form.getlist("violations")),
        **{name: form.get(name, "") for name in ("place", "weapon", "cause", "likelihood", "confidence")},
    )
    services.assess(report_id=_only(reports), assessment=assessment, reason=form.get("text", ""), actor=actor, now=now)


def _attribute(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    facts = {name: form.get(name, "") for name in ("attribution", "proof", "party")}
    services.attribute(report_id=_only(reports), **facts, reason=form.get("text", ""), actor=actor, now=now)


def _prefer(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    version = form.get("version", "")
    if not (version.isascii() and version.isdigit() and len(version) < 19):
        raise NOT_A_VERSION(value=version[:40])
    reason = form.get("text", "")
    services.prefer(report_id=_only(reports), version=int(version), reason=reason, actor=actor, now=now)


def _ask(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    services.ask(report_id=_only(reports), question=form.get("text", ""), actor=actor, now=now)


def _answer(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    services.answer(report_id=_only(reports), text=form.get("text", ""), actor=actor, now=now)


def _translate(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    language, text = form.get("in", ""), form.get("text", "")
    services.translate(report_id=_only(reports), language=language, text=text, actor=actor, now=now)


def _comment(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:
    shared = form.get("shared") == "yes"
    services.comment(report_id=_only(reports), text=form.get("text", ""), shared=shared, actor=actor, now=now)


def _undo(reports: Sequence[str], form: QueryDict, actor: Actor, now: datetime) -> None:  # noqa: ARG001 - one shape
    services.undo(report_id=_only(reports), actor=actor, now=now)


VERBS: Mapping[str, Verb] = {
    "take": _take,
    "assign": _assign,
    "grade": _grade,
    "route": _route,
    "settle": _settle,
    "reopen": _reopen,
    "release": _release,
    "recall": _recall,
    "assess": _assess,
    "attribute": _attribute,
    "prefer": _prefer,
    "ask": _ask,
    "answer": _answer,
    "translate": _translate,
    "comment": _comment,
    "undo": _undo,
}


def _only(reports: Sequence[str]) -> str:
    return reports[0] if reports else ""


def _instant(form: QueryDict, field: str) -> datetime | None:
    """An instant of a form; a browser's field for it has no zone, and is meant in UTC as its label says."""
    value = form.get(field, "").strip()
    if not value:
        return None
    try:
        return parse_instant(value if value.endswith("Z") or "+" in value else f"{value}Z", field=field).astimezone(UTC)
    except Problem:
        raise BAD_TIME(field=field, value=value[:60]) from None

"""What lists need of cases, made from acts: the columns of a case, and for each audience a row of what it sees."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.agreements.gazetteer import fold as folded
from evenhand.agreements.model import Agreement
from evenhand.agreements.procedure import Function, StateKind
from evenhand.cases.acts import Act as DomainAct
from evenhand.cases.clocks import Run, runs_of
from evenhand.cases.file import CaseFile
from evenhand.cases.findings import positions_on
from evenhand.cases.views import Viewer, view_of, visible_acts
from evenhand_web.accounts.models import Membership, Organisation, OrganisationKind
from evenhand_web.cases.access import ALL, BODY_OF, organisation_audience, person_audience, viewer_for
from evenhand_web.cases.mapping import acts_of, agreement_for, rules_for
from evenhand_web.cases.models import Case, Shown

TITLE = 200
_SEARCHED = 4000
COLUMNS = (
    *("acts", "opened_at", "last_at", "state", "state_kind", "phase", "since", "kind", "urgent", "title", "alleged"),
    *("alleged_text", "clock", "due_at", "owed_by", "mine", "search_text"),
)
"""Of a row, those that follow from what an audience sees."""
DECIDED = frozenset({"sub-committee-decided", "case-decided"})
UNDECIDED = frozenset(
    {
        "complaint-received",
        "respondent-notified",
        "team-tasked",
        "sent-for-comment",
        "case-submitted",
        "case-referred",
    }
)
"""Events after which a case waits for a decision (again)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Somebody for whom a view of cases is kept."""

    key: str
    viewer: Viewer
    party: str = ""
    """The party that the organisation is; "" for none."""
    functions: frozenset[Function] = frozenset()
    """That it has everywhere."""
    acts: tuple[int, ...] = ()
    """Numbers of the acts of a case that it sees something of."""


MISSION = Audience(key=ALL, viewer=Viewer(everything=True), functions=frozenset({Function.MECHANISM}))


def case_columns(file: CaseFile, *, now: datetime) -> dict[str, Any]:
    """The columns of a case that follow from its acts."""
    due = next_due(file, now=now)
    return {
        "state": file.state,
        "state_kind": file.state_kind.value,
        "since": file.since,
        "urgent": file.urgent,
        "alleged": list(file.alleged),
        "due_at": due.due_at if due is not None else None,
    }


def project(case: Case, acts: tuple[DomainAct, ...], *, now: datetime) -> None:
    """Bring the rows of all audiences of a case to what its acts say."""
    write_rows(case, views_of(case, acts), now=now)


def write_rows(case: Case, views: Iterable[tuple["Audience", CaseFile]], *, now: datetime) -> None:
    """The same from views that are at hand."""
    agreement = agreement_for(case)
    rows = [shown_row(case, audience, view, agreement, now=now) for audience, view in views]
    Shown.objects.filter(case=case).exclude(audience__in=[row.audience for row in rows]).delete()
    Shown.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case", "audience"], update_fields=["number", "agreement", *COLUMNS]
    )


@transaction.atomic
def rebuild(*, now: datetime) -> int:
    """Make all rows again, after organisations or people came for instance; gives the number of cases."""
    count = 0
    for case in Case.objects.order_by("pk").iterator():
        project(case, acts_of(case), now=now)
        count += 1
    return count


def views_of(case: Case, acts: tuple[DomainAct, ...]) -> list[tuple["Audience", CaseFile]]:
    """Everybody who sees something of the case, with what they see."""
    rules = rules_for(case.agreement_digest)
    found = ((audience, view_of(rules, acts, audience.viewer)) for audience in audiences_of(acts))
    return [
        (replace(audience, acts=tuple(act.number for act in visible_acts(acts, audience.viewer))), view)
        for audience, view in found
        if view.acts
    ]


def shown_row(case: Case, audience: "Audience", view: CaseFile, agreement: Agreement, *, now: datetime) -> Shown:
    """The row of one audience."""
    facts = _columns(case, view, audience, agreement, now)
    return Shown(case=case, audience=audience.key, number=case.number, agreement=case.agreement, **facts)


def audiences_of(acts: Iterable[DomainAct]) -> Iterator[Audience]:
    """Everybody who may see something: the mission, each organisation, each member of the latest team outside it."""
    yield MISSION
    for one in Organisation.objects.exclude(kind=OrganisationKind.MISSION):
        yield _audience(organisation_audience(one.key), one, "")
    teams = [act.content for act in acts if act.kind == "team-set"]
    users: list[str] = [member.user for member in teams[-1].members] if teams else []  # type: ignore[union-attr]
    outside = Membership.objects.filter(user__username__in=users).exclude(organisation__kind=OrganisationKind.MISSION)
    for member in outside.select_related("user", "organisation"):
        key = person_audience(member.user.username, member.organisation.key)
        yield _audience(key, member.organisation, member.user.username)


def running(file: CaseFile, *, now: datetime) -> list[Run]:
    """The clocks that run for an audience, by when they are due; one that stands still does not."""
    found = (run for run in runs_of(file, now=now) if run.stopped_at is None and not run.standing_still)
    return sorted(found, key=lambda run: (run.due_at, run.clock.id))


def next_due(file: CaseFile, *, now: datetime) -> Run | None:
    """The running clock that is due next; None where none runs."""
    return next(iter(running(file, now=now)), None)


def phase_of(file: CaseFile) -> str:
    """The tab of the board: open, suspended, decided or closed."""
    if file.state_kind is not StateKind.OPEN:
        return file.state_kind.value
    last = next((event.name for event in reversed(file.events) if event.name in DECIDED | UNDECIDED), "")
    return "decided" if last in DECIDED else StateKind.OPEN.value


def functions_in(view: CaseFile, audience: Audience) -> frozenset[Function]:
    """The functions of an audience in a case, as far as it sees."""
    found = set(audience.functions)
    viewer = audience.viewer
    if view.opened is not None and view.opened.reporter and view.opened.reporter == viewer.organisation:
        found.add(Function.REPORTER)
    if audience.party and audience.party in view.alleged:
        found.add(Function.RESPONDENT)
    if view.team is not None and any(member.user == viewer.user for member in view.team.members):
        found.add(Function.TEAM)
    return frozenset(found)


def owes(view: CaseFile, run: Run, audience: Audience) -> bool:
    """Whether an audience is one of those that owe what a clock measures; a party that has spoken owes no comment."""
    if not functions_in(view, audience) & set(run.clock.owed_by):
        return False
    spoken = view.finding is not None and audience.party in positions_on(view, view.finding.version)
    return not (audience.party and spoken and run.clock.starts == "sent-for-comment")


def _audience(key: str, organisation: Organisation, user: str) -> Audience:
    body = BODY_OF.get(OrganisationKind(organisation.kind))
    functions = {Function.PARTY} if organisation.party else {body} if body is not None else set()
    return Audience(
        key=key,
        viewer=viewer_for(organisation.key, organisation.kind, organisation.party, user=user),
        party=organisation.party,
        functions=frozenset(functions),
    )


def _columns(case: Case, view: CaseFile, audience: Audience, agreement: Agreement, now: datetime) -> dict[str, Any]:
    due = next_due(view, now=now)
    allegation: Mapping[str, str] = view.opened.allegation if view.opened is not None else {}
    return {
        "acts": list(audience.acts),
        "opened_at": view.acts[0].at,
        "last_at": view.acts[-1].at,
        "state": view.state,
        "state_kind": view.state_kind.value,
        "phase": phase_of(view),
        "since": view.since,
        "kind": view.opened.kind.value if view.opened is not None else "",
        "urgent": view.urgent,
        "title": {tag: _short(text) for tag, text in allegation.items()},
        "alleged": list(view.alleged),
        "alleged_text": f" {' '.join(view.alleged)} "[:200],
        "clock": due.clock.id if due is not None else "",
        "due_at": due.due_at if due is not None else None,
        "owed_by": list(due.clock.owed_by) if due is not None else [],
        "mine": any(owes(view, run, audience) for run in running(view, now=now)),
        "search_text": _search_text(case, view, agreement),
    }


def _short(text: str) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= TITLE else f"{line[:TITLE]}…"


def _search_text(case: Case, view: CaseFile, agreement: Agreement) -> str:
    """What may be looked for, of what this audience sees."""
    told: list[str] = [case.number, *view.alleged, *view.provisions]
    if view.opened is not None:
        told += [*map(str, view.opened.allegation.values()), view.opened.place]
    for party in agreement.parties:
        if party.id in view.alleged:
            told += party.name.by_language.values()
    return folded(" ".join(told))[:_SEARCHED]

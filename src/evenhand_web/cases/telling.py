"""Whom a running clock concerns, and telling them of it once."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from evenhand.agreements.procedure import Function
from evenhand.cases.clocks import Run
from evenhand.cases.file import CaseFile
from evenhand_web.accounts.access import Capability, capabilities_of
from evenhand_web.accounts.models import Membership, OrganisationKind
from evenhand_web.cases.access import ALL
from evenhand_web.cases.models import Case, Notice, NoticeKind
from evenhand_web.cases.projection import Audience, functions_in, owes, running


def tell(case: Case, views: Iterable[tuple[Audience, CaseFile]], *, now: datetime) -> int:
    """A notice for everybody who owes what a clock of the case measures; who was told of that run is not told again.

    Each is told of what they see: a clock of which an audience does not know is none for it.
    """
    wanted = [notice for audience, view in views for notice in _notices(case, audience, view, now)]
    known = set(Notice.objects.filter(case=case).values_list(*_KEY))
    fresh = {key: notice for notice in wanted if (key := tuple(getattr(notice, name) for name in _KEY)) not in known}
    Notice.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return len(fresh)


_KEY = ("user_id", "organisation_id", "kind", "clock", "started_at")


def _notices(case: Case, audience: Audience, view: CaseFile, now: datetime) -> Iterator[Notice]:
    for run in running(view, now=now):
        if not owes(view, run, audience):
            continue
        kind = NoticeKind.OVERDUE if run.overdue(now) else NoticeKind.YOURS
        for member in _people(audience, view, run):
            yield Notice(
                case=case,
                user_id=member.user_id,
                organisation_id=member.organisation_id,
                kind=kind,
                clock=run.clock.id,
                started_at=run.started_at,
                due_at=run.due_at,
                made_at=now,
            )


def _people(audience: Audience, view: CaseFile, run: Run) -> Iterator[Membership]:
    """Those of an audience who can do something about it."""
    owing = functions_in(view, audience) & set(run.clock.owed_by)
    members = Membership.objects.filter(user__is_active=True).select_related("organisation", "user")
    team = {member.user for member in view.team.members} if view.team is not None else set()
    if audience.key == ALL:
        members = members.filter(organisation__kind=OrganisationKind.MISSION)
    else:
        members = members.filter(organisation__key=audience.viewer.organisation)
    for member in members:
        able = capabilities_of(member.role, member.organisation.kind)
        in_team = Function.TEAM in run.clock.owed_by and member.user.username in team
        if audience.viewer.user:
            concerned = in_team and member.user.username == audience.viewer.user
        else:
            acts = {Capability.HANDLE_CASES, Capability.OPEN_CASES, Capability.DECIDE_CASES} & able
            concerned = bool(acts and owing - {Function.TEAM}) or (audience.key == ALL and in_team)
        if concerned:
            yield member

"""The planner: joint teams, their visits on the days of a week, clearance, clashes and refusals, as far as one sees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from evenhand.cases.acts import AccessRefused, Member, VisitPlanned
from evenhand.cases.file import CaseFile
from evenhand_web.accounts.access import Actor
from evenhand_web.cases import access
from evenhand_web.cases.mapping import agreement_for
from evenhand_web.cases.words import Names

MOST_CASES = 300
"""With a team or a visit, the latest first; a planner of more is no plan."""
FIELD_STATES = ("triage", "fact-finding", "suspended-access", "suspended-safety", "reopened")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit."""

    case_id: str
    number: str
    visit: str
    begins_at: datetime
    ends_at: datetime
    route: tuple[str, ...]
    clearance: str
    cleared_until: datetime | None
    cleared: bool
    notified: tuple[str, ...]
    held: bool
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """A joint team."""

    case_id: str
    number: str
    state: str
    members: tuple[tuple[str, str, bool], ...]
    """Name, for whom, whether they lead."""
    visits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """Somebody's week."""

    user: str
    name: str
    side: str
    days: tuple[tuple[VisitRow, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """The same person at two places."""

    name: str
    first: VisitRow
    second: VisitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """A refusal of access."""

    case_id: str
    number: str
    at: datetime
    by: str
    side: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """The page."""

    days: tuple[date, ...]
    previous: date
    next: date
    teams: tuple[TeamRow, ...]
    people: tuple[PersonRow, ...]
    visits: tuple[VisitRow, ...]
    clashes: tuple[Clash, ...]
    refusals: tuple[RefusalRow, ...]
    cut_short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _One:
    """A case that has a team or visits."""

    case_id: str
    number: str
    view: CaseFile
    names: Names

    @property
    def members(self) -> tuple[Member, ...]:
        return self.view.team.members if self.view.team is not None else ()


def planner(actor: Actor, week: str, *, now: datetime) -> Planner:
    """A week, from Monday; the one of `now` where `week` is no date."""
    monday = _monday(week, now)
    days = tuple(monday + timedelta(days=n) for n in range(7))
    begins, ends = (datetime.combine(day, time(), tzinfo=UTC) for day in (monday, monday + timedelta(days=7)))
    rows = list(access.visible_cases(actor).filter(state__in=FIELD_STATES).order_by("-last_at")[: MOST_CASES + 1])
    cases = [one for row in rows[:MOST_CASES] if (one := _opened(actor, row.case_id)) is not None]
    visits = sorted(
        (visit for one in cases for visit in _visits(one)), key=lambda visit: (visit.begins_at, visit.number)
    )
    here = [visit for visit in visits if visit.begins_at < ends and visit.ends_at > begins]
    return Planner(
        days=days,
        previous=monday - timedelta(days=7),
        next=monday + timedelta(days=7),
        teams=tuple(_team(one) for one in cases if one.members),
        people=tuple(_people(cases, here, days)),
        visits=tuple(here),
        clashes=tuple(_clashes(cases, here)),
        refusals=tuple(sorted(_refusals(cases, begins, ends), key=lambda one: one.at)),
        cut_short=len(rows) > MOST_CASES,
    )


def _monday(week: str, now: datetime) -> date:
    try:
        day = date.fromisoformat(week)
        day = day if 1900 < day.year < 2200 else now.date()
    except ValueError:
        day = now.date()
    return day - timedelta(days=day.weekday())


def _opened(actor: Actor, case_id: str) -> _One | None:
    seen = access.case_for(actor, case_id)
    if seen.view.team is None and not seen.view.visits:
        return None
    names = Names(agreement=agreement_for(seen.case))
    return _One(case_id=seen.case.pk, number=seen.case.number, view=seen.view, names=names)


def _visits(one: _One) -> Iterator[VisitRow]:
    for key, visit in one.view.visits.items():
        plan = visit.planned
        if plan is not None:
            yield _visit(one, key, plan, held=visit.held is not None)


def _visit(one: _One, key: str, plan: VisitPlanned, *, held: bool) -> VisitRow:
    until = plan.cleared_until
    return VisitRow(
        case_id=one.case_id,
        number=one.number,
        visit=key,
        begins_at=plan.begins_at,
        ends_at=plan.ends_at,
        route=plan.route,
        clearance=plan.clearance,
        cleared_until=until,
        cleared=bool(plan.clearance) and until is not None and until >= plan.ends_at,
        notified=tuple(one.names.organisation(key) for key in plan.notified),
        held=held,
        users=tuple(member.user for member in one.members),
    )


def _team(one: _One) -> TeamRow:
    lead = one.view.team.lead if one.view.team is not None else ""
    return TeamRow(
        case_id=one.case_id,
        number=one.number,
        state=one.names.state(one.view.state),
        members=tuple((one.names.person(m.user), one.names.party(m.side), m.user == lead) for m in one.members),
        visits=len(one.view.visits),
    )


def _people(cases: Iterable[_One], visits: list[VisitRow], days: tuple[date, ...]) -> Iterator[PersonRow]:
    known = {member.user: (one.names, member.side) for one in cases for member in one.members}
    for user in sorted(known):
        names, side = known[user]
        own = [visit for visit in visits if user in visit.users]
        yield PersonRow(
            user=user,
            name=names.person(user),
            side=names.party(side),
            days=tuple(tuple(visit for visit in own if _on(visit, day)) for day in days),
        )


def _on(visit: VisitRow, day: date) -> bool:
    begins = datetime.combine(day, time(), tzinfo=UTC)
    return visit.begins_at < begins + timedelta(days=1) and visit.ends_at > begins


def _clashes(cases: Iterable[_One], visits: list[VisitRow]) -> Iterator[Clash]:
    names = {member.user: one.names.person(member.user) for one in cases for member in one.members}
    for place, first in enumerate(visits):
        for second in visits[place + 1 :]:
            if second.begins_at >= first.ends_at:
                break
            for user in sorted(set(first.users) & set(second.users)):
                yield Clash(name=names[user], first=first, second=second)


def _refusals(cases: Iterable[_One], begins: datetime, ends: datetime) -> Iterator[RefusalRow]:
    for one in cases:
        for refusal in one.view.refusals:
            if begins <= refusal.at < ends:
                yield _refusal(one, refusal)


def _refusal(one: _One, refusal: AccessRefused) -> RefusalRow:
    side = one.names.party(refusal.side) if refusal.side else ""
    return RefusalRow(
        case_id=one.case_id, number=one.number, at=refusal.at, by=refusal.by, side=side, text=refusal.text
    )

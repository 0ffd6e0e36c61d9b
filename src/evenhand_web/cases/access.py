"""The one door to cases: the mission sees them whole, everybody else only what they did or were shown. Default deny.

What somebody sees of a case is its acts, seen (`evenhand.cases.views`); all else is made from these alone. Where they
see no act, the case is not there for them: not in lists, counts, searches, exports, notices nor errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.agreements.procedure import Function
from evenhand.cases.acts import Act as DomainAct
from evenhand.cases.acts import Seat
from evenhand.cases.file import CaseFile
from evenhand.cases.file import seat_of as in_case
from evenhand.cases.views import Viewer, view_of
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import BODIES, Actor, Capability
from evenhand_web.accounts.models import Organisation, OrganisationKind
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.cases.mapping import acts_of, rules_for
from evenhand_web.cases.models import Case, InterviewSource, Notice, Shown
from evenhand_web.ledger.turns import take_turn

NO_SUCH_CASE = ProblemKind(
    code="cases.no-such-case",
    blame="missing",
    message="There is no case {case!r}, or nothing of it has been released to you. Check the address.",
)
NO_SUCH_INTERVIEW = ProblemKind(
    code="cases.no-such-interview",
    blame="missing",
    message="Case {case} holds no source of an interview {interview!r}. Choose one on its page.",
)

ALL = "all"
BODY_OF = {OrganisationKind.COMMISSION: Function.COMMISSION, OrganisationKind.SUB_COMMITTEE: Function.SUB_COMMITTEE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A case with what somebody sees of it."""

    case: Case
    acts: tuple[DomainAct, ...]
    """All of them: for services, never for pages."""
    view: CaseFile
    viewer: Viewer
    seat: Seat


def seat_of(actor: Actor) -> Seat:
    """In which functions an actor acts everywhere; those of a single case `evenhand.cases.file.seat_of` adds."""
    functions = []
    if actor.can(Capability.HANDLE_CASES):
        functions.append(Function.MECHANISM)
    if actor.party and actor.can(Capability.OPEN_CASES):
        functions.append(Function.PARTY)
    body = BODY_OF.get(OrganisationKind(actor.organisation_kind)) if actor.organisation_kind else None
    if body is not None and actor.can(Capability.DECIDE_CASES):
        functions.append(body)
    side = actor.party or actor.side
    return Seat(user=actor.username, organisation=key_of(actor), side=side, functions=tuple(functions))


def viewer_of(actor: Actor) -> Viewer:
    """Who looks: everybody of an organisation sees what was shown to it, to its party or to the body that it is."""
    if actor.can(Capability.SEE_CASES):
        return Viewer(everything=True, user=actor.username, organisation=key_of(actor))
    if not actor.can(Capability.SEE_RELEASED_CASES) or actor.organisation_id is None:
        return Viewer()
    return viewer_for(key_of(actor), actor.organisation_kind or "", actor.party or "", user=actor.username)


def viewer_for(key: str, kind: str, party: str, *, user: str = "") -> Viewer:
    """Who looks for an organisation; with `user`, a person of it, who may be in a team."""
    body = {BODY_OF[OrganisationKind(kind)].value} if kind in BODIES else set()
    return Viewer(user=user, organisation=key, keys=frozenset({key, *body, *({party} if party else ())}))


def audiences(actor: Actor) -> tuple[str, ...]:
    """The audiences whose view of a case is this actor's, the fullest first."""
    if actor.can(Capability.SEE_CASES):
        return (ALL,)
    if not actor.can(Capability.SEE_RELEASED_CASES) or actor.organisation_id is None:
        return ()
    key = key_of(actor)
    return person_audience(actor.username, key), organisation_audience(key)


def organisation_audience(key: str) -> str:
    """The audience that an organisation is."""
    return f"organisation:{key}"


def person_audience(user: str, key: str) -> str:
    """The audience that a member of a team is, acting for an organisation."""
    return f"person:{user}@{key}"


def visible_cases(actor: Actor) -> QuerySet[Shown]:
    """The view of each case that this actor sees something of. Every list, count, search and export begins here."""
    keys = audiences(actor)
    if len(keys) < 2:
        return Shown.objects.filter(audience__in=keys)
    own = Shown.objects.filter(audience=keys[0])
    if not own.exists():
        return Shown.objects.filter(audience=keys[1])
    return Shown.objects.filter(Q(audience=keys[0]) | (Q(audience=keys[1]) & ~Q(case__in=own.values("case"))))


def case_for(actor: Actor, case_id: str, *, for_update: bool = False) -> Seen:
    """One case as this actor sees it.

    Raises:
        NO_SUCH_CASE: it is not there for this actor; what is not shown looks like what does not exist.
    """
    if for_update:
        take_turn()
    viewer = viewer_of(actor)
    with as_machine("what somebody sees of a case follows from all of its acts"):
        rows = Case.objects.select_for_update() if for_update else Case.objects
        found = rows.filter(pk=case_id[:64]).first() if "\0" not in case_id else None
        if found is None or not (viewer.everything or viewer.organisation):
            raise NO_SUCH_CASE(case=case_id[:64])
        acts = acts_of(found)
    view = view_of(rules_for(found.agreement_digest), acts, viewer)
    if not view.acts:
        raise NO_SUCH_CASE(case=case_id[:64])
    return Seen(case=found, acts=acts, view=view, viewer=viewer, seat=seat_of(actor))


def may_act(actor: Actor, seen: Seen) -> bool:
    """Whether this actor does anything in a case; the procedure says what. Others only read."""
    acts = (Capability.HANDLE_CASES, Capability.OPEN_CASES, Capability.DECIDE_CASES)
    return any(actor.can(one) for one in acts) or Function.TEAM in in_case(seen.view, seen.seat).functions


def worked_on(actor: Actor, case_ids: Iterable[str]) -> set[str]:
    """Those of the given cases to which this actor may add evidence: all that it sees something of."""
    return set(visible_cases(actor).filter(case__in=list(case_ids)).values_list("case_id", flat=True))


def interview_source_for(actor: Actor, case_id: str, interview: str) -> InterviewSource:
    """Who was heard in an interview. The caller writes the look down.

    Raises:
        NO_SUCH_CASE, NO_SUCH_INTERVIEW.
        NOT_PERMITTED: this actor is not trusted with sources.
    """
    case = case_for(actor, case_id).case
    actor.require(Capability.SEE_SOURCES)
    found: InterviewSource | None = case.interview_sources.filter(interview=interview[:64]).first()
    if found is None:
        raise NO_SUCH_INTERVIEW(case=case.number, interview=interview[:64])
    return found


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """The notices of this person, acting for this organisation, about cases that they still see."""
    if actor.user_id is None or actor.organisation_id is None:
        return Notice.objects.none()
    own = Notice.objects.filter(user_id=actor.user_id, organisation_id=actor.organisation_id)
    return own.filter(Exists(Shown.objects.filter(case=OuterRef("case"), audience__in=audiences(actor))))


def key_of(actor: Actor) -> str:
    """The key of the organisation for which an actor acts; "" for none."""
    if actor.organisation_id is None:
        return ""
    return Organisation.objects.values_list("key", flat=True).get(pk=actor.organisation_id)

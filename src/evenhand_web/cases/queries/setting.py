"""What the forms of acts need to know besides the case."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.http import QueryDict

from evenhand.cases.acts import Subject
from evenhand.cases.codes import SubjectKind
from evenhand.cases.file import CaseFile, seat_of
from evenhand.reports.codes import ReportKind
from evenhand_web.accounts.access import BODIES, Actor, Capability, capabilities_of
from evenhand_web.accounts.models import Membership, Organisation, OrganisationKind
from evenhand_web.agreements.mapping import agreement_of
from evenhand_web.agreements.queries import adopted
from evenhand_web.cases import access, subjects
from evenhand_web.cases.access import Seen
from evenhand_web.cases.fields import Person, Setting
from evenhand_web.cases.mapping import agreement_for, rules_for
from evenhand_web.cases.subjects import Glimpse
from evenhand_web.cases.words import Names, said
from evenhand_web.evidence.access import evidence_on


def setting_of(actor: Actor, seen: Seen, *, step: str = "", now: datetime) -> Setting:
    """In what a form about a case stands, as this actor sees it."""
    names = Names(agreement=agreement_for(seen.case))
    return Setting(
        file=seen.view,
        seat=seat_of(seen.view, seen.seat),
        number=seen.case.number,
        names=names,
        now=now,
        people=people(actor),
        organisations=organisations(),
        evidence=tuple(pieces(actor, seen.case.pk, seen.view)),
        step=step,
    )


def setting_of_new(actor: Actor, agreement_id: str, about: tuple[Subject, ...], *, now: datetime) -> Setting:
    """In what the form of a new case stands.

    Raises:
        NO_SUCH_AGREEMENT.
    """
    agreement = agreement_of(adopted.agreement(agreement_id).digest)
    found = [subjects.glimpse(actor, one) for one in about]
    return Setting(
        file=CaseFile(rules=rules_for(agreement.digest)),
        seat=access.seat_of(actor),
        number="",
        names=Names(agreement=agreement),
        now=now,
        organisations=organisations() if actor.can(Capability.HANDLE_CASES) else (),
        evidence=tuple((f"{one.kind}:{one.ref}", one.label) for one in found),
    )


def people(actor: Actor) -> tuple[Person, ...]:
    """Who can be of a team or present in a body; only those see them who make up teams or keep minutes."""
    if not (actor.can(Capability.HANDLE_CASES) or actor.can(Capability.DECIDE_CASES)):
        return ()
    kinds = (OrganisationKind.MISSION, OrganisationKind.PARTY, *BODIES)
    found = Membership.objects.filter(user__is_active=True, organisation__kind__in=kinds)
    if not actor.can(Capability.HANDLE_CASES):
        found = found.filter(organisation=actor.organisation_id)
    return tuple(
        Person(
            user=one.user.username,
            name=str(one.user),
            organisation=one.organisation.key,
            organisation_name=str(one.organisation),
            side=one.organisation.party or one.side or None,
            kind=one.organisation.kind,
        )
        for one in found.select_related("user", "organisation").order_by("organisation__key", "user__username")
        if _concerned(one)
    )


def _concerned(one: Membership) -> bool:
    able = capabilities_of(one.role, one.organisation.kind)
    if one.organisation.kind in BODIES:
        return Capability.DECIDE_CASES in able
    return bool(able & {Capability.FILE_REPORTS, Capability.SEE_CASES})


def organisations() -> tuple[tuple[str, str], ...]:
    """Key and name of every organisation but the mission: to whom something can be shown or given to do."""
    found = Organisation.objects.exclude(kind=OrganisationKind.MISSION)
    return tuple((one.key, str(one)) for one in found)


def pieces(actor: Actor, case_id: str, file: CaseFile) -> Iterator[tuple[str, str]]:
    """What can be listed as evidence: what the case is about, and the files attached to it, as far as one sees them."""
    for one in file.subjects:
        seen = subjects.glimpse_or_none(actor, one)
        if seen is not None:
            yield f"{one.kind}:{one.ref}", f"{said(one.kind)} {seen.label}"
    for row in evidence_on(actor, "case", case_id):
        yield f"{SubjectKind.EVIDENCE.value}:{row.pk}", row.name


def about(actor: Actor, query: Mapping[str, str]) -> tuple[Glimpse, ...]:
    """What a new case begins with, by the address line: `?incident=`, `?report=`, `?alert=`.

    Raises:
        What the doors of the subjects say.
    """
    kinds = (SubjectKind.INCIDENT, SubjectKind.REPORT, SubjectKind.ALERT)
    named = [Subject(kind=kind, ref=query[kind]) for kind in kinds if query.get(kind)]
    return tuple(subjects.glimpse(actor, one) for one in named)


def begun_with(found: tuple[Glimpse, ...]) -> QueryDict | None:
    """The form of a new case as its subjects fill it in; None where there are none."""
    if not found:
        return None
    form = QueryDict(mutable=True)
    first = found[0]
    form["kind"] = ReportKind.COMPLAINT.value if first.brought_by else ReportKind.OWN_OBSERVATION.value
    form["protection"] = subjects.strictest(one.protection for one in found).value
    form["reporter"] = first.brought_by
    form["at"] = first.at.strftime("%Y-%m-%dT%H:%M") if first.at else ""
    if first.allegation:
        form["allegation.en"] = first.allegation
    for name in ("alleged", "provisions"):
        form.setlist(name, list(dict.fromkeys(value for one in found for value in getattr(one, name))))
    form.setlist("subjects", [f"{one.kind}:{one.ref}" for one in found])
    return form

"""What a case can be about: things of other apps, each seen through its own app's door and no other way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from evenhand.cases.acts import Subject
from evenhand.cases.codes import SubjectKind
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import OrganisationKind, User
from evenhand_web.cases import access
from evenhand_web.evidence.access import glimpse as glimpse_evidence
from evenhand_web.incidents import access as incidents
from evenhand_web.intake.access import protection_of, report_for, versions_of

NO_SUCH_SUBJECT = ProblemKind(
    code="cases.no-such-subject",
    blame="missing",
    message="There is no {kind} {subject!r} that you can see. Go back to its page and begin there.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What a reader may know of a subject, and what a case about it begins with."""

    kind: str
    ref: str
    label: str
    url: str
    allegation: str = ""
    alleged: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()
    at: datetime | None = None
    brought_by: str = ""
    """Key of the organisation that brings a case about it: for a party itself; for the mission, from which it came,
    "" where that is the mission or nobody. So it tells nobody more than they know.
    """
    protection: Protection = Protection.OPEN
    """Who may learn from whom it comes, as the strictest of its versions has it; a case about it is no less strict."""
    texts: Mapping[str, str] = field(default_factory=dict)


Look = Callable[[Actor, str], Glimpse]

SUBJECTS: dict[str, Look] = {}
"""By kind of subject: how it is seen; raises a Problem where it is not there for that actor. Apps put theirs in."""


def glimpse(actor: Actor, subject: Subject) -> Glimpse:
    """What this actor sees of a subject.

    Raises:
        NO_SUCH_SUBJECT: of that kind nobody knows anything here.
        What the door of its own app says.
    """
    look = SUBJECTS.get(subject.kind.value)
    if look is None or "\0" in subject.ref:
        raise NO_SUCH_SUBJECT(kind=subject.kind.value, subject=subject.ref[:64])
    return look(actor, subject.ref)


def glimpse_or_none(actor: Actor, subject: Subject) -> Glimpse | None:
    """The same; None where it is not there for this actor."""
    try:
        return glimpse(actor, subject)
    except Problem as problem:
        if problem.blame not in {"missing", "permission"}:
            raise
        return None


def filed_by(actor: Actor, found: Iterable[Subject]) -> tuple[str, ...]:
    """The people of this system who filed any version of the reports among these subjects, by user name.

    For the procedure, which lets none of them verify, and never for pages. What a door knows of a sender who is no
    user, such as a telephone number, stays behind the door of the source.
    """
    reports = [report_for(actor, one.ref) for one in found if one.kind is SubjectKind.REPORT]
    senders = {version.sender for report in reports for version in versions_of(report)}
    return tuple(User.objects.filter(username__in=senders).order_by("username").values_list("username", flat=True))


def strictest(stated: Iterable[Protection]) -> Protection:
    """The one of them that protects most; of none, open."""
    return max(stated, key=list(Protection).index, default=Protection.OPEN)


def register() -> None:
    """Put in what is known here."""
    kinds = SubjectKind
    SUBJECTS.update({kinds.REPORT: _report, kinds.ALERT: _alert, kinds.EVIDENCE: _evidence, kinds.CASE: _case})
    if hasattr(incidents, "incident_for"):  # the app of incidents may be older than this one
        SUBJECTS[kinds.INCIDENT] = _incident


def _report(actor: Actor, ref: str) -> Glimpse:
    found = report_for(actor, ref)
    came_from = "" if found.owner.kind == OrganisationKind.MISSION else found.owner.key
    stated = [found.protection, *(protection_of(found, one) for one in versions_of(found))]
    return Glimpse(
        kind=SubjectKind.REPORT,
        ref=found.pk,
        label=found.number,
        url=reverse("reports:report", args=[found.pk]),
        allegation=found.headline,
        alleged=(found.alleged_party,) if found.alleged_party else (),
        at=found.began_at,
        brought_by=came_from if actor.can(Capability.HANDLE_CASES) else access.key_of(actor),
        protection=strictest(Protection(one) for one in stated),
    )


def _alert(actor: Actor, ref: str) -> Glimpse:
    found = incidents.alert_for(actor, ref)
    return Glimpse(
        kind=SubjectKind.ALERT,
        ref=found.pk,
        label=f"{found.rule} · {found.began_at:%Y-%m-%d}",
        url=reverse("incidents:alert", args=[found.pk]),
        alleged=(found.party,) if found.party else (),
        provisions=(found.rule,),
        at=found.began_at,
    )


def _evidence(actor: Actor, ref: str) -> Glimpse:
    found = glimpse_evidence(actor, ref)
    url = reverse("evidence:item", args=[found.pk])
    return Glimpse(kind=SubjectKind.EVIDENCE, ref=found.pk, label=found.name, url=url)


def _case(actor: Actor, ref: str) -> Glimpse:
    """By its id, or by the number that stands in acts."""
    row = access.visible_cases(actor).filter(number=ref[:24]).first()
    seen = access.case_for(actor, row.case_id if row is not None else ref)
    url = reverse("cases:case", args=[seen.case.pk])
    return Glimpse(kind=SubjectKind.CASE, ref=ref, label=seen.case.number, url=url)


def _incident(actor: Actor, ref: str) -> Glimpse:
    found = incidents.incident_for(actor, ref)  # type: ignore[attr-defined]
    return Glimpse(
        kind=SubjectKind.INCIDENT,
        ref=found.pk,
        label=str(found),
        url=found.get_absolute_url() if hasattr(found, "get_absolute_url") else "",
        at=getattr(found, "began_at", None),
    )

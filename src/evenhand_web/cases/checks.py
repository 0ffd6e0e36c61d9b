"""What an act names must be there: subjects for whoever names them, people where they are said to sit."""

from collections.abc import Iterator

from evenhand.agreements.procedure import Function
from evenhand.cases.acts import (
    Content,
    EvidenceListed,
    LateEvidence,
    MeetingHeld,
    Opened,
    Recalled,
    Reframed,
    Released,
    ResponseAssigned,
    Stepped,
    Subject,
    TeamSet,
    VisitPlanned,
)
from evenhand.cases.file import CaseFile
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.models import Membership, Organisation, OrganisationKind
from evenhand_web.accounts.services import NO_SUCH_ORGANISATION
from evenhand_web.cases import access, subjects

NOT_OF_IT = ProblemKind(
    code="cases.not-of-it",
    blame="caller",
    message="{user!r} is nobody of {organisation!r} who sits for {side}. Choose people from the list.",
)

WEAKER = ProblemKind(
    code="cases.weaker-protection",
    blame="caller",
    message="The protection {given} is weaker than {own}, which {subject} has. Choose that one or a stricter one.",
)


def require_subjects(actor: Actor, content: Content) -> None:
    """Stop unless whoever acts sees everything that the act is about, and a case protects its reporter no less.

    Raises:
        WEAKER: a new case than what it is about.
        What the doors of the subjects say, NO_SUCH_SUBJECT, NO_SUCH_CASE; NO_SUCH_ORGANISATION of who brought it.
    """
    if isinstance(content, Opened) and content.reporter:
        _organisations(content.reporter)
    for subject in _subjects(content):
        seen = subjects.glimpse(actor, subject)
        if (
            isinstance(content, Opened)
            and subjects.strictest((content.protection, seen.protection)) != content.protection
        ):
            raise WEAKER(given=content.protection, subject=seen.label, own=seen.protection)
    other = content.other_case if isinstance(content, Stepped) else ""
    if other and not access.visible_cases(actor).filter(number=other[:24]).exists():
        raise access.NO_SUCH_CASE(case=other[:64])


def require_known(file: CaseFile, content: Content) -> None:
    """Stop unless the people and organisations that an act names are what it says.

    Raises:
        NO_SUCH_ORGANISATION, NOT_OF_IT.
    """
    match content:
        case TeamSet(members=members):
            for member in members:
                _person(member.user, member.organisation, member.side)
        case MeetingHeld(body=body, present=present):
            for one in present:
                _person(one.user, body.value, one.side)
        case ResponseAssigned(owner=owner):
            _organisations(owner)
        case VisitPlanned(notified=notified):
            _organisations(*notified)
        case Released(to=to) | Recalled(to=to):
            bodies = {one.value for one in Function}
            if to not in bodies and to not in file.rules.parties:
                _organisations(to)


def _subjects(content: Content) -> Iterator[Subject]:
    match content:
        case EvidenceListed(subject=subject):
            yield subject
        case Opened(subjects=found) | LateEvidence(subjects=found):
            yield from found
        case Reframed(subjects=found):
            yield from found or ()


def _organisations(*keys: str) -> None:
    known = set(Organisation.objects.filter(key__in=keys).values_list("key", flat=True))
    for key in keys:
        if key not in known:
            raise NO_SUCH_ORGANISATION(key=key)


def _person(user: str, organisation: str, side: str | None) -> None:
    """In a team, an organisation is named by its key; in a body, a member sits in an organisation of that kind."""
    found = Membership.objects.filter(user__username=user).select_related("organisation")
    for member in found:
        where = {member.organisation.key, member.organisation.kind} - {OrganisationKind.PARTY.value}
        if organisation in where and (member.organisation.party or member.side or None) == side:
            return
    raise NOT_OF_IT(user=user, organisation=organisation, side=side or "–")

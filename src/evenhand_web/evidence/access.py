"""The one door to evidence: the mission sees it, others what is theirs or was released to them. Default deny."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.evidence.models import Derivative, DerivativeKind, Evidence, Protection, Release, Upload

NO_SUCH_EVIDENCE = ProblemKind(
    code="evidence.no-such-evidence",
    blame="missing",
    message="There is no evidence {evidence!r}, or it has not been released to you. Check the address.",
)
NO_SUCH_COPY = ProblemKind(
    code="evidence.no-such-copy",
    blame="missing",
    message="There is no copy {copy!r} of this evidence, or it has not been released to you. Check the address.",
)
NO_SUCH_SUBJECT = ProblemKind(
    code="evidence.no-such-subject",
    blame="missing",
    message="There is no {kind} {subject!r} to which you could add evidence. Go back to its page and begin there.",
)
NO_SUCH_UPLOAD = ProblemKind(
    code="evidence.no-such-upload",
    blame="missing",
    message="There is no unfinished upload {upload!r} of yours. It may have expired: begin it again.",
)

Subjects = Callable[[Actor, Iterable[str]], set[str]]

SUBJECTS: dict[str, Subjects] = {}
"""By kind: those of the given subjects on which this actor works, so that their evidence is the actor's to see and to
add to. Each app puts its own in from `AppConfig.ready`; of a kind that is not here nobody sees anything by it."""

PARTS: dict[str, Callable[[str], list[str]]] = {}
"""By kind, where a subject may have been joined from several: all of them, itself first. Who sees it sees these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How much of a piece of evidence somebody sees."""

    whole: bool
    copies: frozenset[int] = frozenset()
    """Keys of the redacted copies that are shown where the whole is not."""


def visible_evidence(actor: Actor) -> QuerySet[Evidence]:
    """All of which this actor sees at least a copy, by capability, owner or release. Lists and counts begin here.

    What is seen through its subject alone is found by `evidence_for` and `evidence_on`.
    """
    if actor.can(Capability.SEE_EVIDENCE):
        return Evidence.objects.filter(_open_to(actor))
    if actor.can(Capability.SEE_RELEASED_EVIDENCE) and actor.organisation_id is not None:
        return Evidence.objects.filter(_own_or_released(actor))
    return Evidence.objects.none()


def evidence_on(actor: Actor, subject_kind: str, subject: str) -> QuerySet[Evidence]:
    """The evidence on one subject of which this actor sees something.

    To see the subject shows nobody its files: outside the mission, each has to be one's own or released.
    """
    parts = PARTS[subject_kind](subject) if subject_kind in PARTS and "\0" not in subject else [subject]
    return visible_evidence(actor).filter(subject_kind=subject_kind, subject__in=parts)


def evidence_for(actor: Actor, evidence_id: str, *, for_update: bool = False) -> Evidence:
    """One piece of evidence of which this actor sees the whole.

    Raises:
        NO_SUCH_EVIDENCE: it is not there for this actor, or only a copy of it is.
    """
    found = glimpse(actor, evidence_id, for_update=for_update)
    if not sight_of(actor, found).whole:
        raise NO_SUCH_EVIDENCE(evidence=evidence_id[:64])
    return found


def glimpse(actor: Actor, evidence_id: str, *, for_update: bool = False) -> Evidence:
    """One piece of evidence of which this actor sees something; `sight_of` says how much.

    Raises:
        NO_SUCH_EVIDENCE: it is not there for this actor. What may not be seen looks like what does not exist.
    """
    rows = Evidence.objects.select_for_update(of=("self",)) if for_update else Evidence.objects.select_related("owner")
    found = rows.filter(pk=evidence_id[:64]).first()
    if found is None:
        raise NO_SUCH_EVIDENCE(evidence=evidence_id[:64])
    sight = sight_of(actor, found)
    if not sight.whole and not sight.copies:
        raise NO_SUCH_EVIDENCE(evidence=evidence_id[:64])
    return found


def sight_of(actor: Actor, evidence: Evidence) -> Sight:
    """How much this actor sees of it."""
    may_see_any = actor.can(Capability.SEE_EVIDENCE) or actor.can(Capability.SEE_RELEASED_EVIDENCE)
    if not may_see_any or actor.organisation_id is None:
        return Sight(whole=False)
    if evidence.owner_id == actor.organisation_id and not actor.can(Capability.SEE_EVIDENCE):
        return Sight(whole=True)
    unrestricted = evidence.protection == Protection.OPEN or actor.can(Capability.HANDLE_EVIDENCE)
    if actor.can(Capability.SEE_EVIDENCE):
        return Sight(whole=unrestricted)
    shown = [one for one in evidence.releases.all() if one.organisation_id == actor.organisation_id]
    if any(one.copy_id is None for one in shown):
        return Sight(whole=True)
    return Sight(whole=False, copies=frozenset(one.copy_id for one in shown if one.copy_id is not None))


def copy_for(actor: Actor, evidence: Evidence, copy_id: int) -> Derivative:
    """A redacted copy that this actor may see.

    Raises:
        NO_SUCH_COPY: it is not there for this actor.
    """
    sight = sight_of(actor, evidence)
    found: Derivative | None = evidence.derivatives.filter(pk=copy_id, kind=DerivativeKind.REDACTED).first()
    if found is None or not (sight.whole or found.pk in sight.copies):
        raise NO_SUCH_COPY(copy=copy_id)
    return found


def works_on(actor: Actor, subject_kind: str, subject: str) -> bool:
    """Whether the app that the subject belongs to says that this actor works on it; False for kinds nobody knows."""
    rule = SUBJECTS.get(subject_kind)
    # PostgreSQL holds no text with a NUL, so there is no such subject; asking it would be an error.
    return rule is not None and "\0" not in subject and subject in rule(actor, (subject,))


def may_hand_in(actor: Actor) -> bool:
    """Whether this actor hands in evidence at all: who handles it, and who files reports and has files with them."""
    return actor.can(Capability.HANDLE_EVIDENCE) or actor.can(Capability.FILE_REPORTS)


def require_subject(actor: Actor, subject_kind: str, subject: str) -> None:
    """Stop unless this actor may add evidence to that subject.

    Raises:
        NOT_PERMITTED: a role that adds nothing.
        NO_SUCH_SUBJECT: it is not there for this actor.
    """
    if not may_hand_in(actor):
        actor.require(Capability.HANDLE_EVIDENCE)
    if not works_on(actor, subject_kind, subject):
        raise NO_SUCH_SUBJECT(kind=subject_kind[:32], subject=subject[:128])


def upload_for(actor: Actor, upload_id: str, *, for_update: bool = False) -> Upload:
    """An upload that this very person began.

    Raises:
        NO_SUCH_UPLOAD: it is somebody else's, finished and forgotten, or never was.
    """
    rows = Upload.objects.select_for_update(of=("self",)) if for_update else Upload.objects.all()
    found = rows.filter(pk=upload_id[:64], user_id=actor.user_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise NO_SUCH_UPLOAD(upload=upload_id[:64])
    return found


def _own_or_released(actor: Actor) -> Q:
    released = Release.objects.filter(evidence=OuterRef("pk"), organisation=actor.organisation_id)
    return Q(owner_id=actor.organisation_id) | Q(Exists(released))


def _open_to(actor: Actor) -> Q:
    return Q() if actor.can(Capability.HANDLE_EVIDENCE) else Q(protection=Protection.OPEN)

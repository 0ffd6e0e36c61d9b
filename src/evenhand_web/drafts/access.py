"""The one door to drafts and trials: they show what is watched and how, so nobody outside the mission comes through."""

from django.db.models import QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.drafts.models import Draft

NO_SUCH_DRAFT = ProblemKind(
    code="drafts.no-such-draft",
    blame="missing",
    message="There is no draft {draft!r} of {agreement}. Choose one from the list on the agreement's page.",
)


def drafts(actor: Actor, agreement: str) -> QuerySet[Draft]:
    """The drafts of one agreement, the latest first.

    Raises:
        NOT_PERMITTED: the role may not try changes.
    """
    actor.require(Capability.TRY_CHANGES)
    return Draft.objects.filter(agreement=agreement)


def draft(actor: Actor, agreement: str, digest: str) -> Draft:
    """One draft with its files.

    Raises:
        NOT_PERMITTED: the role may not try changes.
        NO_SUCH_DRAFT: none has this digest.
    """
    found = drafts(actor, agreement).filter(digest=digest).first()
    if found is None:
        raise NO_SUCH_DRAFT(draft=digest[:12], agreement=agreement)
    return found

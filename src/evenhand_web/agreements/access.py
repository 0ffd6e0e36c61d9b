"""The only way to an adopted version on somebody's behalf. Every role that may see agreements sees all of them."""

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.agreements.models import AgreementVersion

NO_SUCH_AGREEMENT = ProblemKind(
    code="agreements.no-such-agreement",
    blame="missing",
    message="There is no agreement {agreement!r} in version {version!r} here. Choose one from the list of agreements.",
)


def versions(actor: Actor) -> tuple[AgreementVersion, ...]:
    """Every version that `actor` may see, oldest first within each agreement; without their files.

    Raises:
        NOT_PERMITTED: the role may not see agreements.
    """
    actor.require(Capability.SEE_AGREEMENTS)
    return tuple(AgreementVersion.objects.defer("files"))


def version(actor: Actor, agreement: str, version: str) -> AgreementVersion:
    """One version with its files.

    Raises:
        NOT_PERMITTED: the role may not see agreements.
        NO_SUCH_AGREEMENT: there is none of that name and version.
    """
    actor.require(Capability.SEE_AGREEMENTS)
    row = AgreementVersion.objects.filter(agreement=agreement, version=version).first()
    if row is None:
        raise NO_SUCH_AGREEMENT(agreement=agreement, version=version)
    return row

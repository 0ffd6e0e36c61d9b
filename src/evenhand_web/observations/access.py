"""The only door to observations and to the catalogue of feeds on somebody's behalf."""

from django.conf import settings

from evenhand.foundation.problems import ProblemKind
from evenhand.observations.lake import Lake
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.observations.models import LakeFile
from evenhand_web.observations.models.lake_file import LakeFileQuerySet

NO_SUCH_FILE = ProblemKind(
    code="observations.no-such-file",
    blame="missing",
    message="No feed file has the SHA-256 {digest!r} here. Choose one from the list of feeds.",
)


def lake() -> Lake:
    """The lake of this workspace. Callers have checked that the actor may see what they read from it."""
    return Lake(settings.LAKE)


def lake_for_tracks(actor: Actor) -> Lake:
    """The lake, for one who may see where things moved.

    Raises:
        NOT_PERMITTED: the role may not see tracks.
    """
    actor.require(Capability.SEE_TRACKS)
    return lake()


def files(actor: Actor) -> LakeFileQuerySet:
    """The catalogue of feed files.

    Raises:
        NOT_PERMITTED: the role may not see feeds.
    """
    actor.require(Capability.SEE_FEEDS)
    return LakeFile.objects.all()


def file(actor: Actor, digest: str) -> LakeFile:
    """One file of the catalogue.

    Raises:
        NOT_PERMITTED: the role may not see feeds.
        NO_SUCH_FILE: none has this hash.
    """
    found: LakeFile | None = files(actor).filter(pk=digest).first()
    if found is None:
        raise NO_SUCH_FILE(digest=digest[:64])
    return found

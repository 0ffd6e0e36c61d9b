"""The one door to the records of the council's desk.

Those who keep them see the newest version of each, drafts and what was taken back included. Everybody else sees of each
record the version that was released, and of a record without one that there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.council.mapping import value_of
from evenhand_web.council.models import Version

NO_SUCH_RECORD = ProblemKind(
    code="council.no-such-record",
    blame="missing",
    message="There is no record {record!r} here, or it has not been released. Choose one from the desk of the council.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A record as one person sees it."""

    id: str
    kind: str
    number: int
    """For those who keep the records; for others its place among the versions that they see."""
    value: Any
    at: datetime
    user: str
    reason: str
    released: bool
    """Whether this version is shown to all."""
    withdrawn: bool
    shown: int | None
    """Number of the version that others see."""
    since: int
    """Others see released versions from this number on."""

    @property
    def open(self) -> bool:
        """Whether others see this version, as the newest or in the history."""
        return self.released and not self.withdrawn and self.shown is not None and self.number >= self.since


def keeps(actor: Actor) -> bool:
    """Whether this actor writes the records, and therefore sees drafts."""
    return actor.can(Capability.KEEP_COUNCIL)


def visible_versions(actor: Actor) -> QuerySet[Version]:
    """Of each record the one version that this actor sees."""
    versions = Version.objects.select_related("record")
    if keeps(actor):
        newest = Version.objects.filter(record=OuterRef("record")).values("record").annotate(last=Max("number"))
        return versions.filter(number=Subquery(newest.values("last")))
    return _released(actor)


def _released(actor: Actor) -> QuerySet[Version]:
    versions = Version.objects.select_related("record")
    return versions.filter(number=F("record__shown")) if actor.can(Capability.SEE_COUNCIL) else versions.none()


def history(actor: Actor, record_id: str) -> tuple[Held, ...]:
    """All versions of a record that this actor may read, newest first; none of a record that is not there."""
    versions = list(readable(actor, record_id))
    if keeps(actor):
        return tuple(_held(version) for version in versions)
    return tuple(_placed(version, len(versions) - at, len(versions)) for at, version in enumerate(versions))


def readable(actor: Actor, record_id: str) -> QuerySet[Version]:
    """The versions of a record that this actor may read, newest first."""
    versions = Version.objects.select_related("record").filter(record=record_id).order_by("-number")
    if keeps(actor):
        return versions
    if not actor.can(Capability.SEE_COUNCIL):
        return versions.none()
    return versions.filter(released=True, record__shown__isnull=False, number__gte=F("record__since"))


def records(actor: Actor, *kinds: str, released: bool = False) -> tuple[Held, ...]:
    """The records of these kinds, by id; what was taken back is not among them.

    Args:
        actor: who reads.
        kinds: keys of `evenhand.council.codec.KINDS`.
        released: only what everybody sees, also for those who see drafts: for what will be shown to all.
    """
    versions = _released(actor) if released else visible_versions(actor)
    found = versions.filter(record__kind__in=kinds, withdrawn=False).order_by("record")
    return tuple(_held(version) for version in found) if keeps(actor) else _numbered(found)


def record(actor: Actor, record_id: str) -> Held:
    """One record; for those who keep them also one that was taken back.

    Raises:
        NO_SUCH_RECORD: there is none of that id for this actor.
    """
    version = visible_versions(actor).filter(record=record_id).first()
    if version is None:
        raise NO_SUCH_RECORD(record=record_id)
    return _held(version) if keeps(actor) else _numbered([version])[0]


def by_kind(held: Iterable[Held]) -> dict[str, tuple[Held, ...]]:
    """Records under their kinds."""
    found: dict[str, list[Held]] = {}
    for one in held:
        found.setdefault(one.kind, []).append(one)
    return {kind: tuple(ones) for kind, ones in found.items()}


def _numbered(shown: Iterable[Version]) -> tuple[Held, ...]:
    """Released versions, each numbered by how many of its record are seen: gaps would tell of drafts and of records
    taken back.
    """
    versions = list(shown)
    seen = Version.objects.filter(released=True, number__gte=F("record__since"), number__lte=F("record__shown"))
    counts = seen.filter(record__in=[one.record_id for one in versions]).order_by().values_list("record")
    places = dict(counts.annotate(seen=Count("id")))
    return tuple(_placed(one, places[one.record_id], places[one.record_id]) for one in versions)


def _placed(version: Version, number: int, last: int) -> Held:
    return replace(_held(version), number=number, shown=last, since=1)


def _held(version: Version) -> Held:
    return Held(
        id=version.record_id,
        kind=version.record.kind,
        number=version.number,
        value=value_of(version.record.kind, version.content),
        at=version.at,
        user=version.user,
        reason=version.reason,
        released=version.released,
        withdrawn=version.withdrawn,
        shown=version.record.shown,
        since=version.record.since,
    )

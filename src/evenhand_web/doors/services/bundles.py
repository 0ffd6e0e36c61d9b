"""Bundles: made and signed here, and loaded from other offices, once, however often they come.

A bundle is checked whole before any of it is loaded. Each version goes through the one service behind every door, in a
transaction of its own: cut anywhere, loading it again goes on; twice or at once, it changes nothing more; and the order
of bundles does not matter.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.bundles import (
    BUNDLE_PART,
    CarriedReport,
    CarriedVersion,
    Cover,
    fingerprint,
    open_bundle,
    public_bytes,
    write_bundle,
)
from evenhand.reports.bundles import Bundle as Sealed
from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import speaking_for
from evenhand_web.doors import keys, store
from evenhand_web.doors.access import key_for
from evenhand_web.doors.mapping import arrival_of, carried_reports
from evenhand_web.doors.models import Bundle, Carried, Direction, KeyState, OfficeKey
from evenhand_web.doors.services.triage import REASON_MISSING
from evenhand_web.intake.access import visible_reports
from evenhand_web.intake.models import SourceIdentity, SourceLook, Version
from evenhand_web.intake.services import receive
from evenhand_web.ledger.services import record

KEY_NOT_TRUSTED = ProblemKind(
    code="doors.key-not-trusted",
    blame="state",
    message="The bundle is signed by {office!r} with the key {fingerprint}, which nobody here trusts. Compare it with "
    "that office by telephone; then the administrator trusts it, and the bundle can be loaded.",
)
NO_REPORTS = ProblemKind(
    code="doors.no-reports",
    blame="caller",
    message="No report fits ({asked}). Choose an earlier day, or other numbers.",
)

_Told = Callable[[int, int], None]


def _silently(_done: int, _of: int) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reports a bundle is to hold."""

    since: datetime | None = None
    """Reports that came in, or got another version, at or after this."""
    numbers: tuple[str, ...] = ()
    """By number; none: all."""
    with_sources: bool = False
    reason: str = ""
    """Why the sources have to go along; it is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a bundle."""

    bundle: int
    new: int
    """Versions that were not here."""
    here: int
    conflicts: int
    """Reports that now stand in two versions."""
    left_out: dict[str, int]
    """Organisation that nobody has here -> versions of it that were not loaded."""
    refused: int
    """Versions that cannot be taken in as they are."""


# Out


def export(*, out: BinaryIO, wanted: Wanted, actor: Actor, now: datetime) -> Bundle:
    """Write a signed bundle of reports that the actor may see.

    Raises:
        NOT_PERMITTED: the actor may not handle reports, or sources are wanted and they are not trusted with them.
        REASON_MISSING: sources are wanted and nobody says why.
        NO_REPORTS: none fits.
    """
    bundle, ids = _begun(wanted=wanted, actor=actor, now=now)
    cover = Cover(office=bundle.office, sequence=bundle.sequence, created_at=now, with_sources=wanted.with_sources)
    reports = visible_reports(actor).filter(pk__in=ids)
    digest = write_bundle(
        out,
        cover=cover,
        reports=carried_reports(reports, with_sources=wanted.with_sources),
        original=_original,
        file=store.content,
        key=keys.office_key(),
    )
    _sealed(bundle=bundle, digest=digest, actor=actor, now=now)
    return bundle


@transaction.atomic
def _begun(*, wanted: Wanted, actor: Actor, now: datetime) -> tuple[Bundle, list[str]]:
    """The row and number of a new bundle, and the ids of its reports; every protected source in it is a look."""
    actor.require(Capability.HANDLE_REPORTS)
    if wanted.with_sources:
        actor.require(Capability.SEE_SOURCES)
        if not wanted.reason.strip():
            raise REASON_MISSING(message="bundle")
    reports = visible_reports(actor)
    if wanted.since is not None:
        later = Version.objects.filter(received_at__gte=wanted.since)
        reports = reports.filter(Q(pk__in=later.values("report")) | Q(pk__in=later.values("report__joined")))
    if wanted.numbers:
        reports = reports.filter(number__in=[number.strip().upper() for number in wanted.numbers])
    ids = list(reports.values_list("pk", flat=True))
    if not ids:
        raise NO_REPORTS(asked=", ".join(wanted.numbers)[:200] or f"since {wanted.since}")
    last = Bundle.objects.filter(direction=Direction.OUT).aggregate(last=Max("sequence"))["last"] or 0
    bundle = Bundle.objects.create(
        direction=Direction.OUT,
        office=keys.office_name(),
        sequence=last + 1,
        made_at=now,
        at=now,
        actor=actor.username,
        reports=len(ids),
        with_sources=wanted.with_sources,
    )
    looks: list[SourceLook] = []
    if wanted.with_sources:
        belongs = Q(version__report__in=ids) | Q(version__report__joined__in=ids)
        sources = SourceIdentity.objects.filter(belongs).exclude(protection=Protection.OPEN)
        who = {"at": now, "actor": actor.username, "by_id": actor.organisation_id, "reason": wanted.reason.strip()}
        looks = SourceLook.objects.bulk_create([SourceLook(version_id=source.pk, **who) for source in sources])
    details = {"sequence": bundle.sequence, "reports": len(ids), "with_sources": wanted.with_sources,
               "reason": wanted.reason.strip()}  # fmt: skip
    about = f"bundle-{bundle.pk}"
    record(action="doors.bundle-begun", subject=about, actor=actor, at=now, details=details, rows=looks)
    return bundle, ids


@transaction.atomic
def _sealed(*, bundle: Bundle, digest: str, actor: Actor, now: datetime) -> None:
    bundle.digest = digest
    bundle.save(update_fields=["digest"])
    details = {"sequence": bundle.sequence, "sha256": digest}
    record(action="doors.bundle-made", subject=f"bundle-{bundle.pk}", actor=actor, at=now, details=details)


def _original(digest: str) -> Iterator[bytes]:
    held = Version.objects.filter(digest=digest).values_list("original", flat=True).first()
    if held is not None:
        yield bytes(held)


# In


def load(*, file: BinaryIO, actor: Actor, now: datetime, told: _Told = _silently) -> Loaded:
    """Check a bundle whole, then load it.

    Args:
        file: the bundle, which can be sought.
        actor: who loads it.
        now: when, UTC.
        told: called with how many parts are done, of how many.

    Raises:
        NOT_PERMITTED: the actor may not handle reports.
        BUNDLE_BROKEN, BUNDLE_FORMAT, BUNDLE_SIGNATURE, BUNDLE_PART: nothing was loaded.
        KEY_NOT_TRUSTED: its key is noted, for the administrator to decide.
    """
    actor.require(Capability.HANDLE_REPORTS)
    sealed = open_bundle(file)
    key = _trusted(sealed=sealed, actor=actor, now=now)
    sealed.check(told=lambda done: told(done, 2 * len(sealed.parts)))
    bundle = _entered(sealed=sealed, key=key, actor=actor, now=now)
    organisations = {one.key: one for one in Organisation.objects.all()}
    counts: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    conflicts: set[str] = set()
    for number, report in enumerate(sealed.each_report(), start=1):
        for version in report.versions:
            if version.by not in organisations:
                left_out[version.by[:64]] += 1
                continue
            who = replace(actor, organisation_id=organisations[version.by].pk)
            with speaking_for(who):
                outcome = _load_version(sealed, bundle, report, version, actor=who, now=now, conflicts=conflicts)
            counts[outcome] += 1
        told(len(sealed.parts) + number, len(sealed.parts) + sealed.reports)
    loaded = Loaded(
        bundle=bundle.pk,
        new=counts["new"],
        here=counts["here"],
        conflicts=len(conflicts),
        left_out=dict(left_out),
        refused=counts["refused"],
    )
    _finished(bundle=bundle, loaded=loaded, actor=actor, now=now)
    return loaded


@transaction.atomic
def trust(*, key_id: int, trusted: bool, actor: Actor, now: datetime) -> None:
    """Trust the key of an office, or withdraw that; what it brought before stays.

    Raises:
        NOT_PERMITTED: only the administrator.
        NO_SUCH_KEY.
    """
    key = key_for(actor, key_id)
    key.state = KeyState.TRUSTED if trusted else KeyState.REVOKED
    key.changed_at, key.changed_by = now, actor.username
    key.save(update_fields=["state", "changed_at", "changed_by"])
    details = {"office": key.office, "fingerprint": key.fingerprint, "state": key.state}
    record(action="doors.key-trust", subject=f"office-key-{key.pk}", actor=actor, at=now, details=details)


def _trusted(*, sealed: Sealed, actor: Actor, now: datetime) -> OfficeKey | None:
    """The key that signed it, if it is trusted; None: our own."""
    if sealed.key == public_bytes(keys.office_key()):
        return None
    key = _seen(sealed=sealed, actor=actor, now=now)
    if key.state != KeyState.TRUSTED:
        raise KEY_NOT_TRUSTED(office=key.office, fingerprint=key.fingerprint)
    return key


@transaction.atomic
def _seen(*, sealed: Sealed, actor: Actor, now: datetime) -> OfficeKey:
    facts = {"fingerprint": fingerprint(sealed.key), "office": sealed.cover.office, "seen_at": now,
             "changed_at": now, "changed_by": actor.username}  # fmt: skip
    key, made = OfficeKey.objects.get_or_create(public=sealed.key.hex(), defaults=facts)
    if made:
        details = {"office": key.office, "fingerprint": key.fingerprint}
        record(action="doors.key-seen", subject=f"office-key-{key.pk}", actor=actor, at=now, details=details)
    return key


@transaction.atomic
def _entered(*, sealed: Sealed, key: OfficeKey | None, actor: Actor, now: datetime) -> Bundle:
    facts = {
        "office": sealed.cover.office,
        "key": key,
        "sequence": sealed.cover.sequence,
        "made_at": sealed.cover.created_at,
        "at": now,
        "actor": actor.username,
        "reports": sealed.reports,
        "with_sources": sealed.cover.with_sources,
    }
    try:
        with transaction.atomic():
            bundle, made = Bundle.objects.get_or_create(direction=Direction.IN, digest=sealed.digest, defaults=facts)
    except IntegrityError:  # another process loads it at the same time
        bundle, made = Bundle.objects.get(direction=Direction.IN, digest=sealed.digest), False
    if made:
        details = {"office": bundle.office, "sequence": bundle.sequence, "sha256": sealed.digest}
        record(action="doors.bundle-checked", subject=f"bundle-{bundle.pk}", actor=actor, at=now, details=details)
    return bundle


@transaction.atomic
def _finished(*, bundle: Bundle, loaded: Loaded, actor: Actor, now: datetime) -> None:
    result = {"new": loaded.new, "here": loaded.here, "conflicts": loaded.conflicts, "left_out": loaded.left_out,
              "refused": loaded.refused}  # fmt: skip
    if not bundle.result:
        bundle.result = result
        bundle.save(update_fields=["result"])
    record(action="doors.bundle-loaded", subject=f"bundle-{bundle.pk}", actor=actor, at=now, details=result)


def _load_version(
    sealed: Sealed, bundle: Bundle, report: CarriedReport, version: CarriedVersion, *,
    actor: Actor, now: datetime, conflicts: set[str],
) -> str:  # fmt: skip
    """new, here or refused. The files are on the disk before the version is in the database."""
    if _is_here(version, actor):
        return "here"
    for name in _parts_of(version):
        if not store.holds(name.removeprefix("files/")):
            kept, _size = store.keep(sealed.content(name))
            if kept != name.removeprefix("files/"):  # the medium gave other bytes than when it was checked
                raise BUNDLE_PART(part=name, fault="not what was signed")
    original = b"" if version.withheld else b"".join(sealed.content(f"originals/{version.sha256}"))
    try:
        arrival = arrival_of(version, original=original, office=bundle.office)
        with transaction.atomic():
            receipt = receive(arrival=arrival, actor=actor, now=now)
            digest = hashlib.sha256(arrival.original).hexdigest()
            held = Version.objects.get(by_id=actor.organisation_id, instance=version.instance, digest=digest)
            facts = {"bundle": bundle, "number": report.number[:40], "door": version.door[:10],
                     "received_at": version.received_at}  # fmt: skip
            if receipt.is_new:
                Carried.objects.get_or_create(version=held, defaults=facts)
    except Problem as problem:
        if problem.blame in ("permission", "operator"):
            raise
        return "refused"
    if receipt.conflict:
        conflicts.add(receipt.report)
    return "new" if receipt.is_new else "here"


def _parts_of(version: CarriedVersion) -> Iterator[str]:
    return (f"files/{file.sha256}" for file in version.files)


def _is_here(version: CarriedVersion, actor: Actor) -> bool:
    """Whether the version is here with all its files, itself or, where its bytes stayed at home, something for it."""
    same = Q(digest=version.sha256)
    if version.withheld:
        same |= Q(stands_for=version.sha256)
    if version.stands_for:
        same |= Q(digest=version.stands_for)
    held = Version.objects.filter(same, by_id=actor.organisation_id, instance=version.instance)
    found = held.prefetch_related("files").first()
    if found is None:
        return False
    names = {(file.name, file.digest) for file in found.files.all()}
    return all((file.name, file.sha256) in names for file in version.files) or version.withheld

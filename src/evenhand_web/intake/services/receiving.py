"""Taking a report in: the one service behind every door.

Whatever the network does, the answer is the same: the same bytes under the same id are one version; other bytes under
the same id stand beside them; an edit names what it replaces and may come first. Nothing is overwritten, nothing lost:
version, source, files, acts and the entry of the record are one transaction, and the doors acknowledge only after it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from evenhand.evidence.hashing import Fingerprint
from evenhand.foundation.codec import to_json
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.codes import Protection as ReportProtection
from evenhand.reports.record import Record, record_to, without_source
from evenhand_web.accounts.access import SYSTEM, Actor, Capability
from evenhand_web.accounts.models import Organisation
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.agreements import queries as agreements
from evenhand_web.evidence.models import Protection
from evenhand_web.evidence.services import Claim, attach, restrict
from evenhand_web.intake.access import parts_of, protection_of
from evenhand_web.intake.mapping import number_of, report_id, unread_columns, year_of
from evenhand_web.intake.models import (
    ActKind,
    Counter,
    Door,
    Reading,
    Report,
    ReportAct,
    ReportRelease,
    SourceIdentity,
    Version,
    VersionFile,
)
from evenhand_web.intake.services.standing import settle
from evenhand_web.ledger.services import record as enter
from evenhand_web.ledger.turns import take_turn

NO_INSTANCE = ProblemKind(
    code="intake.no-instance",
    blame="caller",
    message="The submission has no id of its own (found {value!r}). Send it with the id that the form makes.",
)
TOO_LONG = ProblemKind(
    code="intake.too-long",
    blame="caller",
    message="{field} has {size} characters or bytes; at most {limit} are taken. Send it in another way, or in parts.",
)

LARGEST_ORIGINAL = 2_000_000
LONGEST_INSTANCE = 200
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivedFile:
    """A file that came with a submission; its bytes lie safely in the store of evidence already."""

    name: str
    digest: str
    """SHA-256, hex, computed here."""
    size_bytes: int
    stated_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A submission as a door hands it over. Either `record` or `fault` is given."""

    instance: str
    """The id that the client made."""
    original: bytes
    """As it came."""
    media_type: str
    door: Door
    replaces: str = ""
    """Id of the version of which this one is an edit."""
    stands_for: str = ""
    """SHA-256, hex, of the original that did not leave its office, and for which `original` stands."""
    form: str = ""
    form_version: str = ""
    record: Record | None = None
    fault: Problem | None = None
    flags: tuple[dict[str, Any], ...] = ()
    """What the device claims and is not believed: {"code": ..., details}."""
    enrolment_id: int | None = None
    sender: str = ""
    """"" : the actor's user name."""
    files: tuple[ArrivedFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What became of a submission; it is on the disk when the caller has this and the transaction is over."""

    report: str
    number: str
    """For people."""
    version: int
    is_new: bool
    """False: these bytes were here already."""
    conflict: bool
    """It stands beside another version that says something else."""
    waiting_for: tuple[str, ...]
    """Names of the files that have not come yet."""


@transaction.atomic
def receive(*, arrival: Arrival, actor: Actor, now: datetime) -> Receipt:
    """Take one submission in, once.

    Args:
        arrival: what came, through whichever door.
        actor: on whose behalf; the organisation that owns the report.
        now: when it came, UTC.

    Raises:
        NOT_PERMITTED: the actor may not file reports.
        NO_INSTANCE, TOO_LONG: what came cannot be kept as it is; nothing of it is.
    """
    actor.require(Capability.FILE_REPORTS)
    _check(arrival)
    take_turn()
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    with as_machine("the last number tells how many reports there are"):
        year, _made = Counter.objects.select_for_update().get_or_create(year=year_of(now))  # one at a time from here on
    digest = hashlib.sha256(arrival.original).hexdigest()
    same = Version.objects.filter(by=organisation, instance=arrival.instance, digest=digest).first()
    if same is not None:
        return _receipt(same, is_new=False, files=_add_files(same, arrival.files, actor=actor, now=now), now=now)
    report, first = _report_of(arrival, organisation, year, now)
    version = Version.objects.create(
        report=report,
        number=report.all_versions.count() + 1,
        instance=arrival.instance,
        digest=digest,
        replaces=arrival.replaces,
        stands_for=arrival.stands_for,
        original=arrival.original,
        media_type=arrival.media_type,
        door=arrival.door,
        form=arrival.form,
        form_version=arrival.form_version,
        enrolment_id=arrival.enrolment_id,
        sender=arrival.sender or actor.username,
        by=organisation,
        received_at=now,
    )
    _read(version, arrival)
    kind = ActKind.RECEIVED if first else ActKind.VERSION
    _act(report, kind, {"version": version.number, "door": version.door}, actor=actor, now=now)
    details = {"number": report.number, "version": version.number, "sha256": digest, "door": version.door}
    enter(action=f"intake.{kind.value}", subject=report.pk, actor=actor, at=now, details=details)
    _add_files(version, arrival.files, actor=actor, now=now)
    if not first:
        _recall(report, now)
    return _receipt(version, is_new=True, files=True, now=now)


@transaction.atomic
def add_files(*, version_id: int, files: Sequence[ArrivedFile], actor: Actor, now: datetime) -> Receipt:
    """Take in files that come later than the version to which they belong.

    Raises:
        NOT_PERMITTED.
        TOO_LONG: the name of a file.
    """
    actor.require(Capability.FILE_REPORTS)
    take_turn()
    version = Version.objects.select_related("report").get(pk=version_id, by_id=actor.organisation_id)
    added = _add_files(version, files, actor=actor, now=now)
    return _receipt(version, is_new=False, files=added, now=now)


def _check(arrival: Arrival) -> None:
    if not arrival.instance.strip():
        raise NO_INSTANCE(value=arrival.instance)
    for field in ("instance", "replaces"):
        if len(getattr(arrival, field)) > LONGEST_INSTANCE:
            raise TOO_LONG(field=field, size=len(getattr(arrival, field)), limit=LONGEST_INSTANCE)
    if len(arrival.original) > LARGEST_ORIGINAL:
        raise TOO_LONG(field="submission", size=len(arrival.original), limit=LARGEST_ORIGINAL)


def _report_of(arrival: Arrival, organisation: Organisation, year: Counter, now: datetime) -> tuple[Report, bool]:
    """The report to which a new version belongs, made if it is the first; and whether it was made.

    It belongs with what bears its own id, with what it replaces, with what replaces it, and with what replaces the same
    as it does; where these lie in two reports, since the edit in the middle came last, they are joined.
    """
    own = Version.objects.filter(by=organisation)
    ids = {arrival.instance, arrival.replaces} - {""}
    kin = own.filter(instance__in=ids) | own.filter(replaces__in=ids)
    found = {version.report.joined_id or version.report_id for version in kin.select_related("report")}
    if found:
        reports = sorted(Report.objects.filter(pk__in=found), key=lambda one: (one.received_at, one.pk))
        for later in reports[1:]:
            Report.objects.filter(joined=later).update(joined=reports[0])
            Report.objects.filter(pk=later.pk).update(joined=reports[0])
            told = {"report": later.pk, "number": later.number}
            with as_machine("an act of its own, which no person did"):
                _act(reports[0], ActKind.JOINED, told, actor=SYSTEM, now=now)
            enter(action="intake.joined", subject=reports[0].pk, actor=SYSTEM, at=now, details=told)
        return reports[0], False
    year.last += 1
    with as_machine("the last number tells how many reports there are"):
        year.save(update_fields=["last"])
    made = Report.objects.create(
        report=report_id(organisation=organisation.key, instance=arrival.replaces or arrival.instance),
        number=number_of(year.year, year.last),
        owner=organisation,
        received_at=now,
        **unread_columns(protection=_asked_for(arrival)),
    )
    return made, True


@as_machine("to whom a report was released its reporter may not know, and yet another version takes it back")
def _recall(report: Report, now: datetime) -> None:
    """Take a report back from those to whom it was released: that was another version, and the mission decides anew."""
    for release in ReportRelease.objects.filter(report__in=parts_of(report.pk)).select_related("organisation"):
        told = {"text": "", "because": "version"}
        ReportAct.objects.create(
            report_id=release.report_id, kind=ActKind.RECALLED, at=now, actor=SYSTEM.username, content=told,
            organisation=release.organisation,
        )  # fmt: skip
        details = {"organisation": release.organisation.key, "because": "version"}
        enter(action="intake.recalled", subject=release.report_id, actor=SYSTEM, at=now, details=details)
        release.delete()


def _asked_for(arrival: Arrival) -> str:
    """The protection that a submission asks for; of one that cannot be read, nobody knows, so it has it."""
    return ReportProtection.CONFIDENTIAL if arrival.record is None else arrival.record.protection.value


def _read(version: Version, arrival: Arrival) -> None:
    """Write down what was read of a version, with the source cut off into its own table."""
    record = arrival.record
    if record is None:
        fault = arrival.fault
        told = (
            {"code": fault.code, "details": {key: str(value) for key, value in fault.details.items()}} if fault else {}
        )
        Reading.objects.create(version=version, record=None, fault=told, flags=list(arrival.flags))
        # Nobody knows what it says, so it may say from whom it comes.
        SourceIdentity.objects.create(version=version, protection=ReportProtection.CONFIDENTIAL, identity={})
        return
    Reading.objects.create(
        version=version,
        record=record_to(without_source(record)),
        flags=list(arrival.flags),
        mentions=[attached.name for attached in record.attached],
    )
    protected = record.protection is not ReportProtection.OPEN
    # Kept without a word in it, too: what is not there must not look as if it were open.
    if protected or record.source is not None or record.claimed is not None or arrival.stands_for:
        identity = {"source": to_json(record.source), "claimed": to_json(record.claimed)}
        SourceIdentity.objects.create(version=version, protection=record.protection, identity=identity)


def _add_files(version: Version, files: Sequence[ArrivedFile], *, actor: Actor, now: datetime) -> bool:
    """Enter the files that are not there yet; gives whether any was new."""
    added = False
    for file in files:
        if len(file.name) > LONGEST_NAME:
            raise TOO_LONG(field="file name", size=len(file.name), limit=LONGEST_NAME)
        facts = {"size_bytes": file.size_bytes, "stated_digest": file.stated_digest, "received_at": now}
        _row, made = VersionFile.objects.get_or_create(
            version=version, name=file.name, digest=file.digest, defaults=facts
        )
        if made:
            added = True
            _attach(version, file, now)
            told = {"version": version.number, "name": file.name, "sha256": file.digest, "size_bytes": file.size_bytes}
            _act(version.report, ActKind.FILE, told, actor=actor, now=now)
            enter(action="intake.file", subject=version.report_id, actor=actor, at=now, details=told)
    return added


def _attach(version: Version, file: ArrivedFile, now: datetime) -> None:
    """Make evidence of a file; that of a protected report is for those alone who handle evidence."""
    protected = protection_of(version.report, version) != ReportProtection.OPEN
    claim = Claim(
        subject_kind="report",
        subject=version.report.joined_id or version.report_id,
        name=file.name,
        stated_digest=file.stated_digest,
        owner=version.by.key,
        handed_in_by=version.sender,
        protection=Protection.RESTRICTED if protected else Protection.OPEN,
    )
    attach(content=Fingerprint(digest=file.digest, size_bytes=file.size_bytes), claim=claim, actor=SYSTEM, now=now)


def _receipt(version: Version, *, is_new: bool, files: bool, now: datetime) -> Receipt:
    # Held, for people act on it meanwhile.
    report = Report.objects.select_for_update().get(pk=version.report.joined_id or version.report_id)
    if is_new or files:
        settle(report, agreement=next(iter(agreements.current(now)), None))
        if report.protection != ReportProtection.OPEN:  # asked for now, it holds for what came before as well
            restrict(subject_kind="report", subjects=parts_of(report.pk), actor=SYSTEM, now=now)
    return Receipt(
        report=report.pk,
        number=report.number,
        version=version.number,
        is_new=is_new,
        conflict=report.conflict,
        waiting_for=tuple(report.waiting_for),
    )


def _act(report: Report, kind: ActKind, content: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    ReportAct.objects.create(
        report=report, kind=kind, at=now, actor=actor.username, by_id=actor.organisation_id, content=content
    )

"""From rows to values: what a bundle carries of a report, and back; how the rows of a table are meant."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.reports.bundles import WITHOUT_SOURCE, CarriedFile, CarriedReport, CarriedVersion, stand_in
from evenhand.reports.codes import Protection, ReporterType, ReportKind
from evenhand.reports.plausibility import REVEALING
from evenhand.reports.record import Record, record_from
from evenhand.reports.tables.columns import Mapped
from evenhand.reports.tables.rows import Options
from evenhand_web.doors.models import Carried, TableUpload
from evenhand_web.intake.access import protection_of
from evenhand_web.intake.models import Door, Report, SourceIdentity, Version
from evenhand_web.intake.services import Arrival, ArrivedFile

_REPORTS_AT_ONCE = 100


def carried_reports(reports: QuerySet[Report], *, with_sources: bool) -> Iterator[CarriedReport]:
    """What a bundle carries of each report, a hundred at a time."""
    for report in reports.order_by("received_at", "pk").iterator(chunk_size=_REPORTS_AT_ONCE):
        versions = (
            (Version.objects.filter(report=report) | Version.objects.filter(report__joined=report))
            .select_related("reading", "by", "source", "report")
            .prefetch_related("files")
        )
        held = versions.defer("original").annotate(size=Length("original")).order_by("received_at", "pk")
        known = {one.pk: one for one in Carried.objects.filter(version__in=[version.pk for version in held])}
        yield CarriedReport(
            number=report.number,
            versions=tuple(_carried(version, known.get(version.pk), with_sources) for version in held),
        )


def _carried(version: Version, first: Carried | None, with_sources: bool) -> CarriedVersion:  # noqa: FBT001
    source: SourceIdentity | None = getattr(version, "source", None)
    protection = protection_of(version.report, version)
    withheld = protection != Protection.OPEN and not with_sources and not version.stands_for
    reading = version.reading
    return CarriedVersion(
        instance=version.instance,
        by=version.by.key,
        sha256=version.digest,
        size_bytes=version.size,  # type: ignore[attr-defined]
        media_type=version.media_type,
        # Where it first came in is what counts, not the bundle that brought it here.
        door=first.door if first else version.door,
        received_at=first.received_at if first else version.received_at,
        sender=None if withheld else version.sender,
        replaces=version.replaces or None,
        form=version.form or None,
        form_version=version.form_version or None,
        withheld=withheld,
        stands_for=version.stands_for or None,
        record=reading.record,
        fault=reading.fault,
        flags=tuple(flag for flag in reading.flags if not (withheld and flag["code"] in REVEALING)),
        mentions=tuple(reading.mentions),
        protection=protection,
        source=source.identity if source is not None and (with_sources or protection == Protection.OPEN) else None,
        files=tuple(
            CarriedFile(
                name=file.name,
                sha256=file.digest,
                size_bytes=file.size_bytes,
                stated_digest=file.stated_digest or None,
            )
            for file in version.files.all()
        ),
    )


def arrival_of(version: CarriedVersion, *, original: bytes, office: str) -> Arrival:
    """A carried version as the service behind every door takes it.

    Args:
        version: as the bundle has it.
        original: its bytes as they came; not looked at where they stayed at home.
        office: fingerprint of the office that brings it, so that its users are not taken for ours.

    Raises:
        MALFORMED: its record is none.
    """
    return Arrival(
        instance=version.instance,
        original=stand_in(version) if version.withheld else original,
        media_type=WITHOUT_SOURCE if version.withheld else version.media_type,
        door=Door.BUNDLE,
        replaces=version.replaces or "",
        stands_for=version.sha256 if version.withheld else version.stands_for or "",
        form=version.form or "",
        form_version=version.form_version or "",
        record=_record(version),
        fault=_fault(version.fault or {}) if version.record is None else None,
        flags=tuple(dict(flag) for flag in version.flags),
        sender=f"{version.sender or '?'} @ {office}"[:150],
        files=tuple(
            ArrivedFile(
                name=file.name,
                digest=file.sha256,
                size_bytes=file.size_bytes,
                stated_digest=file.stated_digest or "",
            )
            for file in version.files
        ),
    )


def _record(version: CarriedVersion) -> Record | None:
    if version.record is None:
        return None
    said: dict[str, Any] = dict(version.record)
    for name in ("source", "claimed"):
        told = (version.source or {}).get(name)
        if told:
            said[name] = told
    return record_from(said)


def _fault(told: Mapping[str, Any]) -> Problem:
    """What the other office could not read, under its own code."""
    kind = ProblemKind(code=str(told.get("code", ""))[:100], blame="caller", message="")
    details = told.get("details")
    return Problem(kind, dict(details) if isinstance(details, Mapping) else {})


def options_of(table: TableUpload) -> Options:
    """How the rows of a table are meant."""
    chosen = table.chosen
    fields = tuple(field or None for field in chosen["fields"])
    return Options(
        mapped=Mapped(columns=tuple(table.columns), fields=fields),
        kind=ReportKind(chosen["kind"]) if chosen["kind"] else None,
        language=chosen["language"],
        zone=chosen["zone"],
        order=chosen["order"],
        protection=Protection(chosen["protection"]),
        reporter_type=ReporterType(chosen["reporter_type"]),
    )

"""Bringing a report's columns to what its versions and acts say."""

from datetime import datetime

from evenhand.agreements.model import Agreement
from evenhand.reports.record import record_from
from evenhand_web.accounts.models import User
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.desk.indexing import put_reports
from evenhand_web.intake.access import versions_of
from evenhand_web.intake.joining import acts_of
from evenhand_web.intake.mapping import columns_of, unread_columns
from evenhand_web.intake.models import Report, ReportRelease, Version
from evenhand_web.intake.outcome import standing
from evenhand_web.intake.showing import chosen, heads, shown_version
from evenhand_web.totals import indexing as totals

__all__ = ["chosen", "follow", "heads", "settle", "shown_version"]


@as_machine("what a report says follows from acts that its reporter may not read")
def settle(report: Report, *, agreement: Agreement | None) -> None:
    """Bring what lists and maps show of a report to its present versions, files and acts; the caller holds it."""
    versions = list(versions_of(report).prefetch_related("files"))
    standing = heads(versions)
    current = shown_version(report, versions)
    reading = current.reading
    report.readable = reading.record is not None
    facts = columns_of(record_from(reading.record), agreement=agreement) if reading.record else unread_columns()
    for name, value in facts.items():
        setattr(report, name, value)
    report.versions = len(versions)
    report.conflict = len(standing) > 1 and chosen(report, standing) is None
    report.waiting_for = _missing(current)
    report.flags = sorted({flag["code"] for flag in reading.flags})
    follow(report, now=versions[-1].received_at)


@as_machine("where a report stands follows from acts that whoever acted last may not read")
def follow(report: Report, *, now: datetime) -> None:
    """Bring only what follows from the acts: state, assignee, grades, releases; then its row on the desk."""
    found = standing(acts_of(report))
    report.state = found.state
    report.assignee = User.objects.filter(username=found.assignee).first() if found.assignee else None
    report.reliability, report.credibility = found.reliability, found.credibility
    report.save()
    # What a joined report was released for counts here; on its own it is shown to nobody any more.
    ReportRelease.objects.filter(report__joined=report).delete()
    shown = set(ReportRelease.objects.filter(report=report).values_list("organisation_id", flat=True))
    if shown - found.released_to:
        ReportRelease.objects.filter(report=report).exclude(organisation_id__in=found.released_to).delete()
    ReportRelease.objects.bulk_create(
        ReportRelease(report=report, organisation_id=organisation, released_at=now)
        for organisation in sorted(found.released_to - shown)
    )
    put_reports([report])
    totals.put_reports([report])


def _missing(version: Version) -> list[str]:
    here = {file.name for file in version.files.all()}
    return [name for name in version.reading.mentions if name not in here]

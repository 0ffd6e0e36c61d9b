"""Bringing a report's columns to what its versions and acts say."""

from collections.abc import Sequence

from evenhand.agreements.model import Agreement
from evenhand.reports.record import record_from
from evenhand_web.intake.access import versions_of
from evenhand_web.intake.mapping import columns_of, unread_columns
from evenhand_web.intake.models import ActKind, Report, ReportAct, Version


def heads(versions: Sequence[Version]) -> list[Version]:
    """The versions that no other version replaces, in order of arrival; more than one is a conflict.

    One that only stands for an original without its source counts no more once the original is here. A circle of
    edits, which only a broken or hostile client can make, has no such version: then all stand.
    """
    here = {version.digest for version in versions}
    versions = [version for version in versions if version.stands_for not in here]
    replaced = {version.replaces for version in versions if version.replaces != version.instance}
    return [version for version in versions if version.instance not in replaced] or list(versions)


def chosen(report: Report, standing: Sequence[Version]) -> Version | None:
    """The version that a person preferred over exactly those that stand now, if anybody did."""
    last = ReportAct.objects.filter(report=report, kind=ActKind.PREFERRED).order_by("-pk").first()
    if last is None or sorted(last.content["among"]) != sorted(version.pk for version in standing):
        return None
    return next((version for version in standing if version.pk == last.content["version"]), None)


def settle(report: Report, *, agreement: Agreement | None) -> None:
    """Bring what lists and maps show of a report to its present versions, files and grades; the caller holds it.

    Where several versions stand, the one that came first is shown until somebody chooses.
    """
    versions = list(versions_of(report).prefetch_related("files"))
    standing = heads(versions)
    preferred = chosen(report, standing)
    current = preferred or standing[0]
    reading = current.reading
    report.readable = reading.record is not None
    facts = columns_of(record_from(reading.record), agreement=agreement) if reading.record else unread_columns()
    for name, value in facts.items():
        setattr(report, name, value)
    report.versions = len(versions)
    report.conflict = len(standing) > 1 and preferred is None
    report.waiting_for = _missing(current)
    report.flags = sorted({flag["code"] for flag in reading.flags})
    report.save()


def _missing(version: Version) -> list[str]:
    here = {file.name for file in version.files.all()}
    return [name for name in version.reading.mentions if name not in here]

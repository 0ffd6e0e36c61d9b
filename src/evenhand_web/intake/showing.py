"""Which of a report's versions lists, maps, pages and totals show."""

from collections.abc import Sequence

from evenhand_web.intake.joining import acts_of
from evenhand_web.intake.models import ActKind, Report, Version


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
    last = acts_of(report).filter(kind=ActKind.PREFERRED, undone_by=None).last()
    if last is None or sorted(last.content["among"]) != sorted(version.pk for version in standing):
        return None
    return next((version for version in standing if version.pk == last.content["version"]), None)


def shown_version(report: Report, versions: Sequence[Version]) -> Version:
    """Of all versions of a report the one that lists, maps and pages show: the one that a person preferred, else the
    one that came first of those that stand.
    """
    standing = heads(versions)
    return (chosen(report, standing) if len(standing) > 1 else None) or standing[0]

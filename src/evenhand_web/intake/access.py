"""The one door to reports: the mission sees all, everybody else what they filed and what was released to them.

From whom a report comes is behind a door of its own (`source_of`).
"""

from django.db.models import Q, QuerySet

from evenhand.foundation.problems import ProblemKind
from evenhand.reports.codes import Protection
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.intake.models import Device, Report, SourceIdentity, Version
from evenhand_web.ledger.turns import take_turn

NO_SUCH_REPORT = ProblemKind(
    code="intake.no-such-report",
    blame="missing",
    message="There is no report {report!r}, or it has not been released to you. Check the address.",
)
NO_SUCH_VERSION = ProblemKind(
    code="intake.no-such-version",
    blame="missing",
    message="Report {report} has no version {number}. Choose one of its list.",
)
NO_SUCH_DEVICE = ProblemKind(
    code="intake.no-such-device", blame="missing", message="Your organisation has no phone {device!r}. See the list."
)


def visible_reports(actor: Actor) -> QuerySet[Report]:
    """All that this actor may see, each once. Every list, count, search and export begins here."""
    reports = Report.objects.filter(joined=None)
    if actor.can(Capability.SEE_REPORTS):
        return reports
    if actor.can(Capability.SEE_OWN_REPORTS) and actor.organisation_id is not None:
        shown = Report.objects.filter(releases__organisation_id=actor.organisation_id).values("pk")
        return reports.filter(Q(owner_id=actor.organisation_id) | Q(pk__in=shown))
    return reports.none()


def report_for(actor: Actor, report_id: str, *, for_update: bool = False) -> Report:
    """One report; an id that was joined to another leads to that one.

    Raises:
        NO_SUCH_REPORT: it is not there for this actor; what is not released looks like what does not exist.
    """
    if for_update:
        take_turn()
    joined = Report.objects.filter(pk=report_id).values_list("joined_id", flat=True).first()
    reports = visible_reports(actor)
    found: Report | None = (
        (reports.select_for_update(of=("self",)) if for_update else reports).filter(pk=joined or report_id).first()
    )
    if found is None:
        raise NO_SUCH_REPORT(report=report_id[:64])
    return found


def versions_of(report: Report) -> QuerySet[Version]:
    """All versions of a report that the actor may see, in order of arrival; without the bytes as they came."""
    found = Version.objects.filter(report__in=parts_of(report.pk)).select_related("reading", "by")
    return found.defer("original").order_by("received_at", "pk")


def parts_of(report_id: str) -> list[str]:
    """The report and those joined to it. Asked first: an OR over the join would read every version that there is."""
    return [report_id, *Report.objects.filter(joined=report_id).order_by("pk").values_list("pk", flat=True)]


def may_see_source(actor: Actor, version: Version, protection: str) -> bool:
    """Whether this actor may open the source: an open one with the report; else who is trusted with it or sent it."""
    return protection == Protection.OPEN or actor.can(Capability.SEE_SOURCES) or version.sender == actor.username


def protection_of(report: Report, version: Version) -> str:
    """How protected a version is: as its reporter asked, then or later. What was open once is not open for ever."""
    reading = version.reading.record or {"protection": Protection.CONFIDENTIAL}
    stated = {report.protection, str(reading.get("protection", Protection.OPEN))}
    with as_machine("that a source is protected holds for those, too, who may not see it"):
        stated |= set(SourceIdentity.objects.filter(pk=version.pk).values_list("protection", flat=True))
    strictest = (Protection.ANONYMOUS, Protection.CONFIDENTIAL, Protection.OPEN)
    return next(one.value for one in strictest if one in stated)


def version_for_source(actor: Actor, report_id: str, version_id: int) -> tuple[Version, str]:
    """One version with its bytes, for one who may open its source, and how protected it is.

    The caller writes the look down.

    Raises:
        NO_SUCH_REPORT, NO_SUCH_VERSION.
        NOT_PERMITTED: the source is protected and this actor is not trusted with it.
    """
    report = report_for(actor, report_id)
    versions = Version.objects.filter(report__in=parts_of(report.pk), pk=version_id)
    version: Version | None = versions.select_related("reading", "report").first()
    if version is None:
        raise NO_SUCH_VERSION(report=report.number, number=version_id)
    protection = protection_of(report, version)
    if not may_see_source(actor, version, protection):
        actor.require(Capability.SEE_SOURCES)
    return version, protection


def devices(actor: Actor) -> QuerySet[Device]:
    """The phones of the actor's own organisation.

    Raises:
        NOT_PERMITTED: the role may not manage phones.
    """
    actor.require(Capability.MANAGE_DEVICES)
    return Device.objects.filter(organisation_id=actor.organisation_id)


def device_for(actor: Actor, device_id: int, *, for_update: bool = False) -> Device:
    """One phone.

    Raises:
        NOT_PERMITTED.
        NO_SUCH_DEVICE: not one of the actor's organisation.
    """
    found = devices(actor).filter(pk=device_id)
    device: Device | None = (found.select_for_update() if for_update else found).first()
    if device is None:
        raise NO_SUCH_DEVICE(device=device_id)
    return device

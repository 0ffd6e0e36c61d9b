"""A report and those joined to it as one: an edit that came before what ties it was a report of its own until then."""

from collections.abc import Iterable

from django.db.models import QuerySet

from evenhand_web.accounts.access import Actor
from evenhand_web.intake.access import parts_of, visible_reports
from evenhand_web.intake.models import Report, ReportAct


def acts_of(report: Report) -> QuerySet[ReportAct]:
    """All that was done about a report and about those joined to it, oldest first."""
    return ReportAct.objects.filter(report__in=parts_of(report.pk)).order_by("pk")


def worked_on(actor: Actor, report_ids: Iterable[str]) -> set[str]:
    """Those of these reports that the actor sees, be it as part of another: with them go the files that came along."""
    whole = {pk: joined or pk for pk, joined in _joined(report_ids)}
    seen = set(visible_reports(actor).filter(pk__in=set(whole.values())).values_list("pk", flat=True))
    return {pk for pk, of in whole.items() if of in seen}


def _joined(report_ids: Iterable[str]) -> Iterable[tuple[str, str | None]]:
    return Report.objects.filter(pk__in=list(report_ids)).values_list("pk", "joined")

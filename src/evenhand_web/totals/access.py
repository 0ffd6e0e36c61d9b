"""The one door to observations: no wider than those to reports and alerts, so that no total tells of what is not shown.

The mission counts all. Everybody else counts what their organisation filed and what was released to it, and nothing
else: the same figures follow from the reports and alerts that they can open one by one.
"""

from django.db.models import Q, QuerySet

from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.incidents.access import visible_alerts
from evenhand_web.intake.access import visible_reports
from evenhand_web.totals.models import Observation, Origin


def sees_all(actor: Actor) -> bool:
    """Whether this actor sees every report and every alert, and with them every observation."""
    return actor.can(Capability.SEE_REPORTS) and actor.can(Capability.SEE_ALERTS)


def observations_for(actor: Actor) -> QuerySet[Observation]:
    """All that this actor may count."""
    if sees_all(actor):
        return Observation.objects.all()
    reports = visible_reports(actor).order_by().values("pk")
    alerts = visible_alerts(actor).order_by().values("pk")
    return Observation.objects.filter(Q(origin=Origin.REPORT, ref__in=reports) | Q(origin=Origin.ALERT, ref__in=alerts))


def may_see_incidents(actor: Actor) -> bool:
    """Whether this actor may know what the mission holds to be one event."""
    return sees_all(actor)

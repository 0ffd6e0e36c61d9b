"""Releases of incidents that are joined to others: they rest while the whole is not shown, and are in force again once
the incident stands by itself. Whoever looked at it loses it so without a person's word: that is written down.

Source: docs/methods/corroboration.md, "On the pages".
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents.models import Incident, IncidentAct, IncidentActKind, IncidentRelease

_TOLD = (IncidentActKind.RELEASED, IncidentActKind.RECALLED)


def acts_of_releases(part: Incident, *, into: Incident | None, now: datetime) -> list[IncidentAct]:
    """What has to be written about the releases of an incident, not saved yet: one that rests from now on is recalled,
    one that is in force again is released, both by the machine. Twice the same gives nothing.

    Args:
        part: the incident.
        into: the one to which it is joined; None: it stands by itself again.
        now: when.
    """
    found = IncidentRelease.objects.filter(incident=part).select_related("organisation").order_by("organisation__key")
    whole = set(IncidentRelease.objects.filter(incident=into).values_list("organisation", flat=True)) if into else set()
    acts = []
    for release in found:
        shown = into is None or release.organisation_id in whole
        last = part.acts.filter(kind__in=_TOLD, organisation=release.organisation).order_by("pk").last()
        if shown is not (last is None or last.kind == IncidentActKind.RELEASED):
            kind = IncidentActKind.RELEASED if shown else IncidentActKind.RECALLED
            acts.append(
                IncidentAct(
                    incident=part, kind=kind, at=now, actor=SYSTEM.username, organisation=release.organisation
                )
            )  # fmt: skip
    return acts


def resting(incident: Incident, parts: Sequence[str]) -> QuerySet[IncidentRelease]:
    """The releases of what was joined to an incident to organisations to which it is not shown itself.

    Args:
        incident: the one that stands.
        parts: it, and those that were joined to it.
    """
    shown = IncidentRelease.objects.filter(incident=incident).values("organisation")
    found = IncidentRelease.objects.filter(incident__in=parts).exclude(organisation__in=shown)
    return found.select_related("organisation", "incident").order_by("organisation__key", "incident__age")

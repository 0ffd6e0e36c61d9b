"""What people look for in the list of incidents: the filters of the address line, as a query and as a test."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import Q, QuerySet

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.problems import ProblemKind
from evenhand_web.incidents.models import Incident, IncidentState

BAD_WEEK = ProblemKind(
    code="incidents.bad-week",
    blame="caller",
    message="{value!r} is not a week. Write it as 2020-W49: the year, W, and the number of the week.",
)

STANDING = "standing"
STATES: Mapping[str, tuple[str, ...]] = {
    STANDING: (IncidentState.PROPOSED, IncidentState.REVIEWED),
    IncidentState.PROPOSED.value: (IncidentState.PROPOSED,),
    IncidentState.REVIEWED.value: (IncidentState.REVIEWED,),
    IncidentState.ENDED.value: (IncidentState.ENDED,),
    "all": tuple(IncidentState.values),
}
"""The tabs of the list, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilters:
    """What is looked for; "" means whatever."""

    q: str = ""
    state: str = ""
    type: str = ""
    party: str = ""
    place: str = ""
    week: str = ""
    """An ISO week, 2020-W49, in the reader's time zone: any of the incident's time lies in it."""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "IncidentFilters":
        """The filters of an address line; others in it are not ours."""
        given = {field.name: str(query.get(field.name, "")) for field in fields(cls)}
        return cls(**{name: value.replace("\0", "").strip()[:200] for name, value in given.items()})


def narrowed(
    incidents: QuerySet[Incident], filters: IncidentFilters, *, zone: tzinfo, with_state: bool = True
) -> QuerySet[Incident]:
    """Those of `incidents` that are looked for.

    Raises:
        BAD_WEEK: a week that is none.
    """
    for word in fold(filters.q).split():
        incidents = incidents.filter(search_text__contains=word)
    for column in ("type", "party", "place"):
        if getattr(filters, column):
            incidents = incidents.filter(**{column: getattr(filters, column)})
    if filters.week:
        begins_at, ends_at = week_of(filters.week, zone)
        incidents = incidents.filter(began_at__lt=ends_at, ended_at__gte=begins_at)
    return incidents.filter(state_of(filters)) if with_state else incidents


def state_of(filters: IncidentFilters) -> Q:
    """The states of the chosen tab; an unknown one is the first."""
    return Q(state__in=STATES.get(filters.state, STATES[STANDING]))


def week_of(value: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """Monday midnight to Monday midnight in a time zone, as instants in UTC.

    Raises:
        BAD_WEEK.
    """
    year, _w, number = value.upper().partition("-W")
    try:
        monday = date.fromisocalendar(int(year), int(number), 1)
        ends = datetime.combine(monday + timedelta(days=7), time(), tzinfo=zone)
        return datetime.combine(monday, time(), tzinfo=zone).astimezone(UTC), ends.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BAD_WEEK(value=value[:40]) from None

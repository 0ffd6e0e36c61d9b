"""What people look for in the queue: the filters of the address line as a frozen value, and as a query."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import F, Q, QuerySet

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.problems import ProblemKind
from evenhand_web.incidents.models import Alert, AlertState

BAD_DATE = ProblemKind(
    code="incidents.bad-date",
    blame="caller",
    message="{field} is {value!r}, which is not a date. Write it as 2020-12-06.",
)

UNKNOWN = "unknown"
"""Stands for "not known" among parties and categories."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "began": ("began_at",),
    "rule": ("rule",),
    "area": ("area",),
    "object": ("object", "event"),
    "category": ("category",),
    "party": ("party",),
    "certainty": ("certainty",),
    "state": ("state",),
    "assignee": ("assignee__username",),
    "duration": ("dwell_s",),
    "depth": ("max_depth_m",),
}
DEFAULT_SORT = "-began"

OPEN = "open"
STATES: Mapping[str, tuple[str, ...]] = {
    OPEN: (AlertState.NEW, AlertState.ASSIGNED),
    **{state.value: (state.value,) for state in AlertState},
    "all": tuple(AlertState.values),
}
"""The tabs of the queue, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilters:
    """What is looked for; "" means whatever."""

    q: str = ""
    rule: str = ""
    area: str = ""
    category: str = ""
    party: str = ""
    certainty: str = ""
    state: str = ""
    assignee: str = ""
    """A user name, "me" or "nobody"."""
    begins: str = ""
    ends: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "AlertFilters":
        """The filters of an address line; others in it are not ours."""
        return cls(**{field.name: str(query.get(field.name, "")).strip()[:200] for field in fields(cls)})

    @property
    def chosen(self) -> bool:
        """Whether anything but the state is looked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "state")


def narrowed(
    alerts: QuerySet[Alert], filters: AlertFilters, *, username: str, zone: tzinfo, with_state: bool = True
) -> QuerySet[Alert]:
    """Those of `alerts` that are looked for.

    Raises:
        BAD_DATE: a date that is none.
    """
    for word in fold(filters.q).split():
        alerts = alerts.filter(search_text__contains=word)
    for column in ("rule", "area", "certainty", "category", "party"):
        value = getattr(filters, column)
        if value == UNKNOWN:
            alerts = alerts.filter(**{f"{column}__isnull": True})
        elif value:
            alerts = alerts.filter(**{column: value})
    if filters.assignee == "nobody":
        alerts = alerts.filter(assignee__isnull=True)
    elif filters.assignee:
        alerts = alerts.filter(assignee__username=username if filters.assignee == "me" else filters.assignee)
    # An alert belongs to a span of days when any of its time does.
    if filters.begins:
        alerts = alerts.filter(ended_at__gte=_midnight("begins", filters.begins, zone))
    if filters.ends:
        alerts = alerts.filter(began_at__lt=_midnight("ends", filters.ends, zone, days_later=1))
    return alerts.filter(state_of(filters)) if with_state else alerts


def state_of(filters: AlertFilters) -> Q:
    """The states of the chosen tab; an unknown one is the open tab."""
    return Q(state__in=STATES.get(filters.state or OPEN, STATES[OPEN]))


def ordered(alerts: QuerySet[Alert], sort: str) -> QuerySet[Alert]:
    """Sorted by a column of SORTS, "-" in front for the other way round; unknown last; then by id."""
    name = sort.removeprefix("-")
    columns = SORTS.get(name, SORTS["began"])
    down = sort.startswith("-") or name not in SORTS
    terms = [F(column).desc(nulls_last=True) if down else F(column).asc(nulls_last=True) for column in columns]
    return alerts.order_by(*terms, "alert")


def _midnight(field: str, value: str, zone: tzinfo, *, days_later: int = 0) -> datetime:
    try:
        day = date.fromisoformat(value)
        return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC) + timedelta(days=days_later)
    except (ValueError, OverflowError):
        raise BAD_DATE(field=field, value=value) from None

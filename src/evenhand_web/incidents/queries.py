"""Reads of alerts for pages, the map and exports. Everything begins at `access.visible_alerts`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.detection.explain import Explanation, explain
from evenhand.foundation.texts import Text
from evenhand_web.accounts.access import Actor, Capability
from evenhand_web.accounts.queries import Person, other_organisations, people_with
from evenhand_web.incidents import access
from evenhand_web.incidents.filters import DEFAULT_SORT, STATES, AlertFilters, narrowed, ordered
from evenhand_web.incidents.histories import history_of
from evenhand_web.incidents.mapping import facts_of, standing, table_of
from evenhand_web.incidents.models import Act, ActKind, Alert, AlertState, DismissalReason
from evenhand_web.incidents.services.acts import POSSIBLE, undoable_act
from evenhand_web.incidents.wording import Names, rule_of
from evenhand_web.web.paging import Page, page_of

WITHDRAWALS = {
    "data": _("Newer data no longer give it"),
    "agreement": _("The agreement in its present version no longer gives it"),
    "replaced": _("Another alert takes its place"),
}
"""Why the machine withdraws an alert."""

CAUSES = {
    "late-fixes": _("Late positions"),
    "new-fixes": _("Newer positions"),
    "corrected-fixes": _("Corrected positions"),
    "events": _("Events that came in"),
    "identity": _("What is known of the object"),
    "notice": _("A notice"),
    "agreement": _("The agreement changed"),
    "removed": _("A file is no longer there"),
    "data": _("Other files"),
    "time": _("Time went on"),
}
"""Why a run finds something else than the run before (evenhand.detection.attribution)."""

MAP_COLUMNS = (
    *("alert", "agreement", "agreement_version", "rule", "label", "certainty", "began_at", "ended_at"),
    *("entry_lon", "entry_lat", "exit_lon", "exit_lat", "area", "object", "event"),
)
"""What a MapAlert takes over from the row as it is."""

EXPORT_LIMIT = 20_000
"""Rows in one export; a longer one says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAlert:
    """An alert as the map draws it."""

    alert: str
    agreement: str
    agreement_version: str
    rule: str
    title: Text
    """Title of the rule."""
    certainty: str
    state: str
    began_at: datetime
    ended_at: datetime
    entry_lon: float | None
    entry_lat: float | None
    exit_lon: float | None
    exit_lat: float | None
    area: str | None
    object: str | None
    event: str | None
    label: str | None
    """What the sources call the object, where they do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert as a row of the queue."""

    id: str
    rule: Text
    article: str
    area: Text | None
    who: str
    """The object, or the event where there is none; both objects of a pair."""
    label: str
    """Call sign or name of the object; "" where no source gives one."""
    category: Text | None
    party: Text | None
    certainty: str
    state: str
    state_label: str
    assignee: str
    began_at: datetime
    ended_at: datetime
    dwell_s: float
    max_depth_m: float | None
    nuisance: str | None
    released_to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a filter."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertList:
    """The queue: one page of rows, how many there are in each state, and what can be chosen."""

    page: Page[AlertRow]
    counts: Mapping[str, int]
    rules: tuple[Option, ...]
    areas: tuple[Option, ...]
    categories: tuple[Option, ...]
    parties: tuple[Option, ...]
    assignees: tuple[Person, ...]
    any_at_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRow:
    """One act as the history shows it."""

    kind: str
    label: str
    at: datetime
    actor: str
    by: str
    reason: str
    text: str
    assignee: str
    organisation: str
    shared: bool
    undone: bool
    changes: Mapping[str, Any]
    causes: tuple[str, ...]
    """Why the machine did it, in words."""
    files: tuple[str, ...]
    """SHA-256 of the files that brought it."""
    alerts: tuple[str, ...]
    """Alerts that this one continues, or that take its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """Everything on the page of one alert."""

    row: AlertRow
    record: Mapping[str, Any]
    """The row of ALERTS."""
    explanation: Explanation | None
    """None where the agreement is not adopted here in the alert's version."""
    rule_text: Text | None
    acts: tuple[ActRow, ...]
    possible: frozenset[str]
    reason: str
    """Label of the reason for which it is dismissed, if it is."""
    undoable: str
    """Label of one's own latest act if it can be taken back, else ""."""
    assignees: tuple[Person, ...]
    organisations: tuple[tuple[str, str], ...]
    """To whom it can still be released."""
    released_to: tuple[tuple[str, str], ...]


def alert_list(actor: Actor, filters: AlertFilters, sort: str = DEFAULT_SORT, page: str | int | None = 1) -> AlertList:
    """One page of the alerts that this actor may see and looks for.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    visible = access.visible_alerts(actor)
    filters, sort = _allowed(actor, filters, sort)
    zone = timezone.get_current_timezone()
    any_state = narrowed(visible, filters, username=actor.username, zone=zone, with_state=False)
    counted = Counter(dict(any_state.order_by().values_list("state").annotate(number=Count("pk", distinct=True))))
    wanted = ordered(narrowed(visible, filters, username=actor.username, zone=zone), sort)
    names = Names()
    return AlertList(
        page=page_of(_with_people(wanted), page, lambda alert: _row(alert, names, actor)),
        counts={tab: sum(counted[state] for state in STATES[tab]) for tab in tabs(actor)},
        rules=_options(visible, "rule", names),
        areas=_options(visible, "area", names),
        categories=_options(visible, "category", names),
        parties=_options(visible, "party", names),
        assignees=people_with(Capability.SEE_ALERTS) if actor.can(Capability.SEE_ALERTS) else (),
        any_at_all=visible.exists(),
    )


def tabs(actor: Actor) -> tuple[str, ...]:
    """The states by which this actor may look for alerts, in order."""
    inside = actor.can(Capability.SEE_ALERTS)
    return tuple(tab for tab in STATES if inside or tab not in {AlertState.NEW, AlertState.ASSIGNED})


def _allowed(actor: Actor, filters: AlertFilters, sort: str) -> tuple[AlertFilters, str]:
    """Filters and order without what would tell an outsider whether and by whom an alert is worked on."""
    if actor.can(Capability.SEE_ALERTS):
        return filters, sort
    state = filters.state if filters.state in tabs(actor) else ""
    hidden = sort.removeprefix("-") in {"assignee", "state"}
    return replace(filters, assignee="", state=state), DEFAULT_SORT if hidden else sort


def alert_page(actor: Actor, alert_id: str, *, language: str, now: datetime) -> AlertPage:
    """All about one alert, explained in `language`.

    Raises:
        NO_SUCH_ALERT: it is not there for this actor.
    """
    alert = access.alert_for(actor, alert_id)
    names = Names()
    agreement = names.agreement(alert.agreement, alert.agreement_version)
    rule = rule_of(agreement, alert.rule)
    acts = history_of(alert.pk)
    handles = actor.can(Capability.HANDLE_ALERTS)
    undoable = undoable_act(alert, actor=actor, now=now)
    released = _released_to(alert, actor)
    everyone = other_organisations() if handles else ()
    found = standing(acts)
    shown_by = access.first_release(actor, acts)
    return AlertPage(
        row=_row(alert, names, actor),
        record=facts_of(alert),
        explanation=explain(agreement, facts_of(alert), language=language) if agreement and rule else None,
        rule_text=rule.text if rule else None,
        acts=tuple(_act_row(act, actor) for act in acts if access.may_read(actor, act, shown_by=shown_by)),
        possible=POSSIBLE[alert.state] if handles else frozenset(),
        reason=str(DismissalReason(found.reason).label) if found.reason else "",
        undoable=str(ActKind(undoable.kind).label) if undoable else "",
        assignees=people_with(Capability.SEE_ALERTS) if handles else (),
        organisations=tuple(choice for choice in everyone if choice[0] not in {key for key, _name in released}),
        released_to=released,
    )


def alert_record(actor: Actor, alert_id: str) -> dict[str, Any]:
    """One alert as a row of ALERTS, for the map and the list of fixes.

    Raises:
        NO_SUCH_ALERT: it is not there for this actor.
    """
    return facts_of(access.alert_for(actor, alert_id))


def alerts_for_map(actor: Actor, begins_at: datetime, ends_at: datetime) -> tuple[MapAlert, ...]:
    """What the map draws between two instants (half-open), oldest first; withdrawn alerts are left out."""
    names = Names()
    found = access.visible_alerts(actor).filter(began_at__lt=ends_at, ended_at__gte=begins_at)
    return tuple(
        MapAlert(
            **{name: getattr(alert, name) for name in MAP_COLUMNS},
            title=names.rule(alert),
            state=_state(alert, actor),
        )
        for alert in found.exclude(state=AlertState.WITHDRAWN).order_by("began_at", "alert")
    )


def span(actor: Actor) -> tuple[datetime, datetime] | None:
    """When the first alert that this actor may see began and the last ended; None where there is none."""
    found = access.visible_alerts(actor).exclude(state=AlertState.WITHDRAWN)
    ends = found.aggregate(begins_at=Min("began_at"), ends_at=Max("ended_at"))
    return (ends["begins_at"], ends["ends_at"]) if ends["begins_at"] else None


def export(actor: Actor, filters: AlertFilters, sort: str = DEFAULT_SORT) -> pa.Table:
    """What the queue shows, all pages of it, as an ALERTS table with the state; at most EXPORT_LIMIT rows.

    Raises:
        BAD_DATE: a filter holds a date that is none.
    """
    zone = timezone.get_current_timezone()
    filters, sort = _allowed(actor, filters, sort)
    wanted = narrowed(access.visible_alerts(actor), filters, username=actor.username, zone=zone)
    return table_of((alert, _state(alert, actor)) for alert in ordered(wanted, sort)[:EXPORT_LIMIT])


def dismissal_reasons() -> list[tuple[str, str]]:
    """The reasons on offer, with their words."""
    return [(value, str(label)) for value, label in DismissalReason.choices]


def _with_people(alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    return alerts.select_related("assignee").prefetch_related("releases__organisation")


def _row(alert: Alert, names: Names, actor: Actor) -> AlertRow:
    inside = actor.can(Capability.SEE_ALERTS)
    state = _state(alert, actor)
    return AlertRow(
        id=alert.alert,
        rule=names.rule(alert),
        article=alert.article,
        area=names.area(alert),
        who=" – ".join(filter(None, (alert.object or alert.event, alert.other))),
        label=alert.label or "",
        category=names.category(alert),
        party=names.party(alert),
        certainty=alert.certainty,
        state=state,
        state_label=str(AlertState(state).label),
        assignee=str(alert.assignee) if inside and alert.assignee else "",
        began_at=alert.began_at,
        ended_at=alert.ended_at,
        dwell_s=alert.dwell_s,
        max_depth_m=alert.max_depth_m,
        nuisance=alert.nuisance,
        released_to=tuple(name for _key, name in _released_to(alert, actor)),
    )


def _state(alert: Alert, actor: Actor) -> str:
    """The state as this actor may know it: to those outside the mission, an assigned alert is still new."""
    outside = not actor.can(Capability.SEE_ALERTS)
    return AlertState.NEW.value if outside and alert.state == AlertState.ASSIGNED else alert.state


def _released_to(alert: Alert, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Key and name of each organisation; outside the mission only one's own."""
    inside = actor.can(Capability.SEE_ALERTS)
    return tuple(
        (release.organisation.key, str(release.organisation))
        for release in alert.releases.all()
        if inside or release.organisation_id == actor.organisation_id
    )


def _options(visible: QuerySet[Alert], column: str, names: Names) -> tuple[Option, ...]:
    """The values that occur among what the actor may see, by name; unknown last."""
    found: dict[str, Text] = {}
    seen = visible.order_by().values_list(column, "agreement", "agreement_version").distinct()
    for value, agreement, version in seen:
        if value is not None:
            sample = Alert(agreement=agreement, agreement_version=version, **{column: value})
            found.setdefault(value, getattr(names, column)(sample))
    return tuple(
        Option(value=value, label=label)
        for value, label in sorted(found.items(), key=lambda pair: str(pair[1]).casefold())
    )


def _act_row(act: Act, actor: Actor) -> ActRow:
    told = access.may_read_text(actor, act)
    may_name = actor.can(Capability.SEE_ALERTS) or act.by_id == actor.organisation_id
    target = act.undoes if act.kind == ActKind.UNDONE and act.undoes else act
    return ActRow(
        kind=act.kind,
        label=str(ActKind(act.kind).label),
        at=act.at,
        actor=act.actor if act.by_id and may_name else "",
        by=str(act.by) if act.by else "",
        reason=_reason(act),
        text=act.text if told else "",
        assignee=target.assignee,
        organisation=str(target.organisation) if target.organisation else "",
        shared=act.shared,
        undone=hasattr(act, "undone_by"),
        changes=act.changes,
        causes=tuple(str(CAUSES[one]) for one in (act.because or {}).get("reasons", ()) if one in CAUSES),
        files=tuple((act.because or {}).get("files", ())),
        alerts=tuple((act.because or {}).get("alerts", ())),
    )


def _reason(act: Act) -> str:
    if act.kind == ActKind.DISMISSED:
        return str(DismissalReason(act.reason).label)
    if act.kind == ActKind.WITHDRAWN:
        return str(WITHDRAWALS[act.reason])
    return ""

"""The list of incidents. Whoever sees not all of them sees figures of what they may see in each alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.agreements.gazetteer import fold
from evenhand.agreements.model import Agreement
from evenhand.foundation.texts import Text
from evenhand.reports import codes
from evenhand.reports.codes import Violation
from evenhand_web.accounts.access import Actor
from evenhand_web.agreements import queries as agreements
from evenhand_web.incidents import access, witnesses
from evenhand_web.incidents.incident_filters import STATES, IncidentFilters, narrowed, week_of
from evenhand_web.incidents.models import Incident, IncidentState, Statement
from evenhand_web.incidents.weighing import Weighed, weigh
from evenhand_web.web.paging import Page, page_of

CLASSES = {
    "KIN": _("Hostilities"),
    "MOV": _("Movement of forces"),
    "MOV.SEIZE": _("Seizure of a camp"),
    "WPN": _("Weapons"),
    "AIR": _("Flight"),
    "MAR": _("At sea"),
    "MIN": _("Mines"),
    "CIV": _("Harm to civilians"),
    "FOR": _("Foreign fighters"),
}
"""What a violation is called of which only the class is known, or which forms do not offer."""
MOST_RELEASED = 2_000
"""So many incidents at most are weighed for a list outside the mission, the latest."""
_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """An incident as a row of the list, with the figures of what the reader may see."""

    id: str
    number: str
    type: str
    """In words; "" where nobody says."""
    party: Text | None
    place: Text | None
    began_at: datetime | None
    ended_at: datetime | None
    reports: int
    alerts: int
    independent: int
    of_parties: int
    hearsay_only: bool
    questions: int
    state: str
    """"" outside the mission."""
    state_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a filter."""

    value: str
    label: Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentList:
    """One page of incidents, what can be chosen, and what was not looked at yet."""

    page: Page[IncidentRow]
    counts: Mapping[str, int]
    types: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    places: tuple[Choice, ...]
    any_at_all: bool
    inside: bool
    waiting_reports: int
    waiting_alerts: int
    left_out: int


class Words:
    """What things are called, by the agreement in force."""

    def __init__(self, agreement: Agreement | None, language: str) -> None:
        self.agreement, self._language = agreement, language
        self._parties = {one.id: one.name for one in agreement.parties} if agreement else {}
        self._places = {one.id: one.name for one in agreement.places} if agreement else {}

    def type(self, code: str) -> str:
        """A violation code in words; the code itself where it has none."""
        if code in list(Violation):
            return codes.said(Violation(code), language=self._language)
        return str(CLASSES.get(code, CLASSES.get(code.split(".", maxsplit=1)[0], code)))

    def party(self, party: str) -> Text | None:
        """The name of a party; None where nobody is named."""
        return self._parties.get(party, Text({"und": party})) if party else None

    def place(self, place: str) -> Text | None:
        """The name of a place; None where none lies near."""
        return self._places.get(place, Text({"und": place})) if place else None


def incident_list(
    actor: Actor, filters: IncidentFilters, *, page: str | int | None, language: str, now: datetime
) -> IncidentList:
    """One page of the incidents that this actor may see and looks for, the latest first.

    Raises:
        BAD_WEEK: a filter holds a week that is none.
    """
    words = Words(next(iter(agreements.current(now)), None), language)
    visible = access.visible_incidents(actor)
    if not access.sees_all_incidents(actor):
        return _outside(actor, visible, filters, page, words)
    zone = timezone.get_current_timezone()
    any_state = narrowed(visible, filters, zone=zone, with_state=False)
    counted = Counter(dict(any_state.order_by().values_list("state").annotate(n=Count("pk"))))
    wanted = narrowed(visible, filters, zone=zone).order_by("-began_at", "-age")
    return IncidentList(
        page=page_of(wanted, page, lambda incident: _row(incident, words)),
        counts={tab: sum(counted[state] for state in states) for tab, states in STATES.items()},
        types=_choices(_distinct(visible, "type"), words.type),
        parties=_choices(_distinct(visible, "party"), words.party),
        places=_choices(_distinct(visible, "place"), words.place),
        any_at_all=visible.exists(),
        inside=True,
        waiting_reports=witnesses.pending_reports().count(),
        waiting_alerts=witnesses.pending_alerts().count(),
        left_out=Statement.objects.filter(gone=False).exclude(left_out="").count(),
    )


def weighed_for(actor: Actor, incidents: Iterable[str], agreement: Agreement | None) -> dict[str, Weighed]:
    """The figures of some incidents, from what this actor may see in them alone."""
    wanted = list(incidents)
    members: dict[str, list[Statement]] = {pk: [] for pk in wanted}
    for low in range(0, len(wanted), _AT_ONCE):
        found = access.visible_statements(actor).filter(incident__in=wanted[low : low + _AT_ONCE], left_out="")
        for row in access.as_told_to(actor, found):
            members[row.incident_id].append(row)
    return {pk: weigh(rows, agreement) for pk, rows in members.items()}


def row_of(incident: Incident, weighed: Weighed, words: Words, *, inside: bool) -> IncidentRow:
    """A row with the figures that were given; outside the mission neither state nor questions."""
    return IncidentRow(
        id=incident.pk,
        number=incident.number,
        type=words.type(weighed.type),
        party=words.party(weighed.party),
        place=words.place(weighed.place),
        began_at=weighed.began_at,
        ended_at=weighed.ended_at,
        reports=weighed.reports,
        alerts=weighed.alerts,
        independent=weighed.independence.independent,
        of_parties=weighed.independence.of_parties,
        hearsay_only=weighed.independence.hearsay_only,
        questions=len(incident.questions) if inside else 0,
        state=incident.state if inside else "",
        state_label=str(IncidentState(incident.state).label) if inside else "",
    )


def _outside(
    actor: Actor, visible: QuerySet[Incident], filters: IncidentFilters, page: str | int | None, words: Words
) -> IncidentList:
    newest = list(visible.order_by("-age")[:MOST_RELEASED])
    weighed = weighed_for(actor, (one.pk for one in newest), words.agreement)
    zone = timezone.get_current_timezone()
    wanted = [one for one in newest if _matches(one, weighed[one.pk], filters, words)]
    if filters.week:
        begins_at, ends_at = week_of(filters.week, zone)
        wanted = [one for one in wanted if _within(weighed[one.pk], begins_at, ends_at)]
    told = weighed.values()
    return IncidentList(
        page=page_of(wanted, page, lambda one: row_of(one, weighed[one.pk], words, inside=False)),
        counts={},
        types=_choices({one.type for one in told}, words.type),
        parties=_choices({one.party for one in told}, words.party),
        places=_choices({one.place for one in told}, words.place),
        any_at_all=bool(newest),
        inside=False,
        waiting_reports=0,
        waiting_alerts=0,
        left_out=0,
    )


def _within(weighed: Weighed, begins_at: datetime, ends_at: datetime) -> bool:
    if weighed.began_at is None or weighed.ended_at is None:
        return False
    return weighed.began_at < ends_at and weighed.ended_at >= begins_at


def _matches(incident: Incident, weighed: Weighed, filters: IncidentFilters, words: Words) -> bool:
    if any(getattr(filters, name) not in {"", getattr(weighed, name)} for name in ("type", "party", "place")):
        return False
    named = [*(words.party(weighed.party) or ()), *(words.place(weighed.place) or ())]
    text = fold(" ".join([incident.number, weighed.type, words.type(weighed.type), *named]))
    return all(word in text for word in fold(filters.q).split())


def _row(incident: Incident, words: Words) -> IncidentRow:
    kept = {
        name: getattr(incident, name)
        for name in ("began_at", "ended_at", "reports", "alerts", "independent", "of_parties", "hearsay_only", "state")
    }
    return IncidentRow(
        id=incident.pk,
        number=incident.number,
        type=words.type(incident.type),
        party=words.party(incident.party),
        place=words.place(incident.place),
        questions=len(incident.questions),
        state_label=str(IncidentState(incident.state).label),
        **kept,
    )


def _distinct(visible: QuerySet[Incident], column: str) -> set[str]:
    return set(visible.order_by(column).values_list(column, flat=True).distinct())


def _choices(values: Iterable[str], named: object) -> tuple[Choice, ...]:
    told = [Choice(value=value, label=named(value)) for value in values if value]  # type: ignore[operator]
    return tuple(sorted(told, key=lambda choice: str(choice.label).casefold()))

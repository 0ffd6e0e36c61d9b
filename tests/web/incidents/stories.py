"""Reports and alerts of one afternoon, for the tests of incidents."""

from datetime import timedelta
from typing import Any

from evenhand.reports.codes import ReporterType
from evenhand.reports.record import When
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.incidents.models import Incident, Statement
from evenhand_web.incidents.services.grouping import look_for_links
from evenhand_web.incidents.services.runs import record_alerts
from evenhand_web.intake.services import receive
from web.alerts import alerts
from web.conftest import NOW
from web.intake.samples import NOON, a_record, an_arrival

FAR = {"kind": "point", "lon": 10.0, "lat": 25.0, "accuracy_m": 100, "method": "map"}


def filed(name: str, by: Actor, **facts: Any) -> str:
    """A report; gives the id of its statement."""
    hours = facts.pop("hours", 0.0)
    at = NOON + timedelta(hours=hours)
    record = a_record(f"Two explosions, says {name}", **{"when": When(begins_at=at, ends_at=at)} | facts)
    return f"report:{receive(arrival=an_arrival(f'uuid:{name}', record=record), actor=by, now=NOW).report}"


def by_party(name: str, by: Actor, **facts: Any) -> str:
    return filed(name, by, reporter_type=ReporterType.PARTY, **facts)


def an_alert(name: str = "alert-a", **facts: Any) -> str:
    """An alert near the reports."""
    near = {
        "alert": name, "violation_code": "KIN.MOR", "began_at": NOON, "ended_at": NOON + timedelta(minutes=5),
        "entry_lon": 16.5, "entry_lat": 31.0, "exit_lon": None, "exit_lat": None, "n_fixes": 3,
    }  # fmt: skip
    record_alerts(alerts=alerts(near | facts), actor=SYSTEM, now=NOW)
    return f"alert:{name}"


def look() -> Any:
    return look_for_links(actor=SYSTEM, now=NOW)


def incidents() -> dict[str, set[str]]:
    """By number of those that stand, their statements."""
    found: dict[str, set[str]] = {one.number: set() for one in Incident.objects.filter(into=None)}
    for row in Statement.objects.filter(incident__isnull=False).select_related("incident"):
        found[row.incident.number].add(row.statement)
    return found


def together(one: str, other: str) -> bool:
    return any({one, other} <= several for several in incidents().values())

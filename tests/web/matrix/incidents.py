"""Alerts and incidents. The parties and the commission see one only once it is released to them."""

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import services
from evenhand_web.incidents.models import Incident
from web.alerts import alerts
from web.conftest import NOW
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")


def an_alert() -> dict[str, str]:
    services.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)
    return {"alert_id": "alert-a"}


def an_incident() -> dict[str, str]:
    facts = {"number": "INC-2020-0001", "age": 1, "made_at": NOW, "began_at": NOW, "ended_at": NOW}
    Incident.objects.create(incident="inc-2020-0001", lon=16.5, lat=31.0, **facts)
    return {"incident_id": "inc-2020-0001"}


HIDDEN = {"liaison": 404, "commissioner": 404, "secretariat": 404}

PAGES = {
    "incidents:queue": Page(status=open_to(*READERS)),
    "incidents:export": Page(status=open_to(*READERS), kwargs=lambda: {"as_format": "csv"}),
    "incidents:alert": Page(
        status=open_to(*MISSION) | {"liaison": 404, "commissioner": 404, "secretariat": 404}, kwargs=an_alert
    ),
    # A form without an alert: whoever may send it is told so and goes back.
    "incidents:act": Page(
        status=open_to("duty-officer", status=302),
        data={"verb": "assign"},
    ),
    "incident:list": Page(status=open_to(*READERS)),
    "incident:incident": Page(status=open_to(*MISSION) | HIDDEN, kwargs=an_incident),
    "incident:map-data": Page(status=open_to(*MISSION) | HIDDEN, kwargs=an_incident),
    "incident:look": Page(status=open_to("duty-officer", status=302), data={}),
    # A form without an incident: readers may comment, and learn that there is none.
    "incident:act": Page(status=open_to(*READERS, status=404), data={"verb": "comment", "text": "Seen."}),
}

"""The alert desk. The parties and the commission see the one alert only once it is released to them."""

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import services
from web.alerts import alerts
from web.conftest import NOW
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")


def an_alert() -> dict[str, str]:
    services.record_alerts(alerts=alerts({}), actor=SYSTEM, now=NOW)
    return {"alert_id": "alert-a"}


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
}

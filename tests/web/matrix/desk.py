"""The desk and the reports. The parties and the commission see a report only once it is released to them."""

from evenhand_web.accounts.access import SYSTEM, Actor, actor_for
from evenhand_web.accounts.services import Account, ensure_member
from evenhand_web.intake.services import receive
from web.conftest import NOW
from web.intake.samples import an_arrival
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
HIDDEN = {"liaison": 404, "commissioner": 404, "secretariat": 404}


def a_monitor() -> Actor:
    account = Account(username="matrix.monitor", organisation="mission", role="monitor")
    return actor_for(ensure_member(account=account, actor=SYSTEM, now=NOW))


def a_report() -> dict[str, str]:
    return {"report_id": receive(arrival=an_arrival("uuid:matrix"), actor=a_monitor(), now=NOW).report}


PAGES = {
    "desk:queue": Page(status=open_to(*MISSION)),
    "desk:map-data": Page(status=open_to(*MISSION), query={"bbox": "10,20,30,40"}),
    "desk:export": Page(status=open_to(*MISSION), kwargs=lambda: {"as_format": "csv"}),
    "desk:act": Page(status=open_to("duty-officer", status=302), data={"verb": "take"}),
    "reports:own": Page(status=open_to(*READERS)),
    "reports:export": Page(status=open_to(*READERS), kwargs=lambda: {"as_format": "json"}),
    "reports:report": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_report),
    "reports:map-data": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_report),
    "reports:versions": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_report),
    # The sample is open about its source, so whoever of the mission sees the report may ask for it.
    "reports:source": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_report, data={"version": "1"}),
    # A form without a report: whoever may send it is told so and goes back, or learns that they may not.
    "reports:act": Page(status=open_to("duty-officer", status=302), data={"verb": "take"}),
}

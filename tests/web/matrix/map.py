"""The map. Every role sees it; what it holds differs by role, which tests/web/map looks at."""

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements.services import adopt
from unit.agreements import small
from web.conftest import NOW
from web.matrix.incidents import an_alert
from web.matrix.table import MISSION, Page, open_to


def an_agreement() -> dict[str, str]:
    adopt(files=small.files(), actor=SYSTEM, now=NOW)
    return {"agreement_id": "coastal-example", "version": "2"}


PAGES = {
    "map:situation": Page(status=open_to()),
    "map:situation-data": Page(
        status=open_to(), query={"from": "2020-12-06T00:00:00Z", "until": "2020-12-07T00:00:00Z"}
    ),
    "map:timeline-data": Page(status=open_to()),
    "map:agreement-data": Page(status=open_to(), kwargs=an_agreement),
    # The one alert is released to nobody: to those who would see released ones it does not exist.
    "map:alert-data": Page(
        status=open_to(*MISSION) | {"liaison": 404, "commissioner": 404, "secretariat": 404}, kwargs=an_alert
    ),
}

"""The registers. The one record is the mission's and released to nobody: outside the mission it is not there."""

from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.registers import services
from web.conftest import NOW
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
HIDDEN = {"liaison": 404, "commissioner": 404, "secretariat": 404}
SHARED = open_to("duty-officer", "monitor", status=302) | HIDDEN
WRITERS = ("duty-officer", "monitor", "liaison", "commissioner", "secretariat")


def of_register() -> dict[str, str]:
    return {"register": "routes"}


def a_record() -> dict[str, str]:
    account = accounts.Account(username="enters", organisation="mission", role="duty-officer")
    duty = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    said = services.Said(written={"route": "Coastal road", "kind": "road"}, key="0" * 32)
    made = services.enter(register="routes", said=said, actor=duty, now=NOW)
    return {"register": "routes", "entry_id": made.key}


PAGES = {
    "registers:registers": Page(status=open_to(*READERS)),
    "registers:list": Page(status=open_to(*READERS), kwargs=of_register),
    "registers:export": Page(status=open_to(*READERS), kwargs=lambda: of_register() | {"as_format": "csv"}),
    "registers:new": Page(status=open_to(*WRITERS), kwargs=of_register),
    "registers:record": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_record),
    "registers:say": Page(status=open_to("duty-officer", "monitor") | HIDDEN, kwargs=a_record),
    "registers:release": Page(
        status=SHARED,
        kwargs=a_record,
        data={"organisation": "observer"},
    ),
    "registers:recall": Page(
        status=SHARED,
        kwargs=a_record,
        data={"organisation": "observer"},
    ),
}

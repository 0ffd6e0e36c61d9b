"""The council's desk: all but the administrator read what is released; the secretariat writes."""

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.council.services import Draft, write
from web.conftest import NOW
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
WRITERS = ("secretariat",)
MONTH = {"month": "2020-02"}


def a_record() -> dict[str, str]:
    content = {"day": "2020-02-11", "format": "briefing"}
    write(draft=Draft(kind="meeting", record_id="meeting-one", content=content), actor=SYSTEM, now=NOW)
    return {"record_id": "meeting-one"}


def a_month() -> dict[str, str]:
    a_record()
    return MONTH


LISTS = (
    "desk",
    "meetings",
    "meetings-file",
    "products",
    "measures",
    "reporting",
    "missions",
    "bodies",
    "briefers",
    "claims",
)
PAGES = {f"council:{name}": Page(status=open_to(*READERS)) for name in LISTS} | {
    "council:programme": Page(status=open_to(*READERS, status=302)),
    "council:programme-of": Page(status=open_to(*READERS), kwargs=lambda: MONTH),
    "council:assessment-latest": Page(status=open_to(*READERS, status=302)),
    "council:assessment": Page(status=open_to(*READERS), kwargs=a_month),
    "council:assessment-word": Page(status=open_to(*READERS), kwargs=a_month),
    "council:assessment-issue": Page(status=open_to(*WRITERS, status=302), kwargs=a_month, data={"reason": "x"}),
    "council:new": Page(status=open_to(*WRITERS), kwargs=lambda: {"record_kind": "meeting"}),
    "council:record": Page(status=open_to(*READERS), kwargs=a_record),
    "council:edit": Page(status=open_to(*WRITERS), kwargs=a_record),
    "council:withdraw": Page(status=open_to(*WRITERS, status=302), kwargs=a_record, data={"reason": "x"}),
}

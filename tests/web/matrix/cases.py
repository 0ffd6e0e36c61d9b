"""Cases. The one case is the mechanism's own and nothing of it is released: outside the mission it is not there."""

from evenhand.cases import acts
from evenhand.reports.codes import ReportKind
from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.agreements.services import adopt
from evenhand_web.cases import services
from unit.agreements import small
from web.conftest import NOW
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
HIDDEN = {"liaison": 404, "commissioner": 404, "secretariat": 404}


def a_case() -> dict[str, str]:
    files = small.files(agreement=("in_force: {from: 2026-03-01", "in_force: {from: 2020-03-01"))
    adopt(files=files, actor=SYSTEM, now=NOW)
    account = accounts.Account(username="opens", organisation="mission", role="duty-officer")
    duty = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    content = acts.Opened(kind=ReportKind.OWN_OBSERVATION, allegation={"en": "Seen."})
    return {"case_id": services.open_case(agreement="coastal-example", content=content, actor=duty, now=NOW).pk}


def an_agreement() -> dict[str, str]:
    a_case()
    return {}


PAGES = {
    "cases:board": Page(status=open_to(*READERS)),
    "cases:export": Page(status=open_to(*READERS), kwargs=lambda: {"as_format": "csv"}),
    "cases:new": Page(status=open_to("duty-officer", "liaison"), kwargs=an_agreement),
    "cases:planner": Page(status=open_to(*READERS)),
    "cases:notices": Page(status=open_to(*READERS)),
    "cases:case": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_case),
    "cases:print": Page(status=open_to(*MISSION) | HIDDEN, kwargs=a_case),
    "cases:take-back": Page(status=open_to(*MISSION, status=302) | HIDDEN, kwargs=a_case, data={"x": "y"}),
    "cases:step": Page(status=open_to("duty-officer") | HIDDEN, kwargs=lambda: a_case() | {"step": "register"}),
    "cases:act": Page(status=open_to("duty-officer") | HIDDEN, kwargs=lambda: a_case() | {"kind": "commented"}),
    # Trusted with sources, and there is none of that interview.
    "cases:source": Page(
        status=open_to(status=403) | {"duty-officer": 404}, kwargs=lambda: a_case() | {"interview": "i1"}
    ),
}

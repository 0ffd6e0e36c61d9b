"""Documents. Those here are the mission's and were released to nobody: outside it they are not there."""

from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from web.conftest import NOW
from web.documents import samples
from web.matrix.table import MISSION, Page, open_to

READERS = (*MISSION, "liaison", "commissioner", "secretariat")
KEEPERS = ("duty-officer", "analyst", "liaison", "secretariat")
HIDDEN = open_to(*MISSION) | {"liaison": 404, "commissioner": 404, "secretariat": 404}
"""For reading."""
KEPT = {"liaison": 404, "secretariat": 404}
"""For those who keep documents elsewhere."""


def a_document() -> dict[str, str]:
    account = accounts.Account(username="keeps", organisation="mission", role="duty-officer")
    duty = actor_for(accounts.ensure_member(account=account, actor=SYSTEM, now=NOW))
    return {"document_id": samples.kept(duty, samples.text()).pk}


def two_documents() -> dict[str, str]:
    found = a_document()
    return found | {"other_id": found["document_id"]}


PAGES = {
    "documents:library": Page(status=open_to(*READERS)),
    "documents:search": Page(status=open_to(*READERS), query={"q": "weapons"}),
    "documents:add": Page(status=open_to(*KEEPERS)),
    "documents:arrivals": Page(status=open_to(*KEEPERS)),
    "documents:document": Page(status=HIDDEN, kwargs=a_document),
    "documents:paragraph": Page(
        status=open_to(*MISSION, status=302) | {"liaison": 404, "commissioner": 404, "secretariat": 404},
        kwargs=lambda: a_document() | {"para": "1"},
    ),
    "documents:print": Page(status=HIDDEN, kwargs=a_document),
    "documents:compare": Page(status=HIDDEN, kwargs=two_documents),
    "documents:fetch": Page(status=HIDDEN, kwargs=lambda: a_document() | {"form": "json"}),
    "documents:review": Page(status=open_to("duty-officer", "analyst") | KEPT, kwargs=a_document),
    # A verb that there is not: whoever may send the form is told so.
    "documents:act": Page(
        status=open_to("duty-officer", "analyst", status=400) | KEPT, kwargs=a_document, data={"verb": "none"}
    ),
}

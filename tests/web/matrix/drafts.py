"""What-if and drafts: for the analysts of the mission; a trial runs over all tracks, so nobody outside may make one."""

from evenhand_web.accounts import services as accounts
from evenhand_web.accounts.access import SYSTEM, actor_for
from evenhand_web.accounts.models import User
from evenhand_web.drafts import services
from unit.agreements import small
from web.conftest import NOW
from web.matrix.coverage import the_agreement
from web.matrix.map import an_agreement
from web.matrix.table import Page, open_to

CAN = ("analyst",)


def a_draft() -> dict[str, str]:
    """The key of a draft that the analyst kept."""
    base = an_agreement()
    analyst = actor_for(_analyst())
    files = small.files(agreement=('version: "2"', 'version: "3"'))
    row = services.save(files=files, based_on="0" * 64, note="A trial", actor=analyst, now=NOW)
    return {"agreement_id": base["agreement_id"], "digest": row.digest}


def _analyst() -> User:
    account = accounts.Account(username="drafter", organisation="mission", role="analyst")
    return accounts.ensure_member(account=account, actor=SYSTEM, now=NOW)


PAGES = {
    "drafts:what-if": Page(status=open_to(*CAN), kwargs=the_agreement),
    "drafts:outline": Page(status=open_to(*CAN, status=400), kwargs=an_agreement, data={}),
    "drafts:trial": Page(status=open_to(*CAN, status=400), kwargs=an_agreement, data={}),
    "drafts:save": Page(status=open_to(*CAN, status=400), kwargs=an_agreement, data={}),
    "drafts:download": Page(status=open_to(*CAN), kwargs=a_draft),
}

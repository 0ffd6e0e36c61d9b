"""The form in the browser: for those who may file reports. What a browser keeps without a network knows nobody."""

from evenhand.reports.codes import ReportKind
from evenhand_web.forms import queries
from web.conftest import NOW
from web.matrix.table import Page, open_to

CAN = ("duty-officer", "monitor", "analyst", "liaison")
EVERYBODY = open_to(anonymous=200)


def a_definition() -> dict[str, str]:
    """The address of one form in its version."""
    found = next(one for one in queries.definitions(NOW) if one.form == ReportKind.COMPLAINT)
    return {"form_id": found.form, "digest": found.digest}


PAGES = {
    "forms:lobby": Page(status=open_to(*CAN)),
    "forms:fill": Page(status=open_to(*CAN), kwargs=lambda: {"form_id": "complaint"}),
    "forms:queue": Page(status=open_to(*CAN)),
    "forms:shell": Page(status=EVERYBODY, kwargs=lambda: {"language": "ar"}),
    "forms:worker": Page(status=EVERYBODY),
    "forms:manifest": Page(status=EVERYBODY),
    "forms:definitions": Page(status=open_to(*CAN)),
    "forms:definition": Page(status=open_to(*CAN), kwargs=a_definition),
    "forms:places": Page(status=open_to(*CAN)),
    "forms:session": Page(status=EVERYBODY),
    "forms:key": Page(status=open_to(*CAN), data={}),
    # Nobody has opened a form yet, so a report cannot be theirs.
    "forms:submission": Page(status=open_to(*CAN, status=409), data={}),
}

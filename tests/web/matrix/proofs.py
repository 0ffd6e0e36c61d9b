"""Proofs. The entry is one about nothing that a page shows, so only who reads the record sees it."""

from django.db import transaction

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger import publishing
from evenhand_web.ledger.services import record
from web.conftest import NOW
from web.matrix.table import Page, open_to

READERS = ("duty-officer", "administrator")


def an_entry() -> dict[str, int]:
    with transaction.atomic():
        entry = record(action="observations.expect", subject="ais", actor=SYSTEM, at=NOW, details={"name": "AIS"})
    publishing.publish(NOW)
    return {"sequence": entry.sequence}


PAGES = {
    # What is not there for somebody looks like what does not exist: an empty list.
    "proofs:about": Page(status=open_to(), kwargs=lambda: {"kind": "report", "subject": "report-none"}),
    "proofs:entry": Page(status=open_to(*READERS, otherwise=404), kwargs=an_entry),
    "proofs:words": Page(status=open_to(*READERS, status=404, otherwise=404), kwargs=an_entry, data={"record": ""}),
    "proofs:bundle": Page(status=open_to(*READERS, otherwise=404), kwargs=an_entry, data={"field": "name"}),
    "proofs:erasures": Page(status=open_to("administrator")),
    "proofs:settle": Page(status=open_to("administrator", status=404), kwargs=lambda: {"order": 1}, data={"verb": "x"}),
    "proofs:hand-over": Page(status=open_to("administrator", "secretariat")),
}

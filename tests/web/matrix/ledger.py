"""The record."""

from web.matrix.table import Page, open_to

READERS = ("duty-officer", "administrator")

PAGES = {
    "ledger:entries": Page(status=open_to(*READERS)),
    "ledger:check": Page(status=open_to(*READERS)),
    "ledger:export": Page(status=open_to(*READERS)),
}

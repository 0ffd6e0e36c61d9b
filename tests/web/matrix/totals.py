"""Totals: for all who see reports or alerts; each counts only what they may see."""

from web.matrix.desk import READERS
from web.matrix.table import Page, open_to

PAGES = {
    "totals:totals": Page(status=open_to(*READERS)),
    "totals:export": Page(status=open_to(*READERS), kwargs=lambda: {"as_format": "csv"}),
}

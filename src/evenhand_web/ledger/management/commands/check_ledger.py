"""evenhand-web check_ledger: hold the whole database of the record against what was signed."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.ledger.checking import check
from evenhand_web.ledger.wording import in_words


class Command(BaseCommand):
    """Checks the record; ends with status 1 where something does not hold."""

    help = "Hold every row of the record, and every row that it entered, against the log and its signature."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Check, and say what does not hold and where."""
        found = check()
        self.stdout.write(
            f"{found.entries} entries, {found.signed} of them signed, {found.rows} rows of other tables held against "
            f"them, {found.erased} keys erased"
        )
        for fault in found.faults:
            self.stderr.write(in_words(fault))
        if found.faults:
            raise SystemExit(1)

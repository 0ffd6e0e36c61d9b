"""Makes the index of the desk again from reports and alerts."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.desk.indexing import rebuild


class Command(BaseCommand):
    """Make the desk's index again."""

    help = "Make the index of the desk again from reports and alerts, after a repair for instance."

    def handle(self, **_options: Any) -> None:
        """Do it in one transaction and say how many items there are."""
        self.stdout.write(f"{rebuild():,} items")

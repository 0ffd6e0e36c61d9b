"""Makes the observations that totals count again from reports and alerts."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.totals.indexing import rebuild


class Command(BaseCommand):
    """Make the observations of the totals again."""

    help = "Make the observations that totals count again, after a repair or when another agreement came into force."

    def handle(self, **_options: Any) -> None:
        """Do it in one transaction and say how many there are."""
        self.stdout.write(f"{rebuild():,} observations")

"""Makes again what lists know of commitments, from their acts."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.commitments.projection import rebuild
from evenhand_web.web import clock


class Command(BaseCommand):
    """Make the rows of all audiences again."""

    help = "Make again what each audience sees of each commitment, and the days on which they fall due."

    def handle(self, **_options: Any) -> None:
        """Do it in one transaction and say how many commitments there are."""
        self.stdout.write(f"{rebuild(now=clock.now()):,} commitments")

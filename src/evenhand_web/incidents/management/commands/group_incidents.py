"""Looks for links among what is new, as the button on the list does."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents.services.grouping import look_for_links
from evenhand_web.web import clock


class Command(BaseCommand):
    """Look for links."""

    help = "Read reports and alerts that are new or changed, and group them and their neighbourhood into incidents."

    def handle(self, **_options: Any) -> None:
        """Do it in one transaction and say what came of it."""
        looked = look_for_links(actor=SYSTEM, now=clock.now())
        self.stdout.write(
            f"{looked.read:,} read, {looked.left_out:,} say too little, {len(looked.made):,} incidents made, "
            f"{len(looked.changed):,} changed, {len(looked.joined):,} joined"
        )

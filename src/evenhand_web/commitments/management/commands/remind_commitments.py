"""Tells people of commitments that fall due soon or are overdue, once of each deadline."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.commitments.services import remind
from evenhand_web.web import clock


class Command(BaseCommand):
    """Make notices, and mail them where mail is set up."""

    help = "Tell people of commitments that fall due soon or are overdue; run it every day or so. Safe to repeat."

    def handle(self, **_options: Any) -> None:
        """Do it and say how many were told."""
        told, mailed = remind(actor=SYSTEM, now=clock.now())
        self.stdout.write(f"{told:,} notices, {mailed:,} mailed")

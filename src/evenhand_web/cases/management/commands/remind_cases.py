"""Tells people of clocks that run against them or have run out, once of each run."""

from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.cases.services import remind
from evenhand_web.web import clock


class Command(BaseCommand):
    """Make notices, and mail them where mail is set up."""

    help = "Tell people of clocks of cases that run against them or ran out; run it every hour or so. Safe to repeat."

    def handle(self, **_options: Any) -> None:
        """Do it in one transaction and say how many were told."""
        told, mailed = remind(actor=SYSTEM, now=clock.now())
        self.stdout.write(f"{told:,} notices, {mailed:,} mailed")

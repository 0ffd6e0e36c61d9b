"""evenhand-web enter_policy: the step to another policy becomes an entry of the record."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger.services import change_policy
from evenhand_web.web import clock


class Command(BaseCommand):
    """Enters a step."""

    help = "Enter the last step of a history of policies, which the witnesses signed, in the record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which history."""
        parser.add_argument("history", type=Path, help="the file, as `evenhand policy approve` left it")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Enter it, and say what is left to do."""
        entry = change_policy(history=options["history"].read_bytes(), actor=SYSTEM, now=clock.now())
        self.stdout.write(f"Entry {entry.sequence}: {entry.subject}. Now name this history in EVENHAND_LEDGER_POLICY.")

"""`evenhand-web database-role`: the role of PostgreSQL under which the pages ask, so that its policies hold them."""

import argparse
import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.database_role import grant


class Command(BaseCommand):
    """Make the web role, or bring its rights up to date; doing it again changes nothing."""

    help = (
        "Makes the PostgreSQL role of the pages and grants it what they need; run it again after each migration. "
        "The password is asked for, or read from standard input."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which role."""
        parser.add_argument("--name", default="evenhand_web")
        parser.add_argument("--keep-password", action="store_true", help="ask for none: it has one, or needs none")

    def handle(self, **options: Any) -> None:
        """Ask for the password, grant, say what was granted."""
        password = ""
        if not options["keep_password"]:
            password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        done = grant(role=options["name"], password=password)
        self.stdout.write(
            f"{options['name']}: {'made' if done.made else 'was here'}, {done.tables} tables, "
            f"{done.append_only} of them append-only"
        )

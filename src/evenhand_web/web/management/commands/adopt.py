"""`evenhand-web adopt`: make an agreement the one that this workspace watches."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from evenhand.sources.agreement_files import agreement_files, find_agreement
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements.services import adopt
from evenhand_web.web import clock


class Command(BaseCommand):
    """Adopt a version of an agreement; the same files again change nothing."""

    help = "Adopts an agreement: a folder, or the id of a bundled one."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which agreement."""
        parser.add_argument("agreement")

    def handle(self, **options: Any) -> None:
        """Read it, adopt it, say which version it is."""
        version = adopt(files=agreement_files(find_agreement(options["agreement"])), actor=SYSTEM, now=clock.now())
        self.stdout.write(f"{version.agreement} {version.version} ({version.digest[:12]})")

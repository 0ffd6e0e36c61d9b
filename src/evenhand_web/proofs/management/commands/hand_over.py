"""evenhand-web hand_over: the whole record, for an organisation that has to go on without this server."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.ledger import publishing
from evenhand_web.proofs.services.handing import hand_over
from evenhand_web.web import clock


class Command(BaseCommand):
    """Hands the record over."""

    help = "Write the archive of the record for an organisation into a new folder, or a file whose name ends in .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where, and for whom."""
        parser.add_argument("out", type=Path, metavar="FOLDER")
        parser.add_argument("--for", dest="receiver", required=True, metavar="ORG", help="key of the organisation")
        parser.add_argument("--without-files", action="store_true", help="leave the files of evidence out")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Sign what is committed, then write the archive."""
        try:
            publishing.publish(clock.real())
            digest = hand_over(
                receiver=options["receiver"],
                out=options["out"],
                with_files=not options["without_files"],
                actor=SYSTEM,
                now=clock.now(),
            )
        except Problem as problem:
            self.stderr.write(str(problem))
            raise SystemExit(1) from problem
        self.stdout.write(f"{options['out']}: SHA-256 of its list {digest}")

"""evenhand-web publish_ledger: the log's tiles and checkpoints, once or for as long as the server runs."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from evenhand.foundation.problems import Problem
from evenhand_web.ledger import publishing
from evenhand_web.web import clock
from evenhand_web.witnesses.pushing import push


class Command(BaseCommand):
    """Publishes the log."""

    help = "Write what was committed into the log and sign a checkpoint, once, or again and again with --every."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often."""
        parser.add_argument("--every", type=float, metavar="SECONDS", help="go on, and look so often for new entries")
        parser.add_argument(
            "--at-least", type=int, default=60, metavar="SECONDS", help="sign again after so long without entries"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish; a log that is damaged ends this with status 1."""
        while True:
            close_old_connections()
            if options["every"] is None or publishing.is_due(clock.real(), every_s=options["at_least"]):
                try:
                    found = publishing.publish(clock.real())
                except Problem as problem:
                    self.stderr.write(str(problem))
                    raise SystemExit(1) from problem
                self.stdout.write(f"{found.checkpoint.size} entries, root {found.checkpoint.root.hex()}")
                self.stdout.flush()
                for told in push(found, now=clock.real()):
                    self.stdout.write(f"{told.witness}: {told.status} {told.told}")
            if options["every"] is None:
                return
            time.sleep(options["every"])

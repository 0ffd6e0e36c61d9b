"""evenhand-web publish_ledger: the log's tiles and checkpoints, once or for as long as the server runs."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections

from evenhand.foundation.problems import Problem
from evenhand.sources.ledger_files import LOG_IN_USE
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
        """Publish; a log that is damaged ends this with status 1, and so does the end of whoever started it."""
        parent = os.getppid()
        while True:
            close_old_connections()
            try:
                self.look(at_least=options["at_least"], once=options["every"] is None)
            except Problem as problem:
                self.stderr.write(str(problem))
                if options["every"] is None or problem.kind != LOG_IN_USE:
                    raise SystemExit(1) from problem
            except (OperationalError, InterfaceError) as fault:  # the database is away, or locked: it comes back
                self.stderr.write(str(fault))
                if options["every"] is None:
                    raise SystemExit(1) from fault
            if options["every"] is None or os.getppid() != parent:
                return
            time.sleep(options["every"])

    def look(self, *, at_least: int, once: bool) -> None:
        """Publish if something is to be signed, and tell the witnesses."""
        if not once and not publishing.is_due(clock.real(), every_s=at_least):
            return
        found = publishing.publish(clock.real())
        self.stdout.write(f"{found.checkpoint.size} entries, root {found.checkpoint.root.hex()}")
        self.stdout.flush()
        for told in push(found, now=clock.real()):
            self.stdout.write(f"{told.witness}: {told.status} {told.told}")

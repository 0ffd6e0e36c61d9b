"""evenhand-web tend_evidence: what a timer does every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.evidence import services
from evenhand_web.evidence.services import uploads
from evenhand_web.web import clock


class Command(BaseCommand):
    """Looks into new evidence, hashes the longest unchecked again, forgets uploads that nobody finished."""

    help = "Look into new evidence, hash the longest unchecked originals again, forget uploads that nobody finished."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much at a time."""
        parser.add_argument("--check", type=int, default=200, help="how many originals to hash again (default 200)")
        parser.add_argument("--examine", type=int, default=1000, help="how many new files to look into (default 1000)")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it and say what was found; ends with status 1 where an original is changed or gone."""
        now = clock.now()
        looked = services.examine_new(most=options["examine"], actor=SYSTEM, now=now)
        found = services.verify_due(most=options["check"], actor=SYSTEM, now=now)
        gone = uploads.expire(now=now)
        bad = sorted(evidence for evidence, state in found.items() if state != "sound")
        self.stdout.write(f"looked into {looked}, hashed {len(found)} again, forgot {gone} unfinished uploads")
        if bad:
            self.stderr.write(f"CHANGED OR GONE: {', '.join(bad)}")
            raise SystemExit(1)

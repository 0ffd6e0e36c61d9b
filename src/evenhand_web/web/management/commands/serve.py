"""`evenhand-web serve`: the pages of a workspace, behind whatever proxy ends TLS."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.web.serving import serve


class Command(BaseCommand):
    """Serve the workspace named by EVENHAND_WORKSPACE."""

    help = "Serves the pages. Run `evenhand-web migrate` first; settings come from the environment."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Where to listen, and with how many processes."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, **options: Any) -> None:
        """Serve until Ctrl-C."""
        serve(options["host"], options["port"], workers=options["workers"], quiet=False)

"""`evenhand-web bundle`: make a bundle, load one, or show and trust keys, without a browser."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import ProblemKind
from evenhand.reports.bundles import BUNDLE_BROKEN
from evenhand_web.accounts.access import Actor, actor_for
from evenhand_web.accounts.models import User
from evenhand_web.doors.queries import bundles as queries
from evenhand_web.doors.services import bundles
from evenhand_web.web import clock

NO_SUCH_USER = ProblemKind(
    code="doors.no-such-user",
    blame="operator",
    message="There is no user {username!r}. Name one who handles reports with --as.",
)


class Command(BaseCommand):
    """Make, load, keys."""

    help = "Makes a signed bundle of reports, loads one of another office, shows keys and trusts them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The verbs and what they need."""
        parser.add_argument("--as", dest="username", required=True, help="user name of who does it")
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="make a bundle")
        export.add_argument("file", type=Path)
        export.add_argument("--since", default="", help="reports that came or changed from this instant on")
        export.add_argument("--reports", nargs="*", default=[], help="numbers such as CFV-2020-0042")
        export.add_argument("--with-sources", metavar="REASON", default="", help="carry protected sources, and why")
        load = verbs.add_parser("load", help="load a bundle")
        load.add_argument("file", type=Path)
        keys = verbs.add_parser("keys", help="show the keys")
        keys.add_argument("--trust", type=int, metavar="NUMBER", help="trust this one")
        keys.add_argument("--revoke", type=int, metavar="NUMBER", help="trust this one no more")

    def handle(self, **options: Any) -> None:
        """Do it as the user that is named."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise NO_SUCH_USER(username=options["username"])
        getattr(self, options["verb"])(actor_for(user), options)

    def export(self, actor: Actor, options: dict[str, Any]) -> None:
        """Write beside, then move: a file of that name is always whole."""
        path: Path = options["file"]
        wanted = bundles.Wanted(
            since=parse_instant(options["since"], field="--since") if options["since"] else None,
            numbers=tuple(options["reports"]),
            with_sources=bool(options["with_sources"]),
            reason=options["with_sources"],
        )
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with draft.open("xb") as out:
                made = bundles.export(out=out, wanted=wanted, actor=actor, now=clock.now())
                out.flush()
                os.fsync(out.fileno())
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{path}: bundle {made.sequence} of {made.office}, {made.reports} reports, {made.digest}")

    def load(self, actor: Actor, options: dict[str, Any]) -> None:
        """Check it whole, load it, say what became of it."""
        try:
            file = options["file"].open("rb")
        except OSError as fault:
            raise BUNDLE_BROKEN(fault=fault.strerror) from None
        with file:
            loaded = bundles.load(file=file, actor=actor, now=clock.now(), told=self.told)
        self.stdout.write(
            f"{loaded.new} versions new, {loaded.here} here already, {loaded.conflicts} reports in two versions, "
            f"{loaded.refused} refused"
        )
        for organisation, count in loaded.left_out.items():
            self.stdout.write(f"left out: {count} of {organisation}, which is no organisation here")

    def keys(self, actor: Actor, options: dict[str, Any]) -> None:
        """The keys, ours first."""
        for number, trusted in ((options["trust"], True), (options["revoke"], False)):
            if number is not None:
                bundles.trust(key_id=number, trusted=trusted, actor=actor, now=clock.now())
        office = queries.office()
        self.stdout.write(f"ours  {office.fingerprint}  {office.name}")
        for key in queries.keys_of_offices(actor):
            self.stdout.write(f"{key.pk:>4}  {key.fingerprint}  {key.office}  {key.state}")

    def told(self, done: int, of: int) -> None:
        """How far it is, on one line of a terminal."""
        if sys.stderr.isatty() and (done % 50 == 0 or done == of):
            self.stderr.write(f"\r{100 * done // max(of, 1):3d} %", ending="")

"""`evenhand-web member`: an account with a role in an organisation, so that somebody can sign in."""

import argparse
import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import Organisation, OrganisationKind, Role
from evenhand_web.accounts.services import Account, ensure_member, ensure_organisation
from evenhand_web.web import clock


class Command(BaseCommand):
    """Make or change an account; the organisation is made if it is not there."""

    help = "Makes an account with a role in an organisation. The password is asked for, or read from standard input."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Who, where, as what."""
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--organisation", default="mission", help="key of the organisation")
        parser.add_argument("--kind", choices=OrganisationKind.values, default=OrganisationKind.MISSION.value)
        parser.add_argument("--party", default="", help="for a party: its id in the agreement")
        parser.add_argument("--side", default="", help="in a commission or sub-committee: party for which they sit")
        parser.add_argument("--name", default="", help="name of the organisation in English")

    def handle(self, **options: Any) -> None:
        """Ask for the password, then make both in one go."""
        password = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        now = clock.now()
        # One that is there already keeps its names unless a new one is given.
        if options["name"] or not Organisation.objects.filter(key=options["organisation"]).exists():
            ensure_organisation(
                key=options["organisation"],
                names={"en": options["name"] or options["organisation"]},
                kind=options["kind"],
                party=options["party"],
                actor=SYSTEM,
                now=now,
            )
        account = Account(
            username=options["username"],
            organisation=options["organisation"],
            role=options["role"],
            password=password,
            side=options["side"],
        )
        ensure_member(account=account, actor=SYSTEM, now=now)
        self.stdout.write(f"{options['username']}: {options['role']} of {options['organisation']}")

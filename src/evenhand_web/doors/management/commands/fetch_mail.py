"""`evenhand-web fetch-mail`: letters out of a mailbox into the inbox."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.config.environment import Environment
from evenhand_web.doors.mailboxes import waiting
from evenhand_web.doors.services.messages import take_letter
from evenhand_web.web import clock

NO_MAILBOX = ProblemKind(
    code="doors.no-mailbox",
    blame="operator",
    message="EVENHAND_MAIL is {address!r}, so there is nothing to fetch. Set it to maildir:///folder or "
    "imaps://user@host/INBOX.",
)
PASSWORD_UNREADABLE = ProblemKind(
    code="doors.password-unreadable",
    blame="operator",
    message="The file {path} of EVENHAND_MAIL_PASSWORD_FILE cannot be read: {fault}. Check its name and rights.",
)


class Command(BaseCommand):
    """Fetch the letters that wait. Run it every minute from cron or a timer; two at once do no harm."""

    help = "Takes the letters that wait in the mailbox of EVENHAND_MAIL into the inbox."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which mailbox, where it is not the one of the settings."""
        parser.add_argument(
            "--from", dest="address", default="", help="address of the mailbox, instead of EVENHAND_MAIL"
        )

    def handle(self, **options: Any) -> None:
        """Each letter is safe here before it is marked as taken there."""
        address = options["address"] or settings.MAIL
        if not address:
            raise NO_MAILBOX(address=address)
        new = known = 0
        for letter in waiting(address, password=_password(), skipped=self.skipped):
            taken = take_letter(content=letter.content, actor=SYSTEM, now=clock.now())
            letter.done()
            new, known = new + taken.is_new, known + (not taken.is_new)
        self.stdout.write(f"{new} new, {known} here already")

    def skipped(self, told: str) -> None:
        """Say that a letter was left where it is."""
        self.stderr.write(f"left where it is: {told}")


def _password() -> str:
    environment = Environment()
    if environment.mail_password_file is None:
        return environment.mail_password
    try:
        return environment.mail_password_file.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise PASSWORD_UNREADABLE(path=environment.mail_password_file, fault=fault.strerror) from None

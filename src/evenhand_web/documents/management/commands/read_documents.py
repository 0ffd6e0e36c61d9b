"""`read_documents`: read what waits, or everything again after the reader has been improved."""

import argparse
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import actor_for
from evenhand_web.documents import services, words
from evenhand_web.documents.access import kept_documents
from evenhand_web.documents.models import State
from evenhand_web.documents.queries.reviewing import told_changes
from evenhand_web.web import clock


class Command(BaseCommand):
    """Read documents on behalf of somebody who keeps them."""

    help = "Read the documents that wait or were set aside; with --again all, keeping what people have put right."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Whose documents, and which of them."""
        parser.add_argument("--user", required=True, help="who reads: a user who keeps documents for an organisation")
        parser.add_argument("--again", action="store_true", help="also those that have been read, and say what changed")

    def handle(self, **options: Any) -> None:
        """Read them one after another; what cannot be read is said and set aside."""
        user = get_user_model().objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}. Name one who keeps documents.")
        actor = actor_for(user)
        chosen = kept_documents(actor).order_by("received_at", "pk")
        if not options["again"]:
            chosen = chosen.exclude(state=State.READ)
        before = dict(chosen.values_list("pk", "reading_id"))
        for key, last in before.items():
            try:
                document = services.read(document_id=key, actor=actor, now=clock.now())
            except Problem as problem:
                self.stdout.write(f"{key}: {problem} ({problem.code})")
                continue
            told = words.problem(document.problem) or self.changes(document, last)
            self.stdout.write(f"{document} ({key}): {told}")
        self.stdout.write(f"{len(before)} documents")

    @staticmethod
    def changes(document: Any, last: int | None) -> str:
        """What is other than before, in words."""
        if document.reading_id == last:
            return "nothing changed"
        if last is None:
            return "read"
        return "; ".join(f"{what}: {how}" for what, how in told_changes(document.reading.changes)) or "read again"

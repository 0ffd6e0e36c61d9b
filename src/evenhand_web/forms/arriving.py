"""A submission of the browser on its way to the one service behind every door."""

from datetime import datetime

from django.http import HttpRequest

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.intake.services import Receipt

OTHER_OWNER = ProblemKind(
    code="forms.other-owner",
    blame="state",
    message="This report belongs to another person than the one who is signed in as {who}. Sign in as its owner.",
)

LARGEST_MB = 50
"""Largest attachment that a browser may keep and send."""
OWNER_HEADER = "X-Evenhand-Owner"


def require_owner(request: HttpRequest, owner: str) -> None:
    """Stop where somebody else has signed in since the browser looked: a report goes out in its owner's name alone.

    Raises:
        OTHER_OWNER.
    """
    if request.headers.get(OWNER_HEADER, "") != owner or not owner:
        raise OTHER_OWNER(who=request.user.get_username())


def take_in(request: HttpRequest, *, actor: Actor, now: datetime) -> Receipt:
    raise NotImplementedError

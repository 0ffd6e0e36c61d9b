"""Tickets: the right to fetch one file, in as many pieces as it takes, under one act of custody."""

from dataclasses import asdict, dataclass

from django.core import signing

from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import Actor

BAD_TICKET = ProblemKind(
    code="evidence.bad-ticket",
    blame="permission",
    message="This download was not begun by {who}, or too long ago. Ask for it again on the page of the evidence.",
)

VALID_S = 24 * 3600
_SALT = "evenhand.evidence.ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Who may fetch what. That the evidence may still be seen is checked anew at each use."""

    evidence: str
    what: str
    """"original", "package" or "copy"."""
    user: int
    act: int
    """Sequence of the act of custody."""
    copy: int | None = None

    def signed(self) -> str:
        """As it stands in an address."""
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


def read_ticket(text: str, *, actor: Actor, what: str) -> Ticket:
    """The ticket that an address carries.

    Raises:
        BAD_TICKET: it is forged, too old, somebody else's, or for something else.
    """
    try:
        ticket = Ticket(**signing.loads(text, salt=_SALT, max_age=VALID_S))
    except (signing.BadSignature, TypeError, ValueError):
        raise BAD_TICKET(who=actor.username) from None
    if ticket.user != actor.user_id or ticket.what != what:
        raise BAD_TICKET(who=actor.username)
    return ticket

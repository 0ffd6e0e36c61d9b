"""How a position comes to be signed: with the person's own key in the browser, or attested by the server.

The keys are those of `evenhand_web.signing`; here it is only said what of a case is signed.
"""

from collections.abc import Mapping
from datetime import datetime

from evenhand.cases.acts import Signature
from evenhand.cases.findings import digest_of
from evenhand.cases.signing import Statement
from evenhand_web.accounts.access import Actor
from evenhand_web.cases.access import Seen
from evenhand_web.signing import posted as brought
from evenhand_web.signing.access import own_signature
from evenhand_web.signing.queries import ToSign, to_sign
from evenhand_web.signing.services import attest


def signature_for(statement: Statement, posted: Mapping[str, str], *, actor: Actor, now: datetime) -> Signature:
    """The signature under a statement, as the form brings it, else the server's.

    Args:
        statement: what is signed.
        posted: the form; empty: nothing was signed in a browser.
        actor: who signs.
        now: when.

    Raises:
        What `signing.access.own_signature` says of one that the actor could not make.
    """
    signature = brought.signature(posted)
    if signature is None:
        return attest(statement=statement, actor=actor, now=now)
    own_signature(actor=actor, statement=statement, signature=signature, now=now)
    return signature


def as_signed(posted: Mapping[str, str], now: datetime) -> dict[str, object]:
    """The words and the instant of a position, exactly as the browser signs them."""
    return {"text": brought.texts(posted), "signed_at": brought.signed_at(posted, now)}


def facts_to_sign(actor: Actor, seen: Seen, now: datetime) -> ToSign | None:
    """What a position on the finding that this person sees states besides what they type; None: there is no finding."""
    finding = seen.view.finding
    if finding is None:
        return None
    return to_sign(
        actor=actor,
        case=seen.case.number,
        version=finding.version,
        digest=digest_of(seen.case.number, finding),
        organisation=seen.seat.organisation,
        side=seen.seat.side,
        now=now,
    )

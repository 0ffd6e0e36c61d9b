"""The doors to keys: one's own, and whether a signature is one that its signer could make."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from evenhand.cases.acts import Signature
from evenhand.cases.signing import Statement, require_good
from evenhand.foundation.instants import parse_instant
from evenhand.foundation.problems import Problem, ProblemKind
from evenhand_web.accounts.access import Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.signing.models import Key

NO_SUCH_KEY = ProblemKind(
    code="signing.no-such-key", blame="missing", message="You have no key {key!r}. See the list of your keys."
)
NOT_YOUR_KEY = ProblemKind(
    code="signing.not-your-key",
    blame="permission",
    message="The key {key} is none with which {user} can sign. Enrol the key of this browser on the page of your keys, "
    "then sign anew.",
)
KEY_RETIRED = ProblemKind(
    code="signing.key-retired",
    blame="state",
    message="The key {key} was retired on {day}. It signs nothing new. Enrol another one, then sign anew.",
)
NOT_YOUR_STATEMENT = ProblemKind(
    code="signing.not-your-statement",
    blame="permission",
    message="The statement is one of {said!r}, and {user} is signed in. Sign in as who you are, then sign anew.",
)
NOT_SIGNED_NOW = ProblemKind(
    code="signing.not-signed-now",
    blame="caller",
    message="The statement says that it was signed at {signed_at!r}. Open the page anew and sign what it shows.",
)

OLDEST, NEWEST = timedelta(hours=24), timedelta(minutes=5)
"""How far `signed_at` may lie before and after now."""


def keys(actor: Actor) -> QuerySet[Key]:
    """The actor's own keys, retired ones as well."""
    return Key.objects.filter(owner_id=actor.user_id, held="browser") if actor.user_id else Key.objects.none()


def key_for(actor: Actor, key_id: str) -> Key:
    """One of the actor's own keys, by its id.

    Raises:
        NO_SUCH_KEY: none, or somebody else's.
    """
    found = keys(actor).filter(key_id=key_id).first()
    if found is None:
        raise NO_SUCH_KEY(key=key_id[:64])
    return found


def require_own_statement(*, actor: Actor, statement: Statement, now: datetime) -> None:
    """Stop unless the statement is the actor's and of about now.

    Raises:
        NOT_YOUR_STATEMENT, NOT_SIGNED_NOW.
    """
    if not actor.username or actor.user_id is None or statement.user != actor.username:
        raise NOT_YOUR_STATEMENT(said=statement.user[:150], user=actor.username or "?")
    signed_at = statement.position.signed_at
    try:
        moment = parse_instant(signed_at, field="signed_at")
    except Problem:
        raise NOT_SIGNED_NOW(signed_at=signed_at[:40]) from None
    if not now - OLDEST <= moment <= now + NEWEST:
        raise NOT_SIGNED_NOW(signed_at=signed_at[:40])


def own_signature(*, actor: Actor, statement: Statement, signature: Signature, now: datetime) -> None:
    """Stop unless the signature is one of this statement, which the actor could make now; notes when the key was used.

    It is good, and its key is an enrolled key of exactly this person that is not retired; or it is the server's own
    where the signature says that the server attests.

    Raises:
        NOT_YOUR_STATEMENT, NOT_SIGNED_NOW, NOT_YOUR_KEY, KEY_RETIRED.
        BAD_SIGNATURE: it does not fit the statement.
    """
    require_own_statement(actor=actor, statement=statement, now=now)
    own = Key.objects.filter(held="server") if signature.held == "server" else keys(actor)
    key = own.filter(key_id=signature.key, public_key=signature.public_key, held=signature.held).first()
    if key is None:
        raise NOT_YOUR_KEY(key=signature.key[:16], user=actor.username)
    require_good(statement, signature)
    # One statement, so that a key that is being retired at this moment is either used before or refused.
    with as_machine("when a key was used last; the server's is nobody's"):
        used = Key.objects.filter(pk=key.pk, retired_at=None).update(last_used_at=now)
    if not used:
        retired_at = Key.objects.values_list("retired_at", flat=True).get(pk=key.pk)
        raise KEY_RETIRED(key=signature.key[:16], day=f"{retired_at:%Y-%m-%d}")

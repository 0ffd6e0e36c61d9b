"""The verbs of keys: challenge, enrol, rename, retire; and the server's own attestation."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from evenhand.cases.acts import Signature
from evenhand.cases.signing import Statement, key_id, sign, statement_bytes
from evenhand.cases.verifying import require_strong
from evenhand.foundation.problems import ProblemKind
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger.services import record, unrecorded
from evenhand_web.signing.access import key_for, keys, require_own_statement
from evenhand_web.signing.models import Challenge, Key, Reason
from evenhand_web.signing.proofs import Proof
from evenhand_web.signing.server_key import server_key

NOT_PROVEN = ProblemKind(
    code="signing.not-proven",
    blame="caller",
    message="The browser has not shown that it holds the key {key}: {fault}. Make the key anew on your page of keys.",
)
LABEL_MISSING = ProblemKind(
    code="signing.label-missing",
    blame="caller",
    message="The name {label!r} is none for a key. Write 1 to 100 characters by which you know it again.",
)
KEY_TAKEN = ProblemKind(
    code="signing.key-taken",
    blame="state",
    message="The key {key} is enrolled already. Make a new one; a key is never enrolled twice.",
)
TOO_MANY_KEYS = ProblemKind(
    code="signing.too-many-keys",
    blame="state",
    message="You have {count} keys in use, which is the most. Retire those that you no longer need.",
)
NO_SUCH_REASON = ProblemKind(
    code="signing.no-such-reason",
    blame="caller",
    message="{reason!r} is no reason for retiring a key. Choose one of: {known}.",
)

VALID = timedelta(minutes=10)
MOST_KEYS = 20
LONGEST_LABEL = 100
_KEPT = timedelta(days=1)


@unrecorded("a question is no act; the enrolment that answers it is entered")
def challenge(*, session: str, actor: Actor, now: datetime) -> str:
    """A new challenge for the actor in this session (its key): holds once, for ten minutes."""
    with as_machine("challenges that nobody came back to are cleared away, whosever they are"):
        Challenge.objects.filter(made_at__lt=now - _KEPT).delete()
    value = secrets.token_urlsafe(32)
    Challenge.objects.create(value_hash=_hash(value), owner_id=actor.user_id, session_hash=_hash(session), made_at=now)
    return value


def enrol(*, proof: Proof, label: str, session: str, actor: Actor, now: datetime) -> str:
    """Enrol the key that a browser holds; gives its id.

    Raises:
        LABEL_MISSING, TOO_MANY_KEYS, KEY_TAKEN, WEAK_KEY.
        NOT_PROVEN: the challenge is spent, too old, another person's or session's, or was not signed with this key.
    """
    plain = _label(label)
    require_strong(proof.public_key)
    public_key = proof.public_key.lower()
    new_id = key_id(bytes.fromhex(public_key))
    _require_proven(proof, session, actor, now)
    facts = {"public_key": public_key, "held": "browser", "label": plain, "enrolled_at": now}
    with transaction.atomic():
        in_use = keys(actor).filter(retired_at=None).count()
        if in_use >= MOST_KEYS:
            raise TOO_MANY_KEYS(count=in_use)
        with as_machine("whether anybody has enrolled the same key"):
            _key, made = Key.objects.get_or_create(key_id=new_id, defaults={"owner_id": actor.user_id, **facts})
        if not made:
            raise KEY_TAKEN(key=new_id[:16])
        _enter("enrol", new_id, {"public_key": public_key, "held": "browser", "person": actor.username}, actor, now)
    return new_id


@transaction.atomic
def rename(*, key: str, label: str, actor: Actor, now: datetime) -> None:
    """Call one of one's own keys something else. The name itself is not entered: it may tell where somebody is.

    Raises:
        NO_SUCH_KEY, LABEL_MISSING.
    """
    found, plain = key_for(actor, key), _label(label)
    if found.label != plain:
        keys(actor).filter(pk=found.pk).update(label=plain)
        _enter("rename", key, {}, actor, now)


@transaction.atomic
def retire(*, key: str, reason: str, actor: Actor, now: datetime) -> None:
    """Retire one of one's own keys: it signs nothing new, what it signed stays. Retired before: nothing happens.

    Raises:
        NO_SUCH_KEY, NO_SUCH_REASON.
    """
    if reason not in Reason.values:
        raise NO_SUCH_REASON(reason=reason[:40], known=", ".join(Reason.values))
    found = key_for(actor, key)
    if keys(actor).filter(pk=found.pk, retired_at=None).update(retired_at=now, retired_reason=reason):
        _enter("retire", key, {"reason": reason, "person": actor.username}, actor, now)


@transaction.atomic
def attest(*, statement: Statement, actor: Actor, now: datetime) -> Signature:
    """The server signs that the actor was signed in and said so; only what the actor says for themselves.

    Raises:
        NOT_YOUR_STATEMENT, NOT_SIGNED_NOW.
        KEY_DAMAGED: the server's key.
    """
    require_own_statement(actor=actor, statement=statement, now=now)
    made = sign(statement, server_key(), held="server")
    facts = {"public_key": made.public_key, "held": "server", "enrolled_at": now}
    with as_machine("the server's own key, which is known from its first attestation on"):
        _key, first = Key.objects.get_or_create(key_id=made.key, defaults=facts)
    if first:
        _enter("server-key", made.key, {"public_key": made.public_key}, SYSTEM, now)
    digest = hashlib.sha256(statement_bytes(statement)).hexdigest()
    details = {"statement": digest, "case": statement.case}
    _enter("attest", made.key, details, actor, now)
    return made


def _require_proven(proof: Proof, session: str, actor: Actor, now: datetime) -> None:
    """The challenge is spent by the asking itself, whatever comes of it: so outside of the transaction of the act."""
    asked = Challenge.objects.filter(
        value_hash=_hash(proof.challenge), owner_id=actor.user_id, session_hash=_hash(session)
    )
    fresh = asked.filter(made_at__gt=now - VALID, made_at__lte=now)
    if not fresh.delete()[0]:
        raise NOT_PROVEN(key=proof.public_key[:16], fault="the challenge is spent, too old, or of another session")
    if not proof.holds(actor.username):
        raise NOT_PROVEN(key=proof.public_key[:16], fault="the challenge was not signed with it")


def _label(label: str) -> str:
    plain = " ".join(label.split())
    if not plain or len(plain) > LONGEST_LABEL or not plain.isprintable():
        raise LABEL_MISSING(label=plain[:LONGEST_LABEL])
    return plain


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _enter(verb: str, key: str, details: dict[str, Any], actor: Actor, now: datetime) -> None:
    record(action=f"signing.{verb}", subject=f"key-{key}", actor=actor, at=now, details=details)

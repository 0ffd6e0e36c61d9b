"""What witnesses send is taken in: cosignatures under a checkpoint, alarms into the record."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import transaction

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.ledger.alarms import SignedAlarm, read_alarm, weigh
from evenhand.ledger.checkpoints import SignedCheckpoint
from evenhand_web.accounts.access import SYSTEM, Actor
from evenhand_web.accounts.speaking import as_machine
from evenhand_web.ledger import keys, publishing
from evenhand_web.ledger.services import record, unrecorded
from evenhand_web.ledger.turns import take_turn
from evenhand_web.witnesses.known import known, trust
from evenhand_web.witnesses.models import Alarm

TOO_MANY_ALARMS = ProblemKind(
    code="witnesses.too-many-alarms",
    blame="state",
    message="The witness {witness} sent {count} alarms within a day. Those are kept; send others later.",
)
NOT_TAKEN = ProblemKind(
    code="witnesses.not-taken",
    blame="permission",
    message="This is not taken: {fault}. Only witnesses that the policy of this log names may send, about this log.",
)

MOST_A_DAY = 50
"""So many alarms of one witness are kept a day: more of them tell nobody more."""
_MARK = "\u2014 ".encode()


@unrecorded("what a witness signs stands under the checkpoint itself, for everybody to check")
def take_cosignature(*, content: bytes, actor: Actor = SYSTEM, now: datetime) -> SignedCheckpoint:
    """Put a witness's cosignature under the checkpoint that it is of.

    Args:
        content: the checkpoint with the signature under it; or a line with the signature alone, of the newest one.
        actor: nobody: what is taken is known by its signature.
        now: by the real clock.

    Raises:
        NOT_TAKEN: no witness of the policy signed it, or it is not one of this log.
    """
    del actor
    newest = publishing.newest()
    if content.startswith(_MARK) and newest is not None:
        content = newest.note.content() + content
    try:
        return publishing.take_cosignatures(content, now)
    except Problem as problem:
        raise NOT_TAKEN(fault=problem) from problem


@transaction.atomic
def take_alarm(*, content: bytes, actor: Actor = SYSTEM, now: datetime, at: datetime) -> Alarm:
    """Keep an alarm, and enter that it came. The same one twice is one.

    Args:
        content: the signed file.
        actor: nobody: what is taken is known by its signature.
        now: by the clock of the house, for the record.
        at: by the real clock.

    Raises:
        NOT_TAKEN: no witness of the policy signed it, or it is about another log.
        TOO_MANY_ALARMS: this witness sent too many within a day.
    """
    signed = _signed(content)
    take_turn()
    with as_machine("whoever sends an alarm is known by a signature, not by signing in"):
        digest = hashlib.sha256(content).hexdigest()
        kept = Alarm.objects.filter(pk=digest).first()
        if kept is not None:
            return kept
        since = at - timedelta(days=1)
        count = Alarm.objects.filter(witness=signed.key.name, received_at__gte=since).count()
        if count >= MOST_A_DAY:
            raise TOO_MANY_ALARMS(witness=signed.key.name, count=count)
        made = Alarm.objects.create(
            alarm=digest,
            witness=signed.key.name,
            kind=signed.alarm.kind.value,
            signed_at=_instant(signed.signed_s, otherwise=at),
            received_at=at,
            content=content,
        )
    details = {
        "witness": signed.key.name,
        "kind": signed.alarm.kind.value,
        "weight": weigh(signed.alarm, trust=trust()).value,
        "sha256": digest,
    }
    about = f"alarm-{digest[:16]}"
    record(action="witnesses.alarm", subject=about, actor=actor, at=now, details=details, rows=[made])
    return made


def _signed(content: bytes) -> SignedAlarm:
    try:
        signed = read_alarm(content, witnesses=known())
    except Problem as problem:
        raise NOT_TAKEN(fault=problem) from problem
    if signed.alarm.origin != keys.verifier().name:
        raise NOT_TAKEN(fault=f"it is about {signed.alarm.origin}")
    return signed


def _instant(at_s: int, *, otherwise: datetime) -> datetime:
    """When the witness says that it signed; a clock that no calendar holds counts as the time of arrival."""
    try:
        return datetime.fromtimestamp(at_s, UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise

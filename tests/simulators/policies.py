"""Policies that follow one another, and the keys of those who come later."""

from evenhand.ledger.checkpoints import signed_note, with_signatures
from evenhand.ledger.history import History
from evenhand.ledger.notes import COSIGNATURE, Note, sign, signing_key
from simulators.logs import CLOCK_KEY, LOG_KEY, NORTH, ORIGIN, POLICY_TEXT, SOUTH, SWISS, UN, key

LATER_ORIGIN = "evenhand.example/log-2"
NORTH_2 = key("north.example/2", COSIGNATURE)
LOG_2, CLOCK_2 = key(LATER_ORIGIN), key(LATER_ORIGIN, COSIGNATURE)
NEW_LOG_KEY = signing_key(ORIGIN, bytes(range(32)))
WITNESSES = (NORTH, SOUTH, UN, SWISS)

POLICY_2 = POLICY_TEXT.replace(str(NORTH.verifier), str(NORTH_2.verifier))
"""The north has another key."""
POLICY_NEW_KEY = POLICY_TEXT.replace(str(LOG_KEY.verifier), str(NEW_LOG_KEY.verifier))
"""The log has another key, and its name."""
POLICY_LATER = POLICY_TEXT.replace(str(LOG_KEY.verifier), str(LOG_2.verifier)).replace(
    str(CLOCK_KEY.verifier), str(CLOCK_2.verifier)
)
"""Another log goes on from the first."""


def approved(history, *keys):
    """The history with its last step signed by these."""
    *before, last = history.steps
    signed = Note(text=last.text, signatures=tuple(sign(last.text, one, at_s=7) for one in keys))
    return History(policies=history.policies, steps=(*before, signed))


def rotated(*, size=10, revoked=(), by=(NORTH, NORTH_2, SOUTH, UN)):
    """The north's key was replaced at this size, as those in `by` agreed."""
    first = History(policies=(POLICY_TEXT,))
    return approved(first.then(POLICY_2, origin=ORIGIN, size=size, revoked=revoked), *by)


def cosigned(checkpoint, cosigners, *, log=LOG_KEY, at_s=5):
    """The note of a checkpoint with these signatures."""
    note = signed_note(checkpoint, [log], at_s=at_s)
    return with_signatures(note, [sign(note.text, one, at_s=at_s) for one in cosigners]).content()

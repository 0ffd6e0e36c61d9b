"""Bundles for tests: a statement in a small log, cosigned by whom you say."""

from evenhand.ledger.bundles import Bundle
from evenhand.ledger.notes import sign
from simulators.logs import NOON, NORTH, SOUTH, SWISS, UN, entry, opened


def bundle_of(sealed, *, show=("finding", "signature"), cosigners=(NORTH, SOUTH, UN), before=5, after=3):
    """A bundle of a statement that stands among other entries."""
    log = opened()
    log.append([entry(number) for number in range(before)])
    log.append([sealed.statement.entry()])
    log.append([entry(number) for number in range(after)])
    text = log.publish(NOON).checkpoint.text()
    if cosigners:
        signatures = [sign(text, key, at_s=int(NOON.timestamp()) + number) for number, key in enumerate(cosigners)]
        log.add_cosignatures(signatures, [key.verifier for key in (NORTH, SOUTH, UN, SWISS)])
    return Bundle(entry=sealed.statement.entry(), proof=log.prove(before), shown=sealed.show(show))

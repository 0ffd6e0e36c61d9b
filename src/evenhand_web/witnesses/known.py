"""Whom this log and its witnesses know, from the policy."""

from evenhand.ledger.notes import VerifierKey
from evenhand.ledger.witness import Trust
from evenhand_web.ledger import keys


def trust() -> Trust:
    """The keys of this log, as its witnesses know them."""
    return Trust(logs=keys.verifiers(), clocks=(keys.clock_key(),))


def known() -> dict[str, VerifierKey]:
    """The witnesses of the policy, by their names there; the log's own clock is none of them."""
    policy = keys.policy()
    return {} if policy is None else {name: key for name, key in policy.witnesses.items() if key != keys.clock_key()}

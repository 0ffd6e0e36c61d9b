"""Limitation of forces: too many at once."""

from evenhand.agreements.model import RuleKind
from unit.detection.worlds import PASS, agreement, found, identities, rule

ONE = rule(RuleKind.LIMITATION_OF_FORCES, max_count=1)


def test_two_where_one_may_be_are_one_alert_about_both():
    known = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "south"))

    (alert,) = found(agreement(ONE), tracks={"jet": PASS, "kite": PASS}, known=known)

    assert (alert["count_low"], alert["count_high"], alert["limit"]) == (2, 2, 1)
    assert (alert["related"], alert["party"], alert["object"]) == (["jet", "kite"], None, None)


def test_somebody_who_may_not_count_makes_it_possible():
    known = identities(jet=("military-aircraft", "north"), kite=("aircraft", "north"))

    (alert,) = found(agreement(ONE), tracks={"jet": PASS, "kite": PASS}, known=known)

    assert (alert["count_low"], alert["count_high"], alert["certainty"]) == (1, 2, "possible")

"""Prior notification: what no notice covers."""

from datetime import timedelta

from evenhand.agreements.model import RuleKind
from unit.detection.worlds import PASS, agreement, found, identities, notice, rule

TELL = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=48))


def test_a_notice_that_may_be_about_the_object_leaves_a_possible_breach_and_is_named():
    known = identities(jet=("aircraft", "north"))

    (alert,) = found(agreement(TELL), tracks={"jet": PASS}, known=known, notices=[notice(category="military-aircraft")])

    assert (alert["reason"], alert["certainty"], alert["related"]) == ("no-notice", "possible", ["jet", "n-1"])
    assert "notice-unclear" in alert["doubts"]


def test_a_movement_that_was_announced_in_time_is_none():
    assert found(agreement(TELL), tracks={"jet": PASS}, notices=[notice()]) == []

"""Counting rules of agreements."""

import pytest

from evenhand.cases.counting.rules import rule_of, rules_of
from evenhand.foundation.problems import Problem
from evenhand.sources.agreement_files import find_agreement, load_agreement

LIBYA, MINSK, SINAI = (load_agreement(find_agreement(name)) for name in ("libya-2020", "minsk-2014-15", "sinai-1979"))


@pytest.mark.parametrize("agreement", [LIBYA, MINSK], ids=lambda one: one.id)
def test_three_ways_of_counting_stand_side_by_side(agreement):
    assert {"each", "engagement", "place-and-day"} <= {rule.says.counts for rule in rules_of(agreement)}


def test_a_rule_says_from_which_agreement_it_is():
    rule = rule_of(LIBYA, "engagement-one-hour")

    assert (rule.agreement, rule.version, rule.digest) == (LIBYA.id, LIBYA.version, LIBYA.digest)
    assert rule.time_zone == "Africa/Tripoli"
    assert rule.name == f"engagement-one-hour (libya-2020 {LIBYA.version})"


def test_a_rule_in_words_only_cannot_be_run():
    assert rules_of(SINAI) == ()
    with pytest.raises(Problem, match="Choose one of: none") as caught:
        rule_of(SINAI, "zone-total")
    assert caught.value.code == "cases.no-such-counting-rule"

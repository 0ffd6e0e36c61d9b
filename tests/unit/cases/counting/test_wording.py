"""Reasons in four languages."""

import pytest

from evenhand.cases.counting.comparing import compare
from evenhand.cases.counting.wording import cause_words, kind_words, tell
from evenhand.foundation.phrases import catalogue
from evenhand.foundation.texts import LANGUAGES
from unit.cases.counting.samples import at, rule, table, unnumbered
from unit.cases.counting.test_comparing import SEVEN


def told(rows, one, other, language="en"):
    comparison = compare(table(*rows), one, other)
    return tell(comparison, comparison.item(0), language=language)


def test_seven_explosions_within_forty_minutes_are_one_engagement():
    found = told(SEVEN, rule(), rule("engagement"))

    assert found.sentence == "Explosion 7, within 40 min: one engagement"
    assert told(SEVEN, rule("engagement"), rule()).sentence == found.sentence


@pytest.mark.parametrize(
    ("rows", "other", "sentence"),
    [
        pytest.param([at(0, cause="demining")], rule(leave_out=("demining",)),
                     "Explosion 1, taken for Demining: listed and not counted", id="left-out"),
        pytest.param([at(0, kind="uav")], rule(kinds=("explosion",)),
                     "Unmanned aircraft 1: nothing that this rule counts", id="other-kind"),
        pytest.param([at(0), unnumbered(5, kind="burst")], rule("place-and-day"),
                     "Burst (no number), Explosion 1, at one place on one day: counted once", id="place-and-day"),
        pytest.param([at(0, best=2, high=2)], rule("report"),
                     "Explosion 2: in one report, counted once", id="report"),
        pytest.param([at(0, 1440, low=7, best=7, high=7)], rule("engagement"),
                     "Explosion 7, over 1 d: 1 (1–7) engagements, for more than 1 h lies in between, or the times "
                     "are known only roughly", id="known-to-the-day"),
    ],
)  # fmt: skip
def test_each_difference_has_its_reason(rows, other, sentence):
    assert told(rows, rule(), other).sentence == sentence


def test_two_rules_that_both_group_say_both():
    found = told([at(0), at(30), at(100)], rule("engagement"), rule("place-and-day"))

    assert found.sentence == f"{found.one}; under the other rule, {found.other}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(language):
    assert "7" in told(SEVEN, rule(), rule("engagement"), language).sentence
    assert (
        catalogue("evenhand.cases.counting.phrases", language).keys()
        == catalogue("evenhand.cases.counting.phrases", "en").keys()
    )


def test_kinds_and_causes_have_words():
    assert kind_words("explosion", language="fr") != "explosion"
    assert cause_words("celebratory", language="ar")

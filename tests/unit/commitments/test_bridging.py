from dataclasses import replace

import pytest

from evenhand.commitments.bridging import actors_of, of_agreement, said_by_encoding, with_agreements
from evenhand.commitments.deadlines import Facts, deadlines_of
from evenhand.commitments.model import Status, Strength
from evenhand.commitments.standing import standing_of
from evenhand.sources.agreement_files import load_agreement
from simulators.commitments import PLAN, at, en


@pytest.fixture(scope="module")
def agreement():
    return load_agreement("libya-2020")


def test_each_commitment_of_an_agreement_is_one_with_both_readings(agreement):
    found = {one.id: one for one in of_agreement(agreement)}
    withdrawal = found["withdraw-forces"]

    assert len(found) == len(agreement.commitments)
    assert (withdrawal.strength, withdrawal.source.document) == (Strength.BINDING, "S/2020/1309")
    assert [one.due.on.isoformat() for one in withdrawal.readings] == ["2021-01-21", "2021-01-23"]
    assert all(one.inferred for one in withdrawal.readings)
    [first, _] = deadlines_of(withdrawal, facts=Facts(zone=agreement.time_zone), as_of=at("2021-01-22"))
    assert first.days_overdue == 1


def test_what_the_encoding_says_is_one_view_with_its_paragraph(agreement):
    acts = said_by_encoding(agreement, at=agreement.signed_at)
    standing = standing_of("withdraw-forces", acts, at=at("2021-01-22"))

    assert standing.status is Status.DELAYED
    assert standing.views[0].act.evidence[0].para == "par. 5, 20"
    assert standing_of("joint-military-force-formed", acts, at=at("2021-01-22")).views == ()


def test_a_plan_keeps_its_own_words_on_what_the_agreement_says_as_well(agreement):
    own = replace(PLAN.commitments[0], id="withdraw-forces", what=en("Our words"))
    joined = with_agreements(replace(PLAN, commitments=(own,)), [agreement, agreement])

    assert str(joined.commitment("withdraw-forces").what) == "Our words"
    assert len(joined.commitments) == len(agreement.commitments)
    assert {actor.id for actor in actors_of(agreement)} <= {actor.id for actor in joined.actors}

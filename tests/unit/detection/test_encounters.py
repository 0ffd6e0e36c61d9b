"""Two at once between kernel and rules: what stage one keeps, and what makes a meeting doubtful."""

import pytest

from evenhand.agreements.model import RuleKind
from evenhand.detection.binding import Binding
from evenhand.detection.encounters import COMPANY, look_for_company, meeting_doubts
from evenhand.detection.movements import Movements
from evenhand.observations.schemas import NOTICES
from unit.detection.worlds import INSIDE, agreement, identities, positions, rule

SECOND_US, MINUTE_US = 1_000_000, 60_000_000
NOTHING = {"certain": 0, "inexact": 0, "untrusted": 0, "unseen": 0, "n_fixes": 2, "gap_us": SECOND_US}


@pytest.mark.parametrize(
    ("facts", "doubts"),
    [
        pytest.param({"certain": 1, "inexact": 1, "unseen": 1}, (), id="certain"),
        pytest.param({"n_fixes": 0}, ("no-fix-inside",), id="nobody-heard"),
        pytest.param({"n_fixes": 0, "gap_us": 6 * MINUTE_US}, ("long-gap", "no-fix-inside"), id="for-long"),
        pytest.param({"unseen": 1}, ("between-fixes",), id="only-one-heard"),
        pytest.param(
            {"unseen": 1, "gap_us": 6 * MINUTE_US}, ("between-fixes", "long-gap"), id="the-other-silent-for-long"
        ),
        pytest.param({"inexact": 1, "unseen": 1, "gap_us": 6 * MINUTE_US}, ("position-error",), id="not-exact"),
        pytest.param({"untrusted": 1}, ("integrity",), id="jammed"),
    ],
)
def test_doubts_of_a_meeting(facts, doubts):
    assert meeting_doubts({**NOTHING, **facts}) == doubts


def company(one, tracks):
    world = agreement(one)
    known = identities(ann=("boat", "north"))
    moved = Movements(world, [one], positions=positions(tracks), identities=known, notices=NOTICES.empty_table())
    return look_for_company(moved, one, Binding(world, one))


def test_of_a_long_way_only_what_may_matter_is_kept():
    one = rule(RuleKind.SEPARATION_DISTANCE, id="apart", categories=(), distance_m=1000.0)
    ann = [(k, (10.0 + k / 50, 31.05)) for k in range(600)]
    kept = company(one, {"ann": ann, "far": [(0, (30.0, 31.0)), (9, (30.0, 31.0))]})

    assert kept.schema.equals(COMPANY)
    assert kept["object"].to_pylist() == ["ann"]
    assert 5 <= len(kept["seen_us"][0]) <= 12
    assert len(kept["seen_us"][0]) == len(kept["file"][0]) == len(kept["trusted"][0])


def test_of_one_who_is_slow_now_and_then_only_those_times_are_kept():
    one = rule(RuleKind.RENDEZVOUS, id="meet", areas=(), categories=(), distance_m=500.0, max_speed_kn=2.0)
    sails = [(10 * k, (16.0 + k / 10, 31.05)) for k in range(20)]
    rests = [(200 + 10 * k, (17.9, 31.05)) for k in range(6)]
    kept = company(one, {"ann": sails + rests})

    (span,) = kept["spans"][0].as_py()
    assert span["last_us"] - span["begin_us"] == 60 * MINUTE_US
    assert len(kept["seen_us"][0]) == 8


def test_whoever_the_rule_is_not_about_is_left_out():
    one = rule(RuleKind.SEPARATION_DISTANCE, id="apart", binds=("south",), areas=(), categories=(), distance_m=1000.0)

    assert company(one, {"ann": [(0, INSIDE)]}).num_rows == 0

"""Stop: who stays in one place, lands or stands on the ground in an area."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from evenhand.agreements.model import RuleKind
from evenhand.observations.schemas import POSITIONS
from unit.detection.worlds import INSIDE, OUTSIDE, agreement, at, found, identities, positions, rule

RULE = rule(RuleKind.STOP, id="no-stop", distance_m=200.0, min_dwell=timedelta(minutes=20))
LANDING = replace(RULE, distance_m=None)
KNOWN = identities(jet=("military-aircraft", "north"))
STANDS = [(0, OUTSIDE), *((20 + 5 * k, INSIDE) for k in range(6)), (60, OUTSIDE)]


def flags(tracks, **columns):
    """POSITIONS with columns given fix by fix."""
    table = positions(tracks)
    for name, values in columns.items():
        number = POSITIONS.get_field_index(name)
        table = table.set_column(number, POSITIONS.field(number), pa.array(values, POSITIONS.field(number).type))
    return table


def told(one, tracks, **more):
    alerts = found(agreement(one), tracks=tracks, known=KNOWN, **more)
    return [(alert["reason"], alert["began_at"], alert["ended_at"], alert["doubts"]) for alert in alerts]


def test_who_stays_in_one_place_long_enough_stops():
    assert told(RULE, {"jet": STANDS}) == [("stopped", at(20), at(45), [])]


def test_who_stays_outside_or_for_a_shorter_time_or_drives_on_does_not():
    assert told(RULE, {"jet": [(5 * k, OUTSIDE) for k in range(9)]}) == []
    assert told(RULE, {"jet": [(0, INSIDE), (15, INSIDE), (20, OUTSIDE)]}) == []
    assert told(RULE, {"jet": [(5 * k, (16.0 + 0.01 * k, 31.05)) for k in range(9)]}) == []


def test_only_the_part_in_the_area_counts():
    edge = [(5 * k, (15.99945 + 0.0001 * k, 31.05)) for k in range(12)]

    [(_, began, ended, _)] = told(RULE, {"jet": edge})

    assert (began, ended) == (at(30), at(55))


def test_says_where_it_stayed_and_how_far_it_wandered():
    wander = [(5 * k, (16.05 + 0.0005 * (k % 3), 31.05)) for k in range(9)]

    [alert] = found(agreement(RULE), tracks={"jet": wander}, known=KNOWN)

    assert (alert["entry_lon"], alert["entry_lat"]) == (alert["exit_lon"], alert["exit_lat"])
    assert 40 < alert["distance_m"] < 100
    assert (alert["entry"], alert["exit"]) == (None, None)


def test_what_flies_in_a_small_circle_does_not_stop():
    assert told(RULE, flags({"jet": STANDS}, on_ground=[False] * 8)) == []


def test_what_reports_a_speed_above_the_rule_s_is_under_way():
    slow = replace(RULE, max_speed_kn=2.0)

    assert told(slow, flags({"jet": STANDS}, speed_kn=[1.0] * 8)) != []
    assert told(slow, flags({"jet": STANDS}, speed_kn=[9.0] * 8)) == []
    assert told(slow, {"jet": STANDS}) != []


@pytest.mark.parametrize("one", [RULE, LANDING], ids=["a-rule-about-stays", "a-rule-about-landings-only"])
def test_a_landing_counts_however_short(one):
    touches = [(k, (15.99 + 0.01 * k, 31.05)) for k in range(8)]
    ground = [False] * 3 + [True] * 3 + [False] * 2

    assert told(one, flags({"jet": touches}, on_ground=ground)) == [("landed", at(3), at(5), [])]


def test_on_the_ground_without_a_landing_that_anybody_saw():
    assert [one[0] for one in told(LANDING, flags({"jet": STANDS}, on_ground=[None] + [True] * 7))] == ["grounded"]


def test_one_message_from_the_ground_makes_a_landing_possible_only():
    passes = [(3 * k, (15.99 + 0.01 * k, 31.05)) for k in range(6)]

    [(reason, _, _, doubts)] = told(LANDING, flags({"jet": passes}, on_ground=[False, False, True, None, None, None]))

    assert (reason, doubts) == ("landed", ["one-fix-only"])


def test_a_rule_about_landings_only_says_nothing_about_stays():
    assert told(LANDING, {"jet": STANDS}) == []


def test_doubts_about_the_place_are_those_of_the_stop():
    inexact = flags({"jet": STANDS}, accuracy_m=[9_000.0] * 8)

    assert [one[3] for one in told(RULE, inexact)] == [["position-error"]]


def test_no_positions_no_stops():
    assert told(RULE, {}) == []

"""Silence: who was not heard where one has to be heard, and whether anybody else was."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from evenhand.agreements.model import Exemption, RuleKind
from evenhand.foundation.instants import Interval
from evenhand.observations.schemas import POSITIONS
from unit.detection.worlds import INSIDE, OUTSIDE, agreement, at, found, identities, named, notice, positions, rule

RULE = rule(RuleKind.SILENCE, id="be-heard", max_silence=timedelta(hours=2))
KNOWN = identities(dhow=("military-aircraft", "north"))
OTHERS = {"ferry": [(10 * k, (16.06, 31.06)) for k in range(100)]}
FELL_SILENT = [(0, OUTSIDE), (30, INSIDE), (60, INSIDE)]


def told(tracks, *, one=RULE, until=600, others=OTHERS, **more):
    table = tracks if isinstance(tracks, pa.Table) else positions({"dhow": tracks, **others})
    alerts = found(agreement(one), tracks=table, known=KNOWN, as_of=at(until), **more)
    return [(a["object"], a["began_at"], a["ended_at"], a["doubts"]) for a in alerts if a["object"] == "dhow"]


def test_who_is_not_heard_again_is_silent_until_the_end_of_the_watch():
    assert told(FELL_SILENT) == [("dhow", at(60), at(600), [])]


def test_a_silence_of_exactly_the_limit_is_tolerated():
    assert told(FELL_SILENT, until=180) == []
    assert told(FELL_SILENT, until=181) != []


def test_a_silence_that_the_next_fix_ends_says_how_far_away():
    table = positions({"dhow": [*FELL_SILENT, (400, OUTSIDE)], **OTHERS})

    [alert] = [
        one for one in found(agreement(RULE), tracks=table, known=KNOWN, as_of=at(500)) if one["object"] == "dhow"
    ]

    assert (alert["reason"], alert["ended_at"]) == ("silent", at(400))
    assert (alert["exit_lon"], alert["exit_lat"]) == OUTSIDE
    assert alert["distance_m"] == pytest.approx(14_313, abs=50)
    assert alert["certainty"] == "certain"


def test_last_heard_outside_and_never_again_is_no_silence_of_the_area():
    assert told([(0, INSIDE), (60, OUTSIDE)]) == []


def test_a_way_through_the_area_is_possible_only():
    passes = [(0, OUTSIDE), (300, (16.2, 31.05))]

    assert told(passes, until=310) == [("dhow", at(0), at(300), ["no-fix-inside"])]


def test_where_nobody_else_was_heard_either_it_may_have_been_the_receivers():
    assert told(FELL_SILENT, others={}) == [("dhow", at(60), at(600), ["no-coverage"])]


def test_another_sensor_vouches_for_nothing():
    aircraft = {"icao24:01805d": [(10 * k, (16.06, 31.06)) for k in range(100)]}

    assert [one[3] for one in told(FELL_SILENT, others=aircraft)] == [["no-coverage"]]


def flags(**columns):
    """The silent dhow, its columns given fix by fix, and the others."""
    table = positions({"dhow": FELL_SILENT})
    for name, values in columns.items():
        number = POSITIONS.get_field_index(name)
        field = POSITIONS.field(number)
        table = table.set_column(
            number, field, pa.array(values, pa.string() if name == "integrity" else field.type).cast(field.type)
        )
    return pa.concat_tables([positions(OTHERS), table])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param({"speed_kn": [9.0, 9.0, 0.1]}, ["at-rest"], id="lay-at-its-berth"),
        pytest.param({"speed_kn": [0.1, 0.1, 9.0]}, [], id="was-under-way"),
        pytest.param({"altitude_m": [3000.0, 2000.0, 900.0]}, ["low-altitude"], id="flew-below-the-horizon"),
        pytest.param({"accuracy_m": [1.0, 1.0, 50_000.0]}, ["position-error"], id="nobody-knows-where"),
        pytest.param({"integrity": [None, None, "jammed"]}, ["integrity"], id="jammed"),
    ],
)
def test_doubts_about_the_last_fix(columns, expected):
    assert [one[3] for one in told(flags(**columns))] == [expected]


def test_an_aircraft_on_the_ground_need_not_transmit():
    assert told(flags(on_ground=[False, False, True])) == []


def test_only_the_time_in_which_the_rule_runs_counts():
    assert told(FELL_SILENT, one=replace(RULE, in_force=Interval(begins_at=at(470)))) != []
    assert told(FELL_SILENT, one=replace(RULE, in_force=Interval(begins_at=at(480)))) == []


def test_an_exemption_with_a_notice_covers_the_time_that_it_names():
    exemption = named(Exemption, "maintenance", needs_notice=True)
    table = positions({"dhow": FELL_SILENT, **OTHERS})

    def silences(notices):
        what = agreement(RULE, exemptions=(exemption,))
        return [
            one
            for one in found(what, tracks=table, known=KNOWN, notices=notices, as_of=at(600))
            if one["object"] == "dhow"
        ]

    assert len(silences([])) == 1
    assert silences([notice(object="dhow", begins=60, ends=590)]) == []


def test_each_silence_is_an_alert_of_its_own():
    often = [(200 * k, INSIDE) for k in range(4)]

    assert [one[1:3] for one in told(often, until=610)] == [(at(0), at(200)), (at(200), at(400)), (at(400), at(600))]


def test_nobody_no_silence():
    assert found(agreement(RULE)) == []

"""Parts of presences as rules see them."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from evenhand.detection.movements import Movements, presence_doubts
from evenhand.observations.schemas import NOTICES
from unit.detection.worlds import INSIDE, OUTSIDE, PASS, agreement, found, identities, positions, rule

SURE = {"certain": 0, "n_fixes": 1, "gap_us": 0, "inexact": 0, "untrusted": 0}


@pytest.mark.parametrize(
    ("facts", "doubts"),
    [
        ({"certain": 1, "untrusted": 1}, ()),
        ({"n_fixes": 0}, ("no-fix-inside",)),
        ({"n_fixes": 0, "gap_us": 300_000_001}, ("no-fix-inside", "long-gap")),
        ({"inexact": 1}, ("position-error",)),
        ({"untrusted": 1}, ("integrity",)),
        ({"inexact": 1, "untrusted": 1}, ("position-error", "integrity")),
    ],
)
def test_doubts_of_a_presence(facts, doubts):
    assert presence_doubts({**SURE, **facts}) == doubts


def test_an_alert_names_the_files_of_its_own_fixes_only():
    tables = [
        positions({"jet": [(0, OUTSIDE), (10, INSIDE)]}, file="a" * 64),
        positions({"jet": [(20, OUTSIDE)]}, file="b" * 64),
        positions({"jet": [(30, OUTSIDE)], "tug": [(9, OUTSIDE)]}, file="c" * 64),
    ]

    (alert,) = found(agreement(), tracks=pa.concat_tables(tables))

    assert alert["files"] == ["a" * 64, "b" * 64]


def test_rules_with_different_limits_of_silence_see_different_presences():
    patient = replace(rule(), id="patient", max_gap=timedelta(hours=2))

    alerts = found(agreement(rule(), patient), tracks={"jet": [(0, INSIDE), (60, INSIDE)]})

    assert sorted((one["rule"], one["exit"]) for one in alerts) == [
        ("no-entry", "lost"), ("no-entry", "still-inside"), ("patient", "still-inside"),
    ]  # fmt: skip


def test_parts_are_those_of_objects_that_the_rule_is_about():
    movements = Movements(
        agreement(),
        [rule()],
        positions=positions({"jet": PASS, "boat": PASS}),
        identities=identities(jet=("military-aircraft", "north"), boat=("boat", "north")),
        notices=NOTICES.empty_table(),
    )

    (part,) = movements.parts(rule())

    assert part["object"] == "jet"
    assert (part["ended_at"] - part["began_at"]).total_seconds() == pytest.approx(400.0, abs=1e-4)


PATROL = [(minute, (15.9, 31.05)) for minute in range(30)]
"""Outside for half an hour."""


class TestSignalIntegrity:
    def test_a_false_fix_inside_is_possible_and_says_why(self):
        strayed = [*PATROL[:10], (10, (16.05, 31.05)), *PATROL[11:]]

        (alert,) = found(agreement(), tracks=positions({"jet": strayed}, category="vessel"))

        assert (alert["certainty"], alert["doubts"]) == ("possible", ["integrity"])
        assert alert["integrity"] == ["impossible-speed"]
        assert alert["n_fixes"] == 1

    def test_no_line_is_drawn_to_a_false_fix(self):
        # Beyond the zone: the way there and back would cross it twice.
        strayed = [*PATROL[:10], (10, (16.3, 31.05)), *PATROL[11:]]

        assert found(agreement(), tracks=positions({"jet": strayed}, category="vessel")) == []

    def test_two_objects_under_one_name_are_each_seen_by_themselves(self):
        mixed = sorted([*PATROL, *((minute + 0.5, (16.3, 31.05)) for minute, _ in PATROL)])

        assert found(agreement(), tracks=positions({"jet": mixed}, category="vessel")) == []

    def test_one_that_is_really_there_is_named_by_its_own_name(self):
        mixed = sorted([*PATROL, *((minute + 0.5, (16.05, 31.05)) for minute, _ in PATROL)])

        (alert,) = found(agreement(), tracks=positions({"jet": mixed}, category="vessel"))

        assert (alert["object"], alert["related"]) == ("jet", ["jet"])
        assert alert["integrity"] == ["duplicate-identity"]
        assert alert["category"] == "military-aircraft"

    def test_several_that_lose_their_navigation_at_once_are_jammed(self):
        def flight(names, integrity):
            return [
                positions({name: fixes}, integrity=word, accuracy_m=50.0)
                for name in names
                for fixes, word in ((PASS[:1], None), (PASS[1:2], integrity), (PASS[2:], None))
            ]

        known = identities(**dict.fromkeys(("a", "b", "c"), ("military-aircraft", "north")))

        alone = found(agreement(), tracks=pa.concat_tables(flight("ab", "degraded")), known=known)
        together = found(agreement(), tracks=pa.concat_tables(flight("abc", "degraded")), known=known)

        assert {(one["certainty"], *one["integrity"]) for one in alone} == {("certain", "low-integrity")}
        assert {(one["certainty"], *one["integrity"]) for one in together} == {("possible", "low-integrity", "jamming")}

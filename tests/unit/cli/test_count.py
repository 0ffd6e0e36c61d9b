"""Counting on the command line."""

import json

import pyarrow.parquet as pq
import pytest

from unit.cases.counting.samples import at, table, unnumbered
from unit.cases.counting.test_comparing import SEVEN
from unit.cli.command import run

LIBYA = ("--agreement", "libya-2020")


@pytest.fixture
def seen(tmp_path):
    path = tmp_path / "seen.parquet"
    rows = [*SEVEN, unnumbered(2000, kind="burst", place="ridge"), at(3000, cause="demining")]
    pq.write_table(table(*rows), path)
    return path


def test_says_the_total_and_what_is_not_known(capsys, seen):
    ran = run(capsys, "count", seen, *LIBYA, "--rule", "each-shot-but-exercises", "--by", "type")

    assert ran.status == 0, ran.err
    assert "each-shot-but-exercises (libya-2020" in ran.out
    assert "8 (8–8+)" in ran.out
    assert "1 are left out" in ran.out
    assert "  Explosion: 7" in ran.out


def test_explains_why_another_rule_says_otherwise(capsys, seen):
    ran = run(capsys, "count", seen, *LIBYA, "--rule", "each-shot", "--compare", "engagement-one-hour")

    assert "7 → 1  Explosion 7, within 40 min: one engagement" in ran.out


def test_json_adds_up(capsys, seen):
    words = ("--rule", "each-shot", "--compare", "place-and-day", "--by", "week", "--json")
    found = json.loads(run(capsys, "count", seen, *LIBYA, *words).out)

    change = sum(item["other"]["best"] - item["one"]["best"] for item in found["differences"])
    assert found["other"]["total"]["best"] - found["one"]["total"]["best"] == change
    assert [row["key"] for row in found["one"]["rows"]] == ["2020-11-30", "2020-12-07"]


def test_json_of_one_rule_names_what_it_rests_on(capsys, seen):
    found = json.loads(run(capsys, "count", seen, *LIBYA, "--rule", "each-shot", "--json").out)

    assert found["total"]["best"] == 9
    assert len(found["digest"]) == 64


def test_equal_rules_say_the_same(capsys, seen):
    assert "say the same" in run(capsys, "count", seen, *LIBYA, "--rule", "each-shot", "--compare", "each-shot").out


def test_a_rule_that_is_not_there_is_named_with_those_that_are(capsys, seen):
    ran = run(capsys, "count", seen, *LIBYA, "--rule", "none")

    assert ran.status == 1
    assert "cases.no-such-counting-rule" in ran.err
    assert "engagement-one-hour" in ran.err

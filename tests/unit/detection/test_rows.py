"""What every alert says."""

from evenhand.detection.rows import base_row, certainty
from unit.detection.worlds import agreement, rule


def test_the_id_rests_on_agreement_rule_subject_and_beginning_and_on_nothing_else():
    about = {"area": "zone", "object": "jet"}
    row = base_row(agreement(), rule(), about, 1_000_000, 2_000_000)

    assert row["alert"] == base_row(agreement(version="2"), rule(), {**about, "other": None}, 1_000_400, 9)["alert"]
    assert row["alert"] != base_row(agreement(), rule(), {**about, "other": "tug"}, 1_000_000, 2_000_000)["alert"]
    assert row["alert"] != base_row(agreement(), rule(), about, 1_001_000, 2_000_000)["alert"]
    assert row["dwell_s"] == 1.0


def test_a_doubt_makes_it_possible():
    assert certainty([]) == {"certainty": "certain", "doubts": []}
    assert certainty(["b", "a", "b"]) == {"certainty": "possible", "doubts": ["a", "b"]}

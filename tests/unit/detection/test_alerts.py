"""The table of alerts."""

from evenhand.detection.alerts import ALERTS


def test_what_may_be_unknown_is_nullable_and_nothing_else():
    needed = {field.name for field in ALERTS if not field.nullable}

    assert needed == {
        "alert", "agreement", "agreement_version", "agreement_digest", "rule", "rule_kind", "article", "began_at",
        "ended_at", "certainty", "doubts", "integrity", "n_fixes", "dwell_s", "related", "files",
    }  # fmt: skip


def test_an_empty_table_can_be_made():
    assert ALERTS.empty_table().num_rows == 0

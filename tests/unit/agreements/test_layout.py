from dataclasses import fields

import pytest

from evenhand.agreements import layout, model

RENAMED = {
    "agreement": "id", "rule": "id", "accuracy": "accuracy_m", "distance": "distance_m", "due": "due_at",
    "max_speed": "max_speed_kn", "route_tolerance": "route_tolerance_m",
    "deadline": "readings",
}  # fmt: skip
SPREAD = {"calibre": ("calibre_min_mm", "calibre_max_mm"), "range": ("range_min_km", "range_max_km")}


@pytest.mark.parametrize(
    ("record", "value", "elsewhere"),
    [
        (layout.PARTY, model.Party, set()),
        (layout.BODY, model.Body, set()),
        (layout.SOURCE, model.Source, set()),
        (layout.CATEGORY, model.Category, set()),
        (layout.PHASE, model.Phase, set()),
        (layout.AREA, model.Area, set()),
        (layout.EXEMPTION, model.Exemption, set()),
        (layout.READING, model.DeadlineReading, set()),
        (layout.COMMITMENT, model.Commitment, set()),
        (layout.CLOCK, model.Clock, set()),
        (layout.COUNTING_RULE, model.CountingRule, set()),
        (layout.CONTRADICTION, model.Contradiction, set()),
        (layout.PLACE, model.Place, set()),
        (layout.RULE, model.Rule, set()),
        (layout.CASE, model.RuleCase, set()),
        (layout.AGREEMENT, model.Agreement, {"digest", "places", "rules"}),
    ],
)
def test_files_and_values_hold_the_same(record, value, elsewhere):
    written = {name for field in record.fields for name in SPREAD.get(field.key, (RENAMED.get(field.key, field.key),))}

    assert written | elsewhere == {field.name for field in fields(value)}


def test_every_kind_of_rule_has_its_needs():
    assert set(layout.NEEDS) == set(model.RuleKind)
    special = {field.key for field in layout.SPECIAL_FIELDS}
    claimed = {key for needs in layout.NEEDS.values() for key in (*needs.must, *needs.may)}
    assert claimed - {"areas", "min_dwell"} == special

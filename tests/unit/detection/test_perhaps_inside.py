"""Outside by less than the error: a possible alert, whoever divides the work, and never beside what is surely there."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from evenhand.agreements.model import RuleKind
from evenhand.detection.explain import explain
from evenhand.detection.plan import conclude, sight
from evenhand.foundation.texts import LANGUAGES
from evenhand.observations.schemas import EVENTS, NOTICES
from unit.detection.worlds import INSIDE, LATE, OUTSIDE, agreement, found, identities, positions, rule

BESIDE = (15.998, 31.05)
"""191 m outside."""
HOVER = [(0, OUTSIDE), (10, BESIDE), (20, BESIDE), (30, OUTSIDE)]


def told(alerts):
    return [
        (one["presence"], one["certainty"], one["doubts"], one["n_fixes"], one["dwell_s"], one["distance_m"])
        for one in alerts
    ]


@pytest.mark.parametrize(("accuracy_m", "expected"), [(None, []), (190.0, []), (192.0, ["perhaps"])])
def test_a_track_outside_by_less_than_its_error_is_possible(accuracy_m, expected):
    alerts = found(agreement(), tracks={"jet": HOVER}, accuracy_m=accuracy_m)

    assert [one["presence"] for one in alerts] == expected
    assert {(one["entry"], one["exit"]) for one in alerts} <= {(None, None)}
    assert told(alerts) == [("perhaps", "possible", ["position-error"], 2, 600.0, pytest.approx(190.9, abs=0.1))] * len(
        expected
    )


def test_beside_a_presence_of_the_same_stay_it_says_nothing_more():
    alerts = found(agreement(), tracks={"jet": [*HOVER[:3], (30, INSIDE), (40, BESIDE)]}, accuracy_m=250.0)

    assert [(one["presence"], one["certainty"]) for one in alerts] == [("observed", "certain")]


def test_a_presence_too_short_for_the_rule_is_part_of_a_possible_stay_that_is_long_enough():
    patient = replace(rule(), min_dwell=timedelta(minutes=25))
    tracks = {"jet": [*HOVER[:3], (30, INSIDE), (40, BESIDE), (50, OUTSIDE)]}

    assert found(agreement(patient), tracks=tracks) == []
    (one,) = found(agreement(patient), tracks=tracks, accuracy_m=250.0)
    assert (one["presence"], one["n_fixes"], one["dwell_s"]) == ("perhaps", 4, 1800.0)


def test_it_counts_once_and_as_possible_where_forces_are_limited():
    limited = rule(RuleKind.LIMITATION_OF_FORCES, id="limited", max_count=0)
    tracks = {"jet": [(0, INSIDE), (9, BESIDE)], "kite": HOVER}
    known = identities(jet=("military-aircraft", "north"), kite=("military-aircraft", "north"))

    alerts = found(agreement(limited), tracks=tracks, known=known, accuracy_m=250.0)

    assert max((one["count_low"], one["count_high"]) for one in alerts) == (1, 1)
    assert {(one["count_low"], one["count_high"]) for one in alerts} == {(1, 1), (0, 1)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_explained_and_claims_no_crossing(language):
    (alert,) = found(agreement(), tracks={"jet": HOVER}, accuracy_m=250.0)

    said = explain(agreement(), alert, language=language).sentences

    assert any("2" in one and "191" in one for one in said)
    if language == "en":
        assert "may have been inside" in " ".join(said)
        assert "crossed" not in " ".join(said)


def test_any_division_of_the_objects_gives_the_same():
    rng = np.random.default_rng(3)
    tracks = {
        f"o{k}": [(5 * m, (16.0 + x, 31.05 + y)) for m, (x, y) in enumerate(rng.normal(0, 0.004, (40, 2)))]
        for k in range(8)
    }
    rows = positions(tracks)
    errors = pa.array(rng.choice([10.0, 100.0, 900.0, np.nan], rows.num_rows), pa.float32(), from_pandas=True)
    rows = rows.set_column(rows.schema.get_field_index("accuracy_m"), "accuracy_m", errors)
    known = identities(**dict.fromkeys(tracks, ("military-aircraft", "north")))
    rest = {"identities": known, "notices": NOTICES.empty_table(), "as_of": LATE}

    def alerts(*groups):
        seen = [
            sight(agreement(), positions=rows.filter(pc.is_in(rows["object"], pa.array(group))), **rest)
            for group in groups
        ]
        return conclude(agreement(), seen, events=EVENTS.empty_table(), done={}, **rest)

    whole = alerts(list(tracks))
    assert whole.equals(alerts(*([one] for one in reversed(tracks))))
    assert {"perhaps", "observed"} <= set(whole["presence"].to_pylist())

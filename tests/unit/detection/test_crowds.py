"""A rule that finds more than can be told one by one says so, and the other rules are answered."""

import pyarrow as pa
import pytest

from evenhand.agreements.model import RuleKind
from evenhand.detection.encounters import CROWDED
from evenhand.detection.explain import explain
from evenhand.detection.kernels.pairs import MOST_MEETINGS
from evenhand.foundation.texts import LANGUAGES
from evenhand.observations.schemas import POSITIONS
from unit.detection.worlds import INSIDE, agreement, at, found, identities, rule

APART = rule(RuleKind.SEPARATION_DISTANCE, id="apart", areas=(), categories=(), distance_m=3000.0)
MET = rule(RuleKind.RENDEZVOUS, id="met", areas=(), categories=(), distance_m=3000.0, max_speed_kn=5.0)
MANY = 1500
"""Whoever is near whom makes more than a million pairs of them."""


@pytest.fixture(scope="module")
def alerts():
    names = [f"o{k}" for k in range(MANY) for _ in range(2)]
    columns = {
        "object": pa.array(names).dictionary_encode(),
        "seen_at": pa.array([at(minute) for _ in range(MANY) for minute in (0, 10)]),
        **{name: pa.array([value] * len(names)) for name, value in zip(("lon", "lat"), INSIDE, strict=True)},
        **{name: pa.array(["x"] * len(names)) for name in ("source", "file")},
        "row": pa.array(range(len(names))),
    }
    empty = {one.name: pa.nulls(len(names), one.type) for one in POSITIONS if one.name not in columns}
    table = pa.table({**columns, **empty}).select(POSITIONS.names).cast(POSITIONS)
    return found(agreement(APART, MET, rule()), tracks=table, known=identities(o1=("military-aircraft", "north")))


def test_the_crowded_rules_say_so_and_the_others_are_answered(alerts):
    assert MANY * (MANY - 1) / 2 > MOST_MEETINGS
    crowded = [one for one in alerts if one["rule"] in ("apart", "met")]
    others = [one for one in alerts if one["rule"] == "no-entry"]

    assert [(one["rule"], one["reason"], one["certainty"], one["doubts"]) for one in crowded] == [
        ("apart", CROWDED, "possible", ["crowded"]),
        ("met", CROWDED, "possible", ["crowded"]),
    ]
    assert {(one["began_at"], one["ended_at"], one["n_fixes"]) for one in crowded} == {(at(0), at(10), 2 * MANY)}
    assert len(others) == MANY
    assert ("o1", "certain") in {(one["object"], one["certainty"]) for one in others}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_explained(alerts, language):
    [one] = [one for one in alerts if one["rule"] == "apart"]

    said = explain(agreement(APART), one, language=language)

    assert "No entry" in said.headline
    assert len(said.sentences) >= 6

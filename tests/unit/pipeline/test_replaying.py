"""History under another version of an agreement."""

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pytest

from evenhand.agreements.model import PolygonShape, Ring
from evenhand.detection.changes import rows
from evenhand.detection.plan import detect
from evenhand.foundation.instants import Interval
from evenhand.observations.schemas import EVENTS, NOTICES
from evenhand.pipeline.replaying import replay
from unit.detection.worlds import INSIDE, LATE, OUTSIDE, agreement, at, identities, positions, rule

TRACKS = positions(
    {"jet": [(0, OUTSIDE), (10, INSIDE), (20, OUTSIDE)], "far": [(0, (16.05, 31.15)), (9, (16.05, 31.16))]}
)
KNOWN = identities(jet=("military-aircraft", "north"), far=("military-aircraft", "north"))


def run(old, new, **more):
    tables = {
        "positions": TRACKS,
        "events": EVENTS.empty_table(),
        "identities": KNOWN,
        "notices": NOTICES.empty_table(),
        "as_of": LATE,
    }
    return replay(old, new, **(tables | more))


def with_zone(*vertices, **more):
    """The agreement as version 2, with another outline of its zone."""
    made = agreement(version="2", digest="e" * 64, **more)
    return replace(made, areas=(replace(made.areas[0], shape=PolygonShape(outer=Ring(vertices=vertices))),))


WIDER = with_zone((16.0, 31.0), (16.1, 31.0), (16.1, 31.2), (16.0, 31.2))
DEEPER = with_zone((15.95, 31.0), (16.1, 31.0), (16.1, 31.1), (15.95, 31.1))
ELSEWHERE = with_zone((18.0, 31.0), (18.1, 31.0), (18.1, 31.1), (18.0, 31.1))
LONGER_STAY = agreement(rule(min_dwell=timedelta(hours=1)), version="2", digest="e" * 64)
LATER = agreement(rule(in_force=Interval(begins_at=at(10))), version="2", digest="e" * 64)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(agreement(version="2", digest="e" * 64), [], id="only-the-number-of-the-version"),
        pytest.param(WIDER, [("raised", "far")], id="a-wider-area"),
        pytest.param(DEEPER, [("extended", "jet")], id="an-edge-moved-outwards"),
        pytest.param(ELSEWHERE, [("withdrawn", "jet")], id="another-place"),
        pytest.param(LONGER_STAY, [("withdrawn", "jet")], id="a-longer-stay-needed"),
        pytest.param(LATER, [("shortened", "jet")], id="in-force-later"),
    ],
)
def test_shows_what_another_version_would_have_found(new, expected):
    found = run(agreement(), new)

    assert [(one.kind, one.alert["object"]) for one in rows(found.changes)] == expected
    assert all(one.reasons == ("agreement",) for one in rows(found.changes))


def test_gives_both_answers_as_detection_does():
    found = run(agreement(), WIDER)

    for table, version in ((found.before, agreement()), (found.after, WIDER)):
        assert table.equals(
            detect(
                version, positions=TRACKS, events=EVENTS.empty_table(), identities=KNOWN,
                notices=NOTICES.empty_table(), as_of=LATE,
            )
        )  # fmt: skip


def test_counts_by_rule():
    (total,) = run(agreement(), WIDER).totals()

    assert (total.rule, total.before, total.after, total.unchanged, total.changes) == (
        "no-entry", 1, 2, 1, {"raised": 1},
    )  # fmt: skip


def test_a_rule_that_only_one_version_has_is_counted_too():
    other = agreement(rule(id="another"), version="2", digest="e" * 64)

    assert [(one.rule, one.before, one.after, one.unchanged) for one in run(agreement(), other).totals()] == [
        ("another", 0, 1, 0),
        ("no-entry", 1, 0, 0),
    ]


def test_nothing_seen_gives_nothing_to_compare():
    found = run(agreement(), WIDER, positions=TRACKS.slice(0, 0))

    assert (found.changes.num_rows, found.totals()) == (0, ())
    assert isinstance(found.changes, pa.Table)

"""What other tools are known to get wrong, each with what they would answer beside the whole way from lake to alert.

The kernels' side of it, planar and spherical edges included, stands in
tests/unit/detection/kernels/test_presence_faults.py.
"""

from itertools import pairwise

import pytest
import shapely

from evenhand.agreements.model import Area, PolygonShape, Ring
from evenhand.detection.changes import applied
from evenhand.observations.lake import Lake
from evenhand.pipeline.following import State
from unit.detection.worlds import INSIDE, LATE, OUTSIDE, ZONE, agreement, at, found, named, rule
from unit.pipeline.lakes import NOW, file

AGREED = agreement(rule())
BOX = shapely.Polygon(ZONE)
BEYOND = (16.2, 31.05)
KNOWN = {"object": "jet", "category": "military-aircraft", "party": "north"}


def by_parity(track):
    """EarthRanger: a segment that cuts the boundary an even number of times changes nothing."""
    cuts = (shapely.intersection(shapely.LineString([a, b]), BOX.exterior) for (_, a), (_, b) in pairwise(track))
    return [cut for cut in cuts if shapely.get_num_geometries(cut) % 2]


def by_arrival(arrived):
    """Traccar: a fix that is older than the last one known makes no event."""
    seen, newest = [], -1
    for minute, place in arrived:
        if minute > newest:
            seen, newest = [*seen, place], minute
    return [place for place in seen if shapely.contains_xy(BOX, *place)]


def by_place_alone(track, shape=BOX):
    """Traccar: a fix is inside or outside, whatever its error."""
    return [place for _, place in track if shapely.contains_xy(shape, *place)]


def test_a_segment_that_cuts_a_boundary_twice_is_a_breach():
    through = [(0, OUTSIDE), (30, BEYOND)]

    assert by_parity(through) == []
    assert by_parity([(0, OUTSIDE), (30, INSIDE)]) != []
    assert [one["presence"] for one in found(AGREED, tracks={"jet": through})] == ["crossed"]


def loaded(lake, *tables):
    for source in tables:
        lake.ingest(source, now=NOW)


def fixes(*track):
    rows = [{"object": "jet", "seen_at": at(minute), "lon": lon, "lat": lat} for minute, (lon, lat) in track]
    return file("positions", *rows)


def test_a_fix_that_comes_late_raises_what_it_would_have_raised_in_time(tmp_path):
    lake = Lake(tmp_path / "lake")
    state = State(tmp_path / "state", lake, AGREED)
    loaded(lake, file("identities", KNOWN), fixes((0, OUTSIDE), (40, OUTSIDE)))
    state.update(LATE)
    loaded(lake, fixes((20, INSIDE)))

    [change] = state.update(LATE).rows()

    assert by_arrival([(0, OUTSIDE), (40, OUTSIDE), (20, INSIDE)]) == []
    assert (change.kind, [*change.reasons]) == ("raised", ["late-fixes"])


@pytest.mark.parametrize(
    ("place", "theirs", "ours"),
    [
        pytest.param((16.001, 31.05), 1, [("observed", "possible")], id="inside-by-less-than-its-error"),
        pytest.param((15.999, 31.05), 0, [("perhaps", "possible")], id="outside-by-less-than-its-error"),
        pytest.param((15.9, 31.05), 0, [], id="outside-by-more"),
        pytest.param(INSIDE, 1, [("observed", "certain")], id="inside-by-more"),
    ],
)
def test_the_error_of_a_fix_counts_on_both_sides_of_a_boundary(place, theirs, ours):
    alerts = found(AGREED, tracks={"jet": [(0, place)]}, accuracy_m=500.0)

    assert len(by_place_alone([(0, place)])) == theirs
    assert [(one["presence"], one["certainty"]) for one in alerts] == ours


def test_a_stay_in_a_hole_is_no_breach():
    hole = Ring(vertices=((16.04, 31.04), (16.06, 31.04), (16.06, 31.06), (16.04, 31.06)))
    ring = named(Area, "zone", shape=PolygonShape(outer=Ring(vertices=ZONE), holes=(hole,)))
    stay = [(0, INSIDE), (9, INSIDE)]

    assert len(by_place_alone(stay)) == 2
    assert found(agreement(rule(), areas=(ring,)), tracks={"jet": stay}) == []


class Hooks:
    """Tile38: what nobody takes is tried a few times, then dropped, and nobody is told."""

    def __init__(self, kept):
        self._kept, self.waiting = kept, []

    def send(self, message):
        self.waiting = [*self.waiting, message][-self._kept :]


def test_a_listener_that_was_away_is_told_everything_and_what_it_is_told_adds_up(tmp_path):
    lake, hooks = Lake(tmp_path / "lake"), Hooks(kept=2)
    state = State(tmp_path / "state", lake, AGREED)
    loaded(lake, file("identities", KNOWN))
    before = state.update(LATE).alerts
    for minute in range(0, 500, 100):
        loaded(lake, fixes((minute, INSIDE)))
        hooks.send(state.update(LATE).changes)
    alerts = state.alerts

    told = [changes for _, _, changes in State(tmp_path / "state", lake, AGREED).log(since=1)]

    assert (len(hooks.waiting), len(told)) == (2, 5)
    dropped = answered = before
    for changes in hooks.waiting:
        dropped = applied(dropped, changes)
    for changes in told:
        answered = applied(answered, changes)
    assert answered.equals(alerts)
    assert not dropped.equals(alerts)

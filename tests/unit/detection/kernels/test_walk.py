"""The walk: what it remembers from one piece of the input to the next, and where it stops."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.crossings import room
from evenhand.detection.kernels.fixes import arrange, frozen, runs_of
from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.walk import (
    DONE,
    FIX,
    LATE,
    N_OUT,
    NO_PLACE,
    RUN,
    longer,
    new_tracked,
    new_work,
    walk,
    with_room,
)
from unit.detection.kernels.oracles import MINUTE_US, positions

COMB = shapely.MultiPolygon([shapely.box(16 + 0.02 * k, 31, 16.01 + 0.02 * k, 31.1) for k in range(20)])
INDEX = build_index([COMB, COMB.buffer(0.004)], [30 * MINUTE_US] * 2, longest_side=64)


def walked(fixes, cuts, n_objects):
    """The intervals of fixes that come in pieces."""
    work = new_work(n_objects, 2)._replace(found=room(2))
    for begin, end in zip([0, *cuts], [*cuts, len(fixes.t_us)], strict=True):
        runs = runs_of(fixes.object, begin, end)
        work.counts[RUN], work.counts[FIX] = 0, begin
        while (status := walk(fixes, runs, INDEX, work, False)) != DONE:
            work = with_room(work, status)
    ending = runs_of(fixes.object, 0, len(fixes.t_us))
    last = ending._replace(start=frozen(np.full(len(ending.start), len(fixes.t_us))))
    work.counts[RUN], work.counts[FIX] = 0, len(fixes.t_us)
    assert walk(fixes, last, INDEX, work, True) == DONE
    return np.sort(work.out[: work.counts[N_OUT]], order=["object", "slot", "began_us"])


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(15.9, 16.5), st.floats(30.95, 31.15)), min_size=2, max_size=30), st.data())
def test_a_walk_in_pieces_finds_what_a_walk_at_once_finds(places, data):
    tracks = {name: [(k, *place) for k, place in enumerate(places[at::2])] for at, name in enumerate("ab")}
    fixes = arrange(positions(tracks)).fixes
    cuts = sorted(data.draw(st.sets(st.integers(1, len(places) - 1), max_size=4)))

    once, pieces = walked(fixes, [], 2), walked(fixes, cuts, 2)

    for name in ("object", "slot", "began_us", "ended_us", "entry", "exit", "n_fixes", "certain", "first"):
        assert once[name].tolist() == pieces[name].tolist()
    assert once["depth_m"] == pytest.approx(pieces["depth_m"], abs=0.01)


@pytest.mark.parametrize(
    ("fix", "status"),
    [
        pytest.param((1, 16.0, 31.05), LATE, id="earlier"),
        pytest.param((2, 15.9, 31.05), LATE, id="at-once-but-further-west"),
        pytest.param((3, np.nan, 31.05), NO_PLACE, id="nowhere"),
        pytest.param((3, 16.0, 91.0), NO_PLACE, id="beyond-the-pole"),
        pytest.param((2, 16.0, 31.05), DONE, id="a-repeat"),
    ],
)
def test_the_walk_stops_at_a_fix_that_cannot_come_next(fix, status):
    good = arrange(positions({"a": [(0, 16.0, 31.05), (2, 16.0, 31.05), (3, 16.0, 31.05)]})).fixes
    minute, lon, lat = fix
    t_us, lons, lats = good.t_us.copy(), good.lon.copy(), good.lat.copy()
    t_us[2], lons[2], lats[2] = minute * MINUTE_US, lon, lat
    fixes = good._replace(t_us=frozen(t_us), lon=frozen(lons), lat=frozen(lats))
    work = new_work(1, 2)

    assert walk(fixes, runs_of(fixes.object, 0, 3), INDEX, work, False) == status
    assert work.counts[FIX] == (3 if status == DONE else 2)


def test_more_room_keeps_what_was_there():
    array = np.arange(3)

    assert longer(array).tolist() == [0, 1, 2, 0, 0, 0]
    assert new_tracked(2)["open"].tolist() == [-1, -1]

"""Parts of the input that were walked on their own, put together where they meet."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
import shapely

from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.grid import build_index
from evenhand.detection.kernels.grouping import taken
from evenhand.detection.kernels.parts import Names, Part
from evenhand.detection.kernels.presence import find_presence
from unit.detection.kernels.oracles import MINUTE_US, positions

BOX = shapely.MultiPolygon([shapely.box(16.0, 31.0, 16.1, 31.1)])
INDEX = build_index([BOX], [30 * MINUTE_US], longest_side=64)
TRACK = [(0, 15.95, 31.05), (10, 16.05, 31.05), (20, 16.06, 31.06), (30, 16.02, 31.01), (40, 16.15, 31.05)]


def walked(tracks, begin, end, *, first):
    """A part over the fixes of some minutes."""
    table = positions(tracks)
    minutes = table["seen_at"].cast(pa.int64()).to_numpy() // MINUTE_US
    table = table.filter(pa.array((minutes >= begin) & (minutes < end)))
    part = Part(INDEX, first=first)
    if table.num_rows:
        fixes = arrange(table).fixes
        order = np.argsort(fixes.t_us, kind="stable")
        names = part.names.places(table["object"].combine_chunks())
        part.add(taken(fixes._replace(object=names), order))
    return part


def told(records, names):
    return {(names[one["object"]], one["began_us"], one["ended_us"], one["n_fixes"]) for one in records}


@pytest.mark.parametrize("cuts", [(0, 5, 99), (0, 10, 99), (0, 15, 99), (0, 10, 25, 99), (0, 1, 2, 31, 35, 99)])
def test_parts_that_meet_anywhere_give_what_one_walk_gives(cuts):
    tracks = {"boat": TRACK, "late": [(k + 7, x, y) for k, x, y in TRACK], "once": [(33, 16.05, 31.05)]}
    parts = [walked(tracks, a, b, first=k == 0) for k, (a, b) in enumerate(pairwise(cuts))]

    whole = parts[0]
    for part in parts[1:]:
        whole.follow(part)
    whole.finish()

    names, stays = whole.names.told(), np.concatenate(whole.stays())
    found = find_presence(positions(tracks), [BOX], [30 * MINUTE_US])
    expected = {
        (found.objects[one["object"]], *(one[name] for name in ("began_us", "ended_us", "n_fixes")))
        for one in found.intervals
    }
    assert {
        (names[one["object"]], *(one[name] for name in ("began_us", "ended_us", "n_fixes"))) for one in stays
    } == expected
    assert sorted(stays["depth_m"]) == pytest.approx(sorted(found.intervals["depth_m"]), abs=0.01)


def test_names_keep_their_numbers_whatever_comes():
    names, other = Names(), Names()

    assert names.places(pa.array(["b", "a", "b"]).dictionary_encode()).tolist() == [0, 1, 0]
    assert names.places(pa.array(["c", "a"]).dictionary_encode()).tolist() == [2, 1]
    other.places(pa.array(["d", "b"]).dictionary_encode())
    assert names.adopt(other).tolist() == [3, 0]
    assert (names.told(), len(names)) == (["b", "a", "c", "d"], 4)


def test_whole_numbers_are_names_too():
    names, other = Names(), Names()

    assert names.places(pa.array([7, 7, -3])).tolist() == [0, 0, 1]
    other.places(pa.array([9, 7]))
    assert names.adopt(other).tolist() == [2, 0]
    assert names.told() == [7, -3, 9]

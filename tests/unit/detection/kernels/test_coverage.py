"""Coverage against counting one by one, in plain Python."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.coverage import (
    COVERAGE,
    EARTH_M,
    SIGHT_M,
    box_of,
    cells_in_box,
    cells_within,
    coverage_of,
    grid_of,
    merged,
    middles_of,
)
from evenhand.foundation.geodesy import distance_m
from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import EVENTS, POSITIONS

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def positions(rows):
    """Rows of (object, minutes after noon, lon, lat, source, integrity)."""
    given_rows = [
        {
            "object": name, "seen_at": NOON + timedelta(minutes=minutes), "lon": lon, "lat": lat, "source": source,
            "integrity": integrity, "file": "f", "row": number,
        }
        for number, (name, minutes, lon, lat, source, integrity) in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(given_rows, schema=POSITIONS)


def events(rows):
    """Rows of (id, kind, minutes after noon, lon, lat)."""
    given_rows = [
        {
            "event": name, "kind": kind, "began_at": NOON + timedelta(minutes=minutes),
            "ended_at": NOON + timedelta(minutes=minutes), "lon": lon, "lat": lat, "source": "viirs", "file": "f",
            "row": number,
        }
        for number, (name, kind, minutes, lon, lat) in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(given_rows, schema=EVENTS)


def in_sight(lon, lat, box, sight_m):
    """Whether the point of a box that is nearest in degrees lies within sight; the box alone where sight is none."""
    west, south, east, north = box
    near_lon = min((lon + turn for turn in (-360.0, 0.0, 360.0)), key=lambda at: abs(min(max(at, west), east) - at))
    near_lon, near_lat = min(max(near_lon, west), east), min(max(lat, south), north)
    half = sin(radians(near_lat - lat) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(near_lat)) * sin(radians(near_lon - lon) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half))) <= sight_m


def every_cell(grid):
    return [row * 100_000 + column for row, count in enumerate(grid.columns.tolist()) for column in range(count)]


def counted_one_by_one(rows, cell_deg):
    """What `coverage_of` must give for positions: every fix held against every cell of the globe."""
    grid = grid_of(cell_deg)
    boxes = {cell: box_of(cell, grid) for cell in every_cell(grid)}
    sensors = {"icao24": "aircraft", "mmsi": "ships", "device": "patrol"}
    found = defaultdict(lambda: [0, set(), 0, NOON - timedelta(days=999)])
    for name, minutes, lon, lat, source, integrity in rows:
        sensor = sensors.get(name.split(":")[0], "track")
        sight_m = SIGHT_M.get(sensor, 0.0)
        when = NOON + timedelta(minutes=minutes)
        for cell, (west, south, east, north) in boxes.items():
            inside = west <= lon < east and (south <= lat < north or lat == north == 90.0)
            if inside if sight_m == 0.0 else in_sight(lon, lat, (west, south, east, north), sight_m):
                entry = found[cell, when.replace(minute=0, second=0, microsecond=0), sensor, source]
                entry[0] += 1
                entry[1].add(name)
                entry[2] += integrity in {"degraded", "jammed", "implausible"}
                entry[3] = max(entry[3], when)
    return {key: (n, len(names), bad, last) for key, (n, names, bad, last) in sorted(found.items())}


def as_rows(coverage):
    return {
        (row["cell"], row["bin_at"], row["sensor"], row["source"]): (
            row["fixes"], row["objects"], row["degraded"], row["last_at"]
        )
        for row in coverage.table.to_pylist()
    }  # fmt: skip


FIXES = st.lists(
    st.tuples(
        st.sampled_from(["icao24:a", "icao24:b", "mmsi:1", "device:team", "column:x"]),
        st.integers(-200, 200),
        # Not on the very edge of a cell, where rounding decides.
        st.integers(-18_000, 17_999).map(lambda hundredths: hundredths / 100 + 0.00317),
        st.integers(-9_000, 8_999).map(lambda hundredths: hundredths / 100 + 0.00317) | st.sampled_from([90.0, -90.0]),
        st.sampled_from(["east", "west"]),
        st.sampled_from([None, "trusted", "degraded", "jammed", "implausible"]),
    ),
    max_size=25,
)


class TestCoverageOf:
    @settings(max_examples=40, deadline=None)
    @given(FIXES)
    def test_equals_counting_one_by_one(self, rows):
        assert as_rows(coverage_of(positions(rows), EVENTS.empty_table(), cell_deg=9.0)) == counted_one_by_one(
            rows, 9.0
        )

    @settings(max_examples=40, deadline=None)
    @given(FIXES, st.randoms(use_true_random=False))
    def test_is_the_sum_of_its_parts_in_any_order_of_rows(self, rows, chance):
        shuffled = rows[:]
        chance.shuffle(shuffled)
        parts = [[row for row in shuffled if hash_of(row[0]) == part] for part in range(3)]

        whole = coverage_of(positions(rows), EVENTS.empty_table(), cell_deg=1.0)
        summed = merged([coverage_of(positions(part), EVENTS.empty_table(), cell_deg=1.0) for part in parts])

        assert summed.table.equals(whole.table.cast(summed.table.schema))

    def test_counts_an_object_once_however_often_it_was_heard(self):
        rows = [("icao24:a", minute, 15.1, 31.1, "east", None) for minute in range(30)]

        [row] = coverage_of(positions(rows), EVENTS.empty_table()).table.to_pylist()

        assert (row["fixes"], row["objects"], row["last_at"]) == (30, 1, NOON + timedelta(minutes=29))

    def test_counts_a_pass_of_a_satellite_once_however_many_fires_it_saw(self):
        fires = [("a", "fire", 20, 15.1, 31.1), ("b", "fire", 20, 15.2, 31.1), ("c", "fire", 40, 15.1, 31.1)]

        told = coverage_of(POSITIONS.empty_table(), events(fires)).table
        grid = grid_of(0.25)
        [own] = cells_within(np.array([15.1]), np.array([31.1]), 0.0, grid)
        here = {row["cell"]: row for row in told.to_pylist()}[int(own)]

        assert (here["objects"], here["fixes"], here["sensor"]) == (2, 3, "satellite")
        assert told.num_rows > 300  # what a pass saw, it saw far around

    def test_takes_anything_else_for_a_report_at_its_place(self):
        [row] = coverage_of(POSITIONS.empty_table(), events([("a", "explosion", 0, 15.1, 31.1)])).table.to_pylist()

        assert (row["sensor"], row["objects"]) == ("report", 1)

    def test_a_patrol_vouches_for_what_it_has_in_sight(self):
        seen = coverage_of(positions([("device:team", 0, 15.001, 31.125, "gpx", None)]), EVENTS.empty_table()).table

        west = {round(box_of(cell, grid_of(0.25))[0], 2) for cell in seen["cell"].to_pylist()}
        assert seen.num_rows == 2
        assert len(west) == 2

    @pytest.mark.parametrize(
        ("cell_deg", "length"), [(0.0, HOUR), (11.0, HOUR), (0.25, timedelta(hours=7)), (0.25, timedelta(0))]
    )
    def test_refuses_a_grid_of_no_use(self, cell_deg, length):
        with pytest.raises(Problem) as refused:
            coverage_of(POSITIONS.empty_table(), EVENTS.empty_table(), cell_deg=cell_deg, bin=length)

        assert refused.value.code == "detection.bad-grid"

    def test_adds_only_what_was_counted_on_one_grid(self):
        parts = [coverage_of(POSITIONS.empty_table(), EVENTS.empty_table(), cell_deg=deg) for deg in (0.25, 0.5)]

        with pytest.raises(Problem) as refused:
            merged(parts)

        assert refused.value.code == "detection.grids-differ"

    def test_nothing_gives_nothing(self):
        assert coverage_of(POSITIONS.empty_table(), EVENTS.empty_table()).table.schema == COVERAGE


def hash_of(name):
    return sum(map(ord, name)) % 3


class TestGrid:
    @given(st.sampled_from([0.1, 0.25, 1.0, 7.0]))
    def test_its_cells_are_about_as_wide_as_high_below_the_poles(self, cell_deg):
        grid = grid_of(cell_deg)
        rows = np.arange(len(grid.columns))
        lat = -90.0 + cell_deg * (rows + 0.5)
        usual = np.abs(lat) < 80.0
        width = 360.0 / grid.columns * np.cos(np.radians(lat))

        assert np.abs(width[usual] / cell_deg - 1.0).max() < 0.15

    @given(st.floats(-180.0, 179.9), st.floats(-89.0, 89.0), st.sampled_from([2_000.0, 300_000.0]))
    @settings(max_examples=30, deadline=None)
    def test_sight_is_within_one_percent_of_the_ellipsoid(self, lon, lat, sight_m):
        grid = grid_of(5.0)
        seen = set(cells_within(np.array([lon]), np.array([lat]), sight_m, grid).tolist())
        far_lon, far_lat = middles_of(np.array(every_cell(grid)), grid)

        for cell, x, y in zip(every_cell(grid), far_lon.tolist(), far_lat.tolist(), strict=True):
            if distance_m(lon, lat, x, y) <= sight_m * 0.99:
                assert cell in seen

    def test_a_box_holds_the_cells_that_touch_it(self):
        grid = grid_of(1.0)
        cells = cells_in_box(15.2, 30.2, 16.4, 31.4, grid).tolist()
        boxes = [box_of(cell, grid) for cell in cells]

        assert min(box[0] for box in boxes) <= 15.2
        assert max(box[3] for box in boxes) == 32.0
        assert max(box[2] for box in boxes) >= 16.4
        assert len(cells) == 4

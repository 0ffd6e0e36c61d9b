"""Landings, stops and silences on real tracks: aircraft at an airport with runways of another source, ships at Suez."""

import csv
import gzip
import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from evenhand.detection.kernels.fixes import arrange
from evenhand.detection.kernels.silences import find_silences
from evenhand.detection.kernels.stops import Limits, find_landings, find_stops, settled_states
from unit.detection.kernels.oracles import MINUTE_US, WGS84

DATA = Path(__file__).parents[5] / "shared" / "data"
SECOND_US = 1_000_000
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here"),
]


def arranged(rows):
    """Fixes from rows of object, microseconds, longitude, latitude; and the rows in their order."""
    objects, times, lons, lats = zip(*rows, strict=True)
    table = pa.table(
        {
            "object": pa.array(objects).dictionary_encode(),
            "seen_at": pa.array(times, pa.timestamp("us", tz="UTC")),
            "lon": pa.array(lons, pa.float64()),
            "lat": pa.array(lats, pa.float64()),
        }
    )
    found = arrange(table)
    return found, np.arange(len(rows)) if found.rows is None else found.rows


@pytest.fixture(scope="module")
def aircraft():
    path = DATA / "aircraft" / "traffic_samples" / "onground" / "zurich_airport.json.gz"
    rows = json.loads(gzip.decompress(path.read_bytes()))
    found, order = arranged([(r["icao24"], r["timestamp"] * 1000, r["longitude"], r["latitude"]) for r in rows])
    return found, np.array([int(r["onground"]) for r in rows], np.int8)[order]


@pytest.fixture(scope="module")
def ships():
    path = DATA / "vessels" / "boat_positions" / "boat-positions.csv"
    with path.open(encoding="utf-8-sig") as file:
        rows = [
            (one["ID"], seen_us(one["ais_pos_timestamp"]), float(one["longitude"]), float(one["latitude"]))
            for one in csv.DictReader(file)
        ]
    return arranged(rows)[0]


def seen_us(text):
    return round(datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC).timestamp()) * SECOND_US


def runways(airport):
    """Points each ten metres along the middle of each runway that is no helipad."""
    with (DATA / "geo" / "ourairports" / "runways.csv").open(encoding="utf-8") as file:
        rows = [one for one in csv.DictReader(file) if one["airport_ident"] == airport and len(one["le_ident"]) == 2]
    points = []
    for one in rows:
        ends = [float(one[f"{end}_{axis}_deg"]) for end in ("le", "he") for axis in ("longitude", "latitude")]
        n = round(WGS84.inv(*ends)[2] / 10)
        points += [(ends[0], ends[1]), *WGS84.npts(*ends, n - 1), (ends[2], ends[3])]
    return np.array(points)


def test_aircraft_land_and_take_off_on_the_runways_of_another_source(aircraft):
    found, said = aircraft
    states = settled_states(found.fixes, said, window_us=120 * SECOND_US, blink_us=30 * SECOND_US)

    landings = find_landings(found.fixes, states, gap_us=30 * MINUTE_US)

    assert sorted(landings["lands"].tolist()) == [0] * 5 + [1] * 4
    assert len(find_landings(found.fixes, said, gap_us=30 * MINUTE_US)) > 60  # what single false flags would make
    points = runways("LSZH")
    for landing in landings:
        lon, lat = found.fixes.lon[landing["after"]], found.fixes.lat[landing["after"]]
        away = WGS84.inv(np.full(len(points), lon), np.full(len(points), lat), points[:, 0], points[:, 1])[2]
        assert away.min() < 30.0


def test_ships_that_wait_are_the_same_as_by_trying_every_window(ships):
    radius_m, dwell_us, gap_us = 500.0, 120 * MINUTE_US, 360 * MINUTE_US
    none = np.empty(0, np.uint8)
    edges = np.flatnonzero(np.diff(ships.fixes.object, prepend=-1, append=-1))
    ranges = np.stack([edges[:-1], edges[1:] - 1], axis=1)[:120]

    found = find_stops(ships.fixes, ranges, limits=Limits(radius_m, dwell_us, gap_us), states=none, barred=none)

    assert len(found) > 20
    told = {number: [] for number in range(len(ranges))}
    for stop in found:
        told[int(stop["range"])].append((int(stop["first"]), int(stop["last"])))
    for number, (first, last) in enumerate(ranges.tolist()):
        assert told[number] == every_window(ships.fixes, first, last, (radius_m, dwell_us, gap_us))


def every_window(fixes, first, last, limits):
    """Stops of fixes `first` to `last`, measured with geodesics from every fix to every other."""
    radius_m, dwell_us, gap_us = limits
    windows = []
    for k in range(first, last + 1):
        n = last - first + 1
        middle = (np.full(n, fixes.lon[k]), np.full(n, fixes.lat[k]))
        near = WGS84.inv(*middle, fixes.lon[first : last + 1], fixes.lat[first : last + 1])[2] <= radius_m
        low = high = k
        while low > first and near[low - 1 - first] and fixes.t_us[low] - fixes.t_us[low - 1] <= gap_us:
            low -= 1
        while high < last and near[high + 1 - first] and fixes.t_us[high + 1] - fixes.t_us[high] <= gap_us:
            high += 1
        if fixes.t_us[high] - fixes.t_us[low] >= dwell_us:
            windows.append((low, high))
    merged = []
    for low, high in sorted(set(windows)):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def test_silences_of_ships_are_the_gaps_between_their_reports(ships):
    limit_us, until_us = 360 * MINUTE_US, int(np.asarray(ships.fixes.t_us).max())

    found = find_silences(ships.fixes, max_silence_us=limit_us, until_us=until_us)

    expected = 0
    edges = np.flatnonzero(np.diff(ships.fixes.object, prepend=-1, append=-1))
    for first, end in pairwise(edges.tolist()):
        times = [*ships.fixes.t_us[first:end].tolist(), until_us]
        expected += sum(later - earlier > limit_us for earlier, later in pairwise(times))
    assert len(found) == expected > 100

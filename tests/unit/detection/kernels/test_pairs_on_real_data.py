"""Two objects at once on real tracks, aircraft and ships, against asking every pair where it was each few seconds."""

import csv
import gzip
import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from evenhand.detection.kernels.legs import lay_path, slow_windows
from evenhand.detection.kernels.pairs import EVERYTHING
from unit.detection.kernels.oracles import MINUTE_US, WGS84
from unit.detection.kernels.pair_oracles import arranged, meetings
from unit.detection.kernels.test_single_objects_on_real_data import seen_us

DATA = Path(__file__).parents[5] / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here"),
]
GAP_MIN = 30
UNSURE_M = 0.5
"""So near the distance, an instant belongs to neither side: it may lie on either side of a microsecond."""


def thinned(tracks, each_min, most):
    """The tracks with the most fixes, one fix in so many minutes."""
    kept = {}
    for name in sorted(tracks, key=lambda one: (-len(tracks[one]), one))[:most]:
        fixes = sorted(set(tracks[name]))
        kept[name] = [fix for k, fix in enumerate(fixes) if k == 0 or fix[0] // each_min != fixes[k - 1][0] // each_min]
    return kept


@pytest.fixture(scope="module")
def aircraft():
    """Real flights at one airport, which took place one after the other; here all of them begin at once."""
    rows = json.loads(
        gzip.decompress((DATA / "aircraft" / "traffic_samples" / "onground" / "zurich_airport.json.gz").read_bytes())
    )
    first, tracks = {}, {}
    for row in sorted(rows, key=lambda row: row["timestamp"]):
        minute = (row["timestamp"] - first.setdefault(row["icao24"], row["timestamp"])) / 60_000
        if minute < 30:
            tracks.setdefault(row["icao24"], []).append((minute, row["longitude"], row["latitude"]))
    return thinned({name: fixes for name, fixes in tracks.items() if len(fixes) > 1}, 0.25, 14)


@pytest.fixture(scope="module")
def ships():
    tracks = {}
    with (DATA / "vessels" / "boat_positions" / "boat-positions.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            fix = (seen_us(row["ais_pos_timestamp"]) / MINUTE_US, float(row["longitude"]), float(row["latitude"]))
            tracks.setdefault(row["ID"], []).append(fix)
    first = min(fix[0] for fixes in tracks.values() for fix in fixes)
    day = {name: [(t - first, *at) for t, *at in fixes if t - first < 1440] for name, fixes in tracks.items()}
    return thinned({name: fixes for name, fixes in day.items() if len(fixes) > 1}, 1.0, 40)


def places(fixes, minutes):
    """Where an object is at some instants, by pyproj; NaN where nothing is assumed. Instants of fixes are left out."""
    times, lons, lats = (np.array(column) for column in zip(*fixes, strict=True))
    after = np.clip(np.searchsorted(times, minutes), 1, max(1, len(times) - 1))
    if len(times) < 2:
        return np.full((2, len(minutes)), np.nan)
    t1, t2 = times[after - 1], times[after]
    azimuth, _, length = WGS84.inv(lons[after - 1], lats[after - 1], lons[after], lats[after])
    part = (minutes - t1) / np.maximum(t2 - t1, 1e-12)
    lon, lat, _ = WGS84.fwd(lons[after - 1], lats[after - 1], azimuth, length * part)
    known = (minutes > times[0]) & (minutes < times[-1]) & (t2 - t1 <= GAP_MIN) & (np.abs(part - 0.5) < 0.499)
    return np.where(known, np.array([lon, lat]), np.nan)


def slow(tracks, max_speed_kn):
    """When each is slow, in the order of the names: for the kernel, and as spans of minutes."""
    path = lay_path(arranged(tracks), len(tracks))
    windows = slow_windows(path, GAP_MIN * MINUTE_US, max_speed_kn)
    spans = [
        [(windows.begin_us[k] / MINUTE_US, windows.end_us[k] / MINUTE_US) for k in range(*windows.start[n : n + 2])]
        for n in range(len(tracks))
    ]
    return windows, spans


def within(spans, minutes):
    return np.any([(minutes > low) & (minutes < high) for low, high in spans] or [np.zeros(len(minutes), bool)], axis=0)


def disagreements(tracks, distance_m, each_min, *, windows=EVERYTHING, spans=None):
    """How many instants of how many brute force finds near, and those about which the kernel says otherwise."""
    names = sorted(tracks)
    found = {}
    for one in meetings(tracks, distance_m, gap_min=GAP_MIN, windows=windows):
        found.setdefault((one["a"], one["b"]), []).append((one["began_us"] / MINUTE_US, one["ended_us"] / MINUTE_US))
    near, wrong = 0, []
    ends = [fix[0] for fixes in tracks.values() for fix in (fixes[0], fixes[-1])]
    minutes = np.arange(min(ends), max(ends), each_min) + 0.0137
    known = [places(tracks[name], minutes) for name in names]
    counts = [np.ones(len(minutes), bool) if spans is None else within(spans[n], minutes) for n in range(len(names))]
    for a, b in combinations(range(len(names)), 2):
        at = np.flatnonzero(~np.isnan(known[a][0]) & ~np.isnan(known[b][0]))
        _, _, apart_m = WGS84.inv(*known[a][:, at], *known[b][:, at])
        asked = np.abs(apart_m - distance_m) > UNSURE_M
        truly = (apart_m < distance_m) & counts[a][at] & counts[b][at]
        mine = within(found.get((a, b), []), minutes[at])
        near += int(truly.sum())
        wrong += [(names[a], names[b], minutes[at][k]) for k in np.flatnonzero(asked & (truly != mine))]
    return near, wrong


def test_aircraft_that_fly_at_once_are_near_each_other_when_brute_force_says_so(aircraft):
    near, wrong = disagreements(aircraft, 400.0, 0.05)

    assert wrong == []
    assert near > 1000


def test_ships_are_near_each_other_when_brute_force_says_so(ships):
    near, wrong = disagreements(ships, 2000.0, 0.5)

    assert wrong == []
    assert near > 1000


def test_slow_ships_meet_when_brute_force_says_so(ships):
    windows, spans = slow(ships, 2.0)
    near, wrong = disagreements(ships, 2000.0, 0.5, windows=windows, spans=spans)
    everything, _ = disagreements(ships, 2000.0, 0.5)

    assert wrong == []
    assert 100 < near < everything

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.incidents.expert import expert
from evenhand.incidents.kernels.bins import KM_PER_DEGREE, LEAST_REACH_KM, REACH, WINDOW_H, binned, layout
from evenhand.incidents.kernels.sweep import Kept, Sweep, chains, count_near, grids, score_near
from evenhand.incidents.statements import arrays_of, in_order
from unit.incidents.worlds import statements, world


def brute_pairs(of) -> set[tuple[int, int]]:
    """All pairs within reach, one by one."""
    found = set()
    for late in range(of.at_h.size):
        for early in range(late):
            dlon = (of.lon[late] - of.lon[early] + 180.0) % 360.0 - 180.0
            cos = 0.5 * (np.cos(np.radians(of.lat[late])) + np.cos(np.radians(of.lat[early])))
            far = np.hypot(dlon * KM_PER_DEGREE * cos, (of.lat[late] - of.lat[early]) * KM_PER_DEGREE)
            reach = max(REACH * np.hypot(of.radius_km[late], of.radius_km[early]), LEAST_REACH_KM)
            if far <= reach and abs(of.at_h[late] - of.at_h[early]) <= WINDOW_H + of.half_h[late] + of.half_h[early]:
                found.add((late, early))
    return found


def swept(table, *, room: int = 100_000) -> tuple[set[tuple[int, int]], np.ndarray, object]:
    of, _ = arrays_of(in_order(table)[0], expert(table))
    where = layout(0)
    longest = float(of.half_h.max(initial=0.0))

    def go():
        return Sweep(of, binned(of), grids(), chains(of, 1 << 12), np.empty(2_000, np.int32), longest)

    crowd = np.zeros(of.at_h.size, np.int32)
    count_near(go(), (0, 0, of.at_h.size), crowd)
    kept = Kept(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float32), np.zeros(1, np.int64))
    score_near(go(), (0, 0, of.at_h.size), where, np.zeros(where.size + 3, np.float32), -1.0, kept)
    pairs = list(zip(kept.late[: kept.filled[0]].tolist(), kept.early[: kept.filled[0]].tolist(), strict=True))
    assert len(set(pairs)) == len(pairs), "each pair comes once"
    return set(pairs), crowd, of


@pytest.mark.parametrize("seed", range(3))
def test_finds_all_pairs_within_reach_and_no_others(seed):
    pairs, crowd, of = swept(world(60, seed=seed)[0])

    assert pairs == brute_pairs(of)
    assert crowd.tolist() == [sum(one in pair for pair in pairs) for one in range(of.at_h.size)]


places = st.tuples(
    st.sampled_from([-179.99, -179.0, 0.0, 16.0, 16.05, 17.0, 179.0, 179.99]) | st.floats(-180, 180),
    st.sampled_from([-89.5, -60.0, 0.0, 31.0, 31.02, 31.4, 85.0, 89.5]) | st.floats(-89.9, 89.9),
    st.sampled_from([10.0, 500.0, 2_000.0, 30_000.0, 200_000.0]),
    st.floats(0.0, 200.0),
    st.sampled_from([0.01, 1.0, 12.0, 400.0]),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(places, min_size=2, max_size=12))
def test_wherever_on_earth_and_however_coarse(rows):
    table = statements(
        *(
            {"lon": lon, "lat": lat, "radius_m": radius, "hours": hours, "half_h": half}
            for lon, lat, radius, hours, half in rows
        )
    )
    pairs, _crowd, of = swept(table)

    assert pairs == brute_pairs(of)


def test_an_empty_table_has_no_pairs():
    assert swept(statements())[0] == set()

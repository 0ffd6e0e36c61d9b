"""Hot spots that come again, against counting by hand."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.baselines import DAY_US, LEAST_DAYS, LEAST_SPAN_DAYS, recurring
from evenhand.foundation.geodesy import distance_m
from evenhand.sources.opening import open_source

SHARED = Path(__file__).parents[5] / "shared" / "data"


def marked(events, **more):
    """Of (day, lon, lat)."""
    columns = [np.array(column, float) for column in zip(*events, strict=True)]
    return recurring(columns[1], columns[2], (columns[0] * DAY_US).astype(np.int64), **more).tolist()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        pytest.param([0, 3, 7, 11, LEAST_SPAN_DAYS], True, id="five-days-over-two-weeks"),
        pytest.param([0, 3, 7, LEAST_SPAN_DAYS], False, id="four-days"),
        pytest.param([0, 1, 2, 3, 4], False, id="five-days-on-end-may-be-fighting"),
        pytest.param([0, 0.1, 0.2, 0.3, 14], False, id="several-looks-a-day-are-one-day"),
    ],
)
def test_heat_at_one_place(days, told):
    assert marked([(day, 19.77, 28.91) for day in days]) == [told] * len(days)
    assert len({int(day) for day in days}) >= LEAST_DAYS or not told


EVENT = st.tuples(st.integers(0, 20), st.integers(0, 3), st.integers(0, 3))


@settings(deadline=None, max_examples=100)
@given(st.lists(EVENT, min_size=1, max_size=25), st.randoms(use_true_random=False))
def test_counts_the_days_with_heat_nearby(rows, random):
    events = [(day, 19.77 + 0.006 * x, 28.91 + 0.0047 * y) for day, x, y in rows]
    random.shuffle(events)

    def by_hand(one):
        days = {other[0] for other in events if distance_m(*one[1:], *other[1:]) <= 1000.0}
        return len(days) >= 3 and max(days) - min(days) >= 5

    assert marked(events, least_days=3, span_days=5) == [by_hand(one) for one in events]


@pytest.mark.shared
def test_places_of_flares_burn_the_next_day_too_far_oftener_than_other_places():
    path = SHARED / "fires" / "firms_global_1day" / "world_fires_1_day.csv"
    if not path.exists():
        pytest.skip("the shared data are not here")
    events = pa.concat_tables([one.table for one in open_source(path).batches() if one.table is not None])
    lon, lat = (events[name].to_numpy() for name in ("lon", "lat"))

    t_us = events["began_at"].cast(pa.int64()).to_numpy()
    found = recurring(lon, lat, t_us, radius_m=2000.0, least_days=2, span_days=1)

    libya = (lon > 9) & (lon < 26) & (lat > 19) & (lat < 34)
    assert libya.sum() == 29
    assert found[libya].sum() == 12
    assert found[libya].mean() > 2 * found[~libya].mean()

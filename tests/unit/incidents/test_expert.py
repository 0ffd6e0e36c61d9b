import numpy as np
import pytest

from evenhand.incidents.corroborate import corroborate
from evenhand.incidents.expert import centres, dt_centres, expert, far_centres
from evenhand.incidents.kernels.bins import dt_bins, log_bins
from unit.incidents.worlds import statements


def test_each_centre_lies_in_its_bin():
    assert log_bins(centres(0.2, 40.0, 10), 0.2, 40.0, 10).tolist() == list(range(10))
    assert dt_bins(dt_centres()).tolist() == list(range(48))
    assert (np.diff(far_centres()) > 0).all()


@pytest.mark.parametrize(
    ("other", "together"),
    [
        pytest.param({}, True, id="the-same-from-another-source"),
        pytest.param({"lon": 16.003, "hours": 0.5}, True, id="within-what-both-leave-open"),
        pytest.param({"lon": 16.05}, False, id="ten-times-the-accuracy-away"),
        pytest.param({"hours": 60.0}, False, id="days-later"),
        pytest.param({"hours": 80.0}, False, id="out-of-the-window"),
        pytest.param({"source": "source-0", "hours": 3.0, "type": "KIN/ART/155"}, False, id="one-source-twice"),
    ],
)
def test_two_statements_in_a_place_where_much_is_told(other, together):
    rng = np.random.default_rng(4)
    crowd = ({"lon": 16 + x, "lat": 31 + y, "hours": h} for x, y, h in rng.uniform(-1, 1, (40, 3)) * (0.015, 0.015, 60))
    table = statements({}, other, *({**one, "type": "MOV/FWD/column"} for one in crowd))
    groups = corroborate(table, expert(table))["group"].to_pylist()

    assert (groups[0] == groups[1]) is together

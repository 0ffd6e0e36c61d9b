import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.observations.duplicates import fingerprints, repeated, source_kind

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ais", "ais:haifa", "adsb"]), st.sampled_from(["a", "b"]), st.integers(0, 2),
        st.sampled_from([0.0, -0.0, 1.5]), st.sampled_from([0.0, 2.5]),
    ),
    max_size=30,
)  # fmt: skip


def table(rows):
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 5
    return pa.table(
        {
            "source": pa.array(columns[0], pa.string()).dictionary_encode(),
            "object": pa.array(columns[1], pa.string()),
            "seen_at": pa.array(columns[2], pa.int64()).cast(pa.timestamp("us", "UTC")),
            "lon": pa.array(columns[3], pa.float64()),
            "lat": pa.array(columns[4], pa.float64()),
        }
    )


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_rows_are_repeated_exactly_if_a_row_before_says_the_same(rows):
    said = [(source_kind(source), *rest) for source, *rest in rows]
    expected = [row in said[:place] for place, row in enumerate(said)]

    assert repeated(table(rows), "positions").tolist() == expected


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_fingerprints_are_equal_exactly_for_rows_that_say_the_same(rows):
    said = [(source_kind(source), *rest) for source, *rest in rows]

    assert len(np.unique(fingerprints(table(rows), "positions"))) == len(set(said))

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.observations.duplicates import fingerprints, once_in_order, repeated, source_kind
from evenhand.observations.ordering import in_order

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ais", "ais:haifa", "adsb"]), st.sampled_from(["a", "b"]), st.integers(0, 2),
        st.sampled_from([0.0, -0.0, 1.5]), st.sampled_from([0.0, 2.5]),
        st.sampled_from([None, 1, 2]), st.sampled_from(["e", "f"]),
    ),
    max_size=30,
)  # fmt: skip


def table(rows):
    columns = list(zip(*rows, strict=True)) if rows else [[]] * 7
    return pa.table(
        {
            "source": pa.array(columns[0], pa.string()).dictionary_encode(),
            "object": pa.array(columns[1], pa.string()),
            "seen_at": pa.array(columns[2], pa.int64()).cast(pa.timestamp("us", "UTC")),
            "lon": pa.array(columns[3], pa.float64()),
            "lat": pa.array(columns[4], pa.float64()),
            "received_at": pa.array(columns[5], pa.int64()).cast(pa.timestamp("us", "UTC")),
            "file": pa.array(columns[6], pa.string()).dictionary_encode(),
            "row": pa.array(range(len(rows)), pa.int64()),
        }
    )


def said(row):
    return (source_kind(row[0]), *row[1:5])


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_of_rows_that_say_the_same_the_one_received_last_stays(rows):
    wanted = {}
    for place, row in enumerate(rows):
        *_, received, file = row
        wanted.setdefault(said(row), []).append((-1 if received is None else received, [-ord(file), -place], place))
    stays = {max(several)[2] for several in wanted.values()}

    assert repeated(table(rows), "positions").tolist() == [place not in stays for place in range(len(rows))]


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_rows_come_once_and_in_their_order(rows):
    given_rows = table(rows)
    wanted = in_order(given_rows.filter(pa.array(~repeated(given_rows, "positions"))), ("object", "seen_at"))

    assert once_in_order(given_rows, "positions").to_pylist() == wanted.to_pylist()


@settings(deadline=None, max_examples=60)
@given(ROWS)
def test_fingerprints_are_equal_exactly_for_rows_that_say_the_same(rows):
    assert len(np.unique(fingerprints(table(rows), "positions"))) == len(set(map(said, rows)))

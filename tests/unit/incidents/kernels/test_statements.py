import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.incidents.kernels.statements import keys_of, places_among, rows_with


def keys(words: list[str]) -> np.ndarray:
    letters = [word.encode() for word in words]
    offsets = np.cumsum([0, *map(len, letters)]).astype(np.int32)
    return keys_of(offsets, np.frombuffer(b"".join(letters), np.uint8))


def test_keys_are_those_of_the_published_function():
    assert [hex(key) for key in keys(["", "a", "foobar"])] == [
        "0xcbf29ce484222325",
        "0xaf63dc4c8601ec8c",
        "0x85944171f73967e8",
    ]  # FNV-1a test vectors, Fowler, Noll and Vo


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=20),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=8),
)
def test_late_ones_come_where_sorting_everything_would_put_them(known, late):
    known, late = sorted(set(known)), sorted(set(late) - set(known))
    columns = [np.array(column) for column in (*zip(*known, strict=True),)] or [np.zeros(0), np.zeros(0)]
    late_columns = [np.array(column) for column in (*zip(*late, strict=True),)] or [np.zeros(0), np.zeros(0)]
    at = places_among(
        columns[0].astype(np.float64), columns[1].astype(np.uint64),
        late_columns[0].astype(np.float64), late_columns[1].astype(np.uint64),
    )  # fmt: skip
    rows = known.copy()
    for place, one in zip(at[::-1], late[::-1], strict=True):
        rows.insert(place, one)

    assert rows == sorted(known + late)


def test_rows_with_a_wanted_key_are_found():
    key = keys([f"id-{number}" for number in range(500)])
    wanted = np.sort(np.append(key[[3, 77]], np.uint64(1)))

    assert rows_with(key, wanted).tolist() == [3, 77]

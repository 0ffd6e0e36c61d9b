"""Presence from Parquet: the same as in memory, whatever the order of rows, the batches and the threads."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels import streaming
from evenhand.detection.kernels.fixes import BAD_COLUMN, BAD_COORDINATES
from evenhand.detection.kernels.parts import LATE_FIX
from evenhand.detection.kernels.presence import find_presence
from evenhand.detection.kernels.streaming import LAYOUT_PER_DEG, presence_of_parquet
from evenhand.foundation.problems import Problem
from unit.detection.kernels.oracles import MINUTE_US, positions

COMB = shapely.MultiPolygon([shapely.box(16 + 0.02 * k, 31, 16.01 + 0.02 * k, 31.1) for k in range(20)])
AREAS, GAPS = [COMB, COMB.buffer(0.004), shapely.MultiPolygon([shapely.box(15, 30, 17, 32)])], [30 * MINUTE_US] * 3


def in_memory(table):
    """What `find_presence` says, as rows."""
    found = find_presence(table, AREAS, GAPS)
    rows = [
        (
            found.objects[one["object"]],
            int(one["slot"]),
            int(one["began_us"]),
            int(one["ended_us"]),
            int(one["n_fixes"]),
        )
        for one in found.intervals
    ]
    # Two visits may share all of a row: fixes at one instant, in two teeth. So depths are no dictionary.
    depths = sorted((row, float(one["depth_m"])) for row, one in zip(rows, found.intervals, strict=True))
    return sorted(rows), [depth for _, depth in depths]


def told(table):
    columns = [
        table["object"],
        table["area"],
        *(table[name].cast(pa.int64()) for name in ("entered", "left", "n_fixes")),
    ]
    return list(zip(*(column.to_pylist() for column in columns), strict=True))


def tracks(seed, n_objects=7, n=60):
    random = np.random.default_rng(seed)
    steps = random.normal(0, 0.02, (n_objects, n, 2)).cumsum(axis=1) + np.array([16.2, 31.05])
    steps = np.round(np.clip(steps, [15.8, 30.9], [16.6, 31.2]), 3)
    minutes = (
        random.integers(0, 9, (n_objects, n)).cumsum(axis=1)
        + (random.random((n_objects, n)) < 0.05).cumsum(axis=1) * 40
    )
    return positions(
        {f"boat-{k}": [(int(minutes[k, i]), *map(float, steps[k, i])) for i in range(n)] for k in range(n_objects)}
    )


def written(folder, table, rows_per_group=37, **options):
    path = str(folder / "fixes.parquet")
    pq.write_table(table, path, row_group_size=rows_per_group, **options)
    return path


ORDERS = {
    "by-object": ["object", "seen_at", "lon", "lat"],
    "by-time": ["seen_at", "object", "lon", "lat"],
    "by-time-and-place": ["seen_at", "lon", "lat"],
}


def ordered(table, by):
    plain = table.set_column(0, "object", table["object"].cast(pa.string()))
    return plain.sort_by([(name, "ascending") for name in ORDERS[by]]).set_column(
        0, "object", plain.sort_by([(name, "ascending") for name in ORDERS[by]])["object"].dictionary_encode()
    )


@pytest.mark.parametrize("by", list(ORDERS))
@pytest.mark.parametrize("threads", [1, 2, 3])
@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), batch=st.sampled_from([5, 16, 61, 1000]), whole=st.booleans())
def test_a_stream_says_what_memory_says(tmp_path, monkeypatch, by, threads, seed, batch, whole):
    monkeypatch.setattr(streaming, "BATCH_ROWS", batch)
    monkeypatch.setattr(streaming, "WHOLE_ROWS", 1000 if whole else 10)
    table = tracks(seed)
    expected, depths = in_memory(table)

    found = presence_of_parquet([written(tmp_path, ordered(table, by))], AREAS, GAPS, threads=threads)

    assert told(found) == expected
    deepest = zip(told(found), found["max_depth_m"].fill_null(-1.0).to_pylist(), strict=True)
    assert [depth for _, depth in sorted(deepest)] == pytest.approx(depths, abs=0.01)


def test_objects_may_be_plain_words_or_numbers_and_times_of_any_unit(tmp_path):
    table = tracks(1)
    expected = told(presence_of_parquet([written(tmp_path, table)], AREAS, GAPS))
    numbers = pa.array([int(name.removeprefix("boat-")) * 10**9 for name in table["object"].to_pylist()])
    for column in (table["object"].cast(pa.string()), numbers):
        for unit in ("s", "ms", "us", "ns"):
            other = table.set_column(0, "object", column).set_column(
                1, "seen_at", table["seen_at"].cast(pa.timestamp(unit, tz="UTC"))
            )
            found = told(presence_of_parquet([written(tmp_path, other)], AREAS, GAPS))
            assert [row[1:] for row in found] == [row[1:] for row in expected]


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "i8", "u4"])
def test_numbers_of_objects_may_be_of_any_width_and_degrees_may_be_whole_numbers(tmp_path, kind):
    table = tracks(2)
    expected = told(presence_of_parquet([written(tmp_path, table)], AREAS, GAPS))
    numbers = np.array([int(name.removeprefix("boat-")) for name in table["object"].to_pylist()], kind)
    columns = {"object": numbers, "seen_at": table["seen_at"]}
    for name in ("lon", "lat"):
        columns[name] = np.rint(table[name].to_numpy() * LAYOUT_PER_DEG).astype(np.int32)

    found = told(presence_of_parquet([written(tmp_path, pa.table(columns))], AREAS, GAPS))

    assert found == [(int(row[0].removeprefix("boat-")), *row[1:]) for row in expected]


def test_two_files_are_one_stream_and_columns_may_have_other_names(tmp_path):
    table = ordered(tracks(5), "by-time").rename_columns(["who", "when", "x", "y"])
    expected, _ = in_memory(tracks(5))
    (tmp_path / "b").mkdir()
    paths = [written(tmp_path, table.slice(0, 200)), written(tmp_path / "b", table.slice(200))]

    found = presence_of_parquet(
        paths, AREAS, GAPS, threads=2, columns={"object": "who", "seen_at": "when", "lon": "x", "lat": "y"}
    )

    assert told(found) == expected


def test_without_distances_the_intervals_are_the_same_and_depths_unknown(tmp_path):
    path = written(tmp_path, tracks(3))
    found = presence_of_parquet([path], AREAS, GAPS, distances=False)

    assert told(found) == told(presence_of_parquet([path], AREAS, GAPS))
    assert found["max_depth_m"].null_count == found.num_rows


def test_a_late_fix_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "BATCH_ROWS", 2)
    table = positions({"a": [(0, 16, 31), (5, 16, 31), (9, 16, 31), (2, 16, 31), (20, 16, 31)]})

    with pytest.raises(Problem) as caught:
        presence_of_parquet([written(tmp_path, table)], AREAS, GAPS)

    assert caught.value.kind is LATE_FIX
    assert caught.value.details["object"] == "a"


@pytest.mark.parametrize("threads", [1, 2])
def test_fixes_of_one_instant_count_alike_wherever_the_row_groups_end(tmp_path, monkeypatch, threads):
    monkeypatch.setattr(streaming, "BATCH_ROWS", 2)
    places = [(5, 16.3, 31.05), (5, 16.1, 31.05), (5, 16.2, 31.05), (5, 16.1, 31.05)]
    table = positions({"a": [(0, 16.0, 31.05), *places, (9, 16.0, 31.05)]})

    found = presence_of_parquet([written(tmp_path, table, 3)], AREAS, GAPS, threads=threads)

    assert told(found) == in_memory(table)[0]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(lambda t: t.drop_columns(["lon"]), BAD_COLUMN, id="missing"),
        pytest.param(lambda t: t.set_column(2, "lon", t["lon"].cast(pa.string())), BAD_COLUMN, id="words-for-degrees"),
        pytest.param(lambda t: t.set_column(1, "seen_at", t["lon"]), BAD_COLUMN, id="no-instants"),
        pytest.param(lambda t: t.set_column(0, "object", t["lon"]), BAD_COLUMN, id="no-objects"),
        pytest.param(lambda t: t.set_column(2, "lon", pa.array([None, 1.0])), BAD_COLUMN, id="nulls"),
        pytest.param(lambda t: t.set_column(2, "lon", pa.array([200.0, 1.0])), BAD_COORDINATES, id="nowhere"),
    ],
)
def test_files_that_cannot_be_read_are_refused(tmp_path, change, kind):
    table = change(positions({"a": [(0, 16.0, 31.0), (1, 16.0, 31.0)]}))

    with pytest.raises(Problem) as caught:
        presence_of_parquet([written(tmp_path, table)], AREAS, GAPS)

    assert caught.value.kind is kind


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("row", [0, 137, 1290, 2399])
def test_a_fix_that_is_nowhere_is_named_by_its_row_in_all_files(tmp_path, monkeypatch, threads, row):
    monkeypatch.setattr(streaming, "BATCH_ROWS", 100)
    paths, half = [], tracks(5, n_objects=12, n=100).sort_by("seen_at")
    for k in range(2):
        later = pa.array(half["seen_at"].cast(pa.int64()).to_numpy() + k * 400 * 86_400_000_000)
        lat = half["lat"].to_numpy().copy()
        if k == row // 1200:
            lat[row % 1200] = np.nan
        changed = {"seen_at": later.cast(half["seen_at"].type), "lat": pa.array(lat)}
        table = pa.table([changed.get(name, half[name]) for name in half.column_names], names=half.column_names)
        folder = tmp_path / str(k)
        folder.mkdir()
        paths.append(written(folder, table, 300))

    with pytest.raises(Problem) as caught:
        presence_of_parquet(paths, AREAS, GAPS, threads=threads)

    assert caught.value.kind is BAD_COORDINATES
    assert caught.value.details["row"] == row
    assert np.isnan(caught.value.details["lat"])


def test_no_files_no_rows_and_no_areas_give_nothing(tmp_path):
    path = written(tmp_path, positions({}))

    assert presence_of_parquet([], AREAS, GAPS).num_rows == 0
    assert presence_of_parquet([path], AREAS, GAPS).num_rows == 0
    assert presence_of_parquet([written(tmp_path, tracks(1))], [], []).num_rows == 0


def most_memory(path):
    """Bytes that Arrow held at most while a file was streamed that nothing was found in."""
    before = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(before)
    pa.set_memory_pool(pool)
    try:
        presence_of_parquet([str(path)], [shapely.MultiPolygon([shapely.box(40, 0, 41, 1)])], [MINUTE_US])
    finally:
        pa.set_memory_pool(before)
    return pool.max_memory()


def test_memory_does_not_grow_with_the_file(tmp_path):
    table = tracks(3, n_objects=100, n=200)
    for name, times in (("short", 4), ("long", 40)):
        with pq.ParquetWriter(tmp_path / name, table.schema) as writer:
            for k in range(times):
                later = pa.array(table["seen_at"].cast(pa.int64()).to_numpy() + k * 30 * 86_400_000_000)
                writer.write_table(table.set_column(1, table.field(1), later.cast(table.field(1).type)))

    assert most_memory(tmp_path / "long") < 1.5 * most_memory(tmp_path / "short")

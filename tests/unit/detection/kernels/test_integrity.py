"""Faults put into clean tracks, and how many of them are found: precision and recall of each reason."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.detection.kernels.integrity import BIT, CODES, WEIGHTS, codes_of, score
from evenhand.detection.kernels.interference import find_interference
from evenhand.observations.schemas import POSITIONS
from evenhand.sources.opening import open_source

SHARED = Path(__file__).parents[5] / "shared" / "data"
SECOND = 1_000_000


def flights(n_objects=6, n=720, step_s=5, seed=7):
    """Clean columns: aircraft that fly wide circles at 400 kn, an hour of them, five metres of noise."""
    draw = np.random.default_rng(seed)
    k = np.tile(np.arange(n), n_objects)
    number = np.repeat(np.arange(n_objects), n)
    radius_m, speed_kn = 40_000.0, 400.0
    angle = k * step_s * speed_kn * 1852 / 3600 / radius_m + number
    north, east = (draw.normal(0, 5, len(k)) for _ in range(2))
    lat = 31.0 + number * 0.7 + (radius_m * np.sin(angle) + north) / 111_000
    lon = 16.0 + (radius_m * np.cos(angle) + east) / 111_320 / np.cos(np.radians(lat))
    return {
        "object": np.array([f"icao24:{one:06x}" for one in number]),
        "t_s": k * step_s,
        "lon": lon,
        "lat": lat,
        "accuracy_m": np.full(len(k), 10.0),
        "altitude_m": np.full(len(k), 9000.0),
        "speed_kn": np.full(len(k), speed_kn),
        "course_deg": np.degrees(-angle) % 360.0,
        "integrity": np.full(len(k), None, object),
        "number": number,
    }


def table(columns):
    rows = len(columns["t_s"])
    t_us = np.asarray(columns["t_s"] * SECOND).astype(np.int64)
    names = ("lon", "lat", "accuracy_m", "altitude_m", "speed_kn", "course_deg")
    given_ = {name: pa.array(columns[name], POSITIONS.field(name).type, from_pandas=True) for name in names}
    for name in ("object", "integrity"):
        given_[name] = pa.array(columns[name].tolist(), pa.string()).dictionary_encode()
    received = columns.get("received_s", columns["t_s"] + 1)
    given_["received_at"] = pa.array(
        np.asarray(received * SECOND).astype(np.int64), POSITIONS.field("received_at").type
    )
    given_["seen_at"] = pa.array(t_us, POSITIONS.field("seen_at").type)
    given_["source"] = pa.array(["adsb"] * rows).dictionary_encode()
    return pa.table(given_)


def measured(columns, code, false):
    """Precision and recall of a reason; the table is shuffled first."""
    shuffled = np.random.default_rng(1).permutation(len(false))
    scored = score(table({name: column[shuffled] for name, column in columns.items()}))
    found = np.zeros(len(false), bool)
    found[shuffled[scored.arranged.rows]] = scored.reasons & BIT[code] > 0
    return (found & false).sum() / max(1, found.sum()), (found & false).sum() / max(1, false.sum())


def test_clean_flights_are_believed():
    scored = score(table(flights()))

    assert not scored.reasons.any()
    assert (scored.score == 1.0).all()
    assert scored.trusted.all()


def test_single_false_places():
    columns = flights()
    false = np.random.default_rng(3).random(len(columns["lon"])) < 0.01
    columns["lon"] = columns["lon"] + np.where(false, np.random.default_rng(4).uniform(1.0, 9.0, len(false)), 0)

    precision, recall = measured(columns, "impossible-speed", false)

    assert precision >= 0.99
    assert recall >= 0.95


def test_spoofing_of_several_to_one_place():
    columns = flights()
    false = (columns["t_s"] >= 1200) & (columns["t_s"] < 1800) & (columns["number"] < 4)
    angle = columns["t_s"] / 30 + columns["number"]
    columns["lon"] = np.where(false, 35.5 + 0.01 * np.cos(angle), columns["lon"])
    columns["lat"] = np.where(false, 33.85 + 0.01 * np.sin(angle), columns["lat"])

    precision, recall = measured(columns, "impossible-speed", false)
    scored = score(table(columns))
    amid = scored.amid(find_interference([scored.tally()]))

    assert (precision, recall) == (1.0, 1.0)
    assert ((amid & BIT["spoofing"] > 0) == false).all()


def test_jamming_over_an_area():
    columns = flights()
    jammed = (columns["t_s"] >= 1200) & (columns["t_s"] < 1800)
    columns["integrity"][jammed] = "degraded"
    columns["accuracy_m"] = np.where(jammed, np.nan, columns["accuracy_m"])
    columns["lat"] = 31.5 + (columns["lat"] - 31.0 - columns["number"] * 0.7) * 0.5
    columns["course_deg"] = np.full(len(jammed), np.nan)

    scored = score(table(columns))
    one = score(table({name: column[columns["number"] == 0] for name, column in columns.items()}))
    found, alone = (each.amid(find_interference([each.tally()])) & BIT["jamming"] > 0 for each in (scored, one))

    assert (found & jammed).sum() >= 0.9 * jammed.sum()
    assert not (found & ~jammed).any()
    assert not alone.any()
    assert (scored.trusted == 1 - jammed).all()


def test_two_aircraft_under_one_address():
    columns = flights(n_objects=2)
    columns["object"][:] = "icao24:000001"

    scored = score(table(columns))
    which = columns["number"][scored.arranged.rows]

    assert (scored.reasons & BIT["duplicate-identity"] > 0).mean() > 0.99
    assert (scored.track == scored.track[0]).tolist() == (which == which[0]).tolist()


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        pytest.param({"course_deg": 180.0}, "speed-mismatch", id="flies-backwards"),
        pytest.param({"received_s": -600.0}, "clock-ahead", id="clock-ahead"),
    ],
)
def test_faults_of_a_stretch(fault, code):
    columns = flights()
    false = (columns["t_s"] >= 1200) & (columns["t_s"] < 1800) & (columns["number"] < 4)
    columns["received_s"] = columns["t_s"] + 1.0
    for name, added in fault.items():
        columns[name] = columns[name] + np.where(false, added, 0)
    columns["course_deg"] %= 360.0

    precision, recall = measured(columns, code, false)

    assert precision >= 0.99
    assert recall >= 0.99


def test_a_made_up_place_of_a_phone():
    columns = {name: column[:720] for name, column in flights().items()}
    columns["t_s"] = columns["t_s"] * 2
    columns["object"][:] = "device:patrol-3"
    columns.update(lon=np.full(720, 16.0), lat=np.full(720, 31.0), altitude_m=np.zeros(720), speed_kn=np.zeros(720))

    assert (score(table(columns)).reasons == BIT["mock-location"]).all()


def test_what_a_source_says_of_its_own_fixes_counts():
    columns = flights(n_objects=1, n=5)
    columns["integrity"][:] = ["jammed", "implausible", "degraded", "trusted", None]

    scored = score(table(columns))

    assert [codes_of(mask) for mask in scored.reasons.tolist()] == [
        ["reported-jammed"], ["reported-implausible"], ["low-integrity"], [], [],
    ]  # fmt: skip
    assert scored.trusted.tolist() == [0, 0, 1, 1, 1]  # it gives an accuracy though its integrity is low


def test_the_score_is_the_product_of_what_the_reasons_leave():
    columns = flights(n_objects=1, n=3)
    columns["integrity"][1] = "degraded"
    columns["accuracy_m"][1] = 400.0

    found = score(table(columns)).score

    by_code = dict(zip(CODES, WEIGHTS, strict=True))
    assert found.tolist() == pytest.approx([1.0, (1 - by_code["low-integrity"]) * (1 - by_code["low-accuracy"]), 1.0])


ROW = st.tuples(st.integers(0, 3), st.integers(0, 400), st.integers(0, 3), st.booleans())


@settings(deadline=None, max_examples=50)
@given(st.lists(ROW, max_size=30), st.randoms(use_true_random=False), st.integers(0, 4))
def test_neither_order_nor_division_of_the_objects_changes_anything(rows, random, split):
    def scored(some):
        columns = list(zip(*some, strict=True)) or [[]] * 4
        obj, minute, place, low = columns
        return score(
            pa.table(
                {
                    "object": pa.array([f"icao24:{one}" for one in obj], pa.string()).dictionary_encode(),
                    "seen_at": pa.array([one * 60 * SECOND for one in minute], POSITIONS.field("seen_at").type),
                    "lon": pa.array([16.0 + 3 * one for one in place], pa.float64()),
                    "lat": pa.array([31.0] * len(obj), pa.float64()),
                    "integrity": pa.array(
                        ["degraded" if one else None for one in low], pa.string()
                    ).dictionary_encode(),
                }
            )
        )

    def told(one):
        fixes, names = one.arranged.fixes, one.arranged.objects
        return sorted(zip([names[k] for k in fixes.object], fixes.t_us.tolist(), fixes.lon.tolist(), one.track.tolist(),
                          one.reasons.tolist(), strict=True))  # fmt: skip

    shuffled = random.sample(rows, len(rows))
    parts = [scored([row for row in rows if (row[0] < split) == low]) for low in (True, False)]

    assert told(scored(shuffled)) == told(scored(rows)) == sorted(told(parts[0]) + told(parts[1]))
    assert find_interference([part.tally() for part in parts]) == find_interference([scored(rows).tally()])


def test_what_is_heard_twice_counts_once():
    table_ = table(flights(n_objects=1, n=2) | {"lon": np.array([16.0, 19.0]), "course_deg": np.full(2, np.nan)})
    often = table_.take([0, 0, 0, 0, 1, 0])

    assert set(score(table_).reasons.tolist()) == set(score(often).reasons.tolist()) == {BIT["unresolved-jump"]}


def test_nothing_is_scored_of_nothing():
    assert len(score(POSITIONS.empty_table()).reasons) == 0


def real(name):
    """A real file as one table."""
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared data are not here")
    batches = [batch.table for batch in open_source(path, time_zone="UTC").batches() if batch.table is not None]
    return pa.concat_tables(batches).unify_dictionaries()


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "aircraft/traffic_samples/calibration/vienna.json.gz",
        "aircraft/traffic_samples/calibration/london_heathrow.json.gz",
        "aircraft/traffic_samples/gliders/alpi_italiane.json.gz",
        "aircraft/traffic_samples/ambulances/samu31.json.gz",
        "aircraft/traffic_samples/readsb/trace_full_ac671b.json",
        "gps/smart_patrols/smart_patrol_fixes_given.csv.gz",
    ],
)
def test_real_tracks_are_believed(name):
    assert score(real(name)).trusted.mean() > 0.995


@pytest.mark.shared
def test_a_false_stretch_in_a_real_feed_is_found():
    # On the ground at Zurich one aircraft's decoded place leaps four kilometres aside for eleven seconds.
    scored = score(real("aircraft/traffic_samples/onground/zurich_airport.json.gz"))

    false = scored.arranged.fixes.lon[scored.reasons & BIT["impossible-speed"] > 0]

    assert len(false) == 11
    assert ((false > 8.51) & (false < 8.52)).all()

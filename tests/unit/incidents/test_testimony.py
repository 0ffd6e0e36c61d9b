"""What reports and alerts say, as statements: shapes that are covered, times as finely as they are known."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
import shapely

from evenhand.foundation.geodesy import WGS84
from evenhand.incidents.corroborate import corroborate
from evenhand.incidents.expert import expert
from evenhand.incidents.statements import STATEMENTS
from evenhand.incidents.testimony import (
    LeftOut,
    Missing,
    Told,
    covering,
    is_hearsay,
    killed_of,
    of_alert,
    of_report,
    span_of,
    type_path,
)
from evenhand.reports.codes import Means, Observed, ReportKind, Violation
from evenhand.reports.record import Casualties, Count, Fidelity, Item, Record, When

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)
SECTOR = {
    "kind": "sector", "observer_lon": 15.55, "observer_lat": 31.36, "bearing_deg": 20, "bearing_error_deg": 8,
    "range_low_m": 3000, "range_high_m": 6000,
}  # fmt: skip
POINT = {"kind": "point", "lon": 15.58, "lat": 31.40, "accuracy_m": 500}
AT_NOON = When(begins_at=NOON, ends_at=NOON)
ALERT = {
    "began_at": NOON, "ended_at": NOON, "violation_code": "AIR.FLT", "party": "north", "area": "zone",
    "entry_lon": 15.5, "entry_lat": 31.5, "exit_lon": None, "exit_lat": None,
}  # fmt: skip


def report(**facts) -> Told | LeftOut:
    record = Record(kind=ReportKind.OWN_OBSERVATION, **{"when": AT_NOON, "place": SECTOR} | facts)
    return of_report(record, statement="r1", source="monitors", agreement=None)


def test_the_circle_covers_the_shape():
    told = report()
    lon, lat, radius_m = covering(told.shape)

    assert (told.row["lon"], told.row["lat"], told.row["radius_m"]) == (lon, lat, radius_m)
    for corner in shapely.get_coordinates(told.shape):
        assert WGS84.inv(lon, lat, *corner)[2] <= radius_m + 1e-6


def test_a_report_says_what_it_says():
    hurt = Casualties(civilians_killed=Count(low=1, high=3), military_killed=Count(low=2))
    told = report(violations=(Violation.KIN_MOR, Violation.CIV_KILL), alleged_party="north", casualties=hurt)

    assert (told.row["type"], told.row["party"], told.row["killed"]) == ("KIN/KIN.MOR", "north", 4)


def test_unknown_is_null():
    told = report(alleged_party="unknown")

    assert (told.row["type"], told.row["party"], told.row["killed"]) == (None, None, None)
    assert killed_of(Casualties()) is None
    assert type_path("") is None


@pytest.mark.parametrize(
    ("fidelity", "ends"),
    [(Fidelity.SECOND, timedelta(seconds=1)), (Fidelity.HOUR, timedelta(hours=1)), (Fidelity.DAY, timedelta(days=1))],
)
def test_an_instant_is_as_long_as_it_is_finely_known(fidelity, ends):
    assert span_of(When(begins_at=NOON, ends_at=NOON, fidelity=fidelity)) == (NOON, NOON + ends)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"when": None}, Missing.TIME),
        ({"place": None}, Missing.PLACE),
        ({"place": {"kind": "named", "place": "nowhere"}}, Missing.SHAPE),
        ({"when": When(begins_at=NOON, ends_at=NOON, fidelity=Fidelity.YEAR)}, Missing.LONG),
    ],
    ids=["no time", "no place", "a place that nobody knows", "a year"],
)
def test_what_cannot_be_looked_at_is_left_out_with_its_reason(facts, why):
    left = report(**facts)

    assert left.why is why
    assert len({left.words(language=tag) for tag in ("en", "ar", "fr", "zh-hans")}) == 4


def test_an_alert_lies_along_its_way():
    told = of_alert(ALERT | {"exit_lon": 15.6, "exit_lat": 31.5}, statement="x", source="radar", agreement=None)

    assert told.row["type"] == "AIR/AIR.FLT"
    assert told.row["ended_at"] > told.row["began_at"]
    assert told.shape.contains(shapely.Point(15.55, 31.5))


def test_an_alert_without_exit_is_a_disc():
    told = of_alert(ALERT, statement="x", source="radar", agreement=None)

    assert told.row["radius_m"] == pytest.approx(1000, rel=0.01)


def test_an_alert_of_which_nobody_knows_where_is_left_out():
    assert of_alert(ALERT | {"entry_lon": None}, statement="x", source="s", agreement=None).why is Missing.PLACE


def test_hearsay_is_what_was_only_told():
    told, heard = (Item(observed=Observed.BURST, means=means) for means in (Means.TOLD, Means.HEARD))

    assert is_hearsay(Record(kind=ReportKind.COMPLAINT, items=(told,)))
    assert not is_hearsay(Record(kind=ReportKind.COMPLAINT, items=(told, heard)))
    assert not is_hearsay(Record(kind=ReportKind.COMPLAINT))


def test_a_point_in_a_sector_and_the_sector_are_one_event():
    one = report(violations=(Violation.KIN_MOR,)).row
    record = Record(kind=ReportKind.COMPLAINT, when=AT_NOON, place=POINT, violations=(Violation.KIN_MOR,))
    other = of_report(record, statement="r2", source="north", agreement=None).row
    table = pa.Table.from_pylist([one, other], schema=STATEMENTS)

    assert len(set(corroborate(table, expert(table))["group"].to_pylist())) == 1

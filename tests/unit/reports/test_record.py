from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evenhand.foundation.problems import Problem
from evenhand.reports.codes import Means, Observed, Protection, Qualifier, ReportKind, Violation, Weapon
from evenhand.reports.record import (
    COUNT_BACKWARDS,
    NEGATIVE_COUNT,
    TIME_BACKWARDS,
    Casualties,
    Claimed,
    Count,
    Item,
    Record,
    Source,
    When,
    record_from,
    record_to,
    without_source,
)

NOON = datetime(2020, 12, 6, 12, tzinfo=UTC)
SECTOR = {
    "format": 1, "kind": "sector", "observer_lon": 16.0, "observer_lat": 31.0, "bearing_deg": 315.0,
    "bearing_error_deg": 11.25, "range_low_m": 3000.0, "range_high_m": 5000.0,
}  # fmt: skip


def a_record(**more) -> Record:
    return Record(
        kind=ReportKind.INCIDENT_REPORT,
        text="Five explosions",
        when=When(begins_at=NOON, ends_at=NOON),
        place=SECTOR,
        violations=(Violation.KIN_MOR,),
        items=(
            Item(
                observed=Observed.EXPLOSION,
                count=Count(low=5, qualifier=Qualifier.AT_LEAST),
                means=Means.HEARD,
                weapon=Weapon.UNDETERMINED,
            ),
        ),
        casualties=Casualties(civilians_injured=Count(low=0, high=3)),
        source=Source(name="A neighbour"),
        claimed=Claimed(device="phone-1", lon=16.0, lat=31.0, serial=3),
        **more,
    )


def test_a_record_is_written_and_read_again():
    assert record_from(record_to(a_record())) == a_record()


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: Count(low=3, high=2), COUNT_BACKWARDS),
        (lambda: Count(low=-1), NEGATIVE_COUNT),
        (lambda: When(begins_at=NOON, ends_at=NOON.replace(hour=11)), TIME_BACKWARDS),
    ],
)
def test_what_cannot_be_is_refused(make, kind):
    with pytest.raises(Problem) as caught:
        make()

    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"place": {**SECTOR, "bearing_deg": 400}}, ""),
        ({"items": [{"observed": "explosion", "count": {"low": 3, "high": 1}}]}, "items[1].count"),
        ({"items": [{"observed": "explosion", "place": {"kind": "nowhere"}}]}, "items[1]"),
        ({"when": {"begins_at": "2020-12-06T12:00:00Z", "ends_at": "2020-12-05T12:00:00Z"}}, "when"),
    ],
)
def test_what_a_part_refuses_is_said_with_its_place(change, where):
    with pytest.raises(Problem) as caught:
        record_from({**record_to(a_record()), **change})

    assert caught.value.code == "foundation.malformed"
    assert [place for place, *_ in caught.value.details["found"]] == [where]


@pytest.mark.parametrize("protection", [Protection.CONFIDENTIAL, Protection.ANONYMOUS])
def test_a_protected_record_is_shown_without_what_tells_from_whom_it_comes(protection):
    shown = without_source(a_record(protection=protection))

    assert shown.source is None
    assert shown.claimed == Claimed(serial=3)
    assert replace(shown, source=a_record().source, claimed=a_record().claimed) == a_record(protection=protection)


def test_an_open_record_is_shown_whole():
    assert without_source(a_record()) == a_record()

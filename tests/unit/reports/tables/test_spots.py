"""Times and places of rows: the fields that only they use."""

import pytest

from evenhand.reports.codes import ReportKind
from evenhand.reports.tables.columns import propose
from evenhand.reports.tables.rows import Options, draft


def place_and_time(columns: str, line: str):
    options = Options(mapped=propose(columns.split("|")), kind=ReportKind.COMPLAINT, zone="+01:00", order="dmy")
    record = draft([(2, tuple(line.split("|")))], options=options).record
    return record.place, record.when


@pytest.mark.parametrize(
    ("columns", "line", "begins", "ends"),
    [
        ("Text|Begins at|Ends at", "a|2020-12-06 10:00|2020-12-06 11:00", "09:00", "10:00"),
        ("Text|Date|Time|End date|End time", "a|6/12/2020|23:00|7/12/2020|01:00", "22:00", "00:00"),
        ("Text|Date|Time|Zone", "a|2020-12-06|10:00|UTC", "10:00", "10:00"),
        ("Text|Date", "a|2020-12-06 10:00", "09:00", "09:00"),
        ("Text|Date|Time|End time", "a|2020-12-06|10:00|11:30", "09:00", "10:30"),
    ],
)
def test_times_may_be_written_in_one_cell_or_in_several(columns, line, begins, ends):
    when = place_and_time(columns, line)[1]

    assert (f"{when.begins_at:%H:%M}", f"{when.ends_at:%H:%M}") == (begins, ends)


def test_a_stated_error_of_a_bearing_goes_before_the_one_of_its_wind():
    place = place_and_time("Text|Observer lat|Observer lon|Bearing|Bearing error", "a|31|16|NW|5")[0]

    assert (place["bearing_error_deg"], place["said"]) == (5, "NW")


def test_an_observer_who_says_no_direction_stands_within_a_ring():
    place = place_and_time("Text|Observer lat|Observer lon|Distance max", "a|31|16|4000")[0]

    assert (place["kind"], place["range_high_m"], "bearing_deg" in place) == ("sector", 4000, False)

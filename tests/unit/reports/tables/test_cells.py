"""Cells are read as people write them; whatever has two meanings is refused."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import CODE_LISTS, Observed, Violation, said
from evenhand.reports.record import Fidelity
from evenhand.reports.tables import cells
from evenhand.reports.tables.cells import (
    CELL_COUNT,
    CELL_DATE,
    CELL_DEGREES,
    CELL_FORMULA,
    CELL_LONG,
    CELL_NUMBER,
    CELL_ORDER,
    CELL_SKIPPED,
    CELL_TIME,
    CELL_UNKNOWN,
    CELL_WHOLE,
    CELL_ZONE,
    Cell,
)
from evenhand.reports.tables.reading import FORMULA

PARIS = ZoneInfo("Europe/Paris")


def cell(value: str) -> Cell:
    return Cell(line=2, column="C", value=value)


@pytest.mark.parametrize(
    ("written", "low", "high", "qualifier"),
    [
        ("5", 5, 5, "exact"),
        ("٥", 5, 5, "exact"),
        ("~5", 5, 5, "about"),
        ("about 5", 5, 5, "about"),
        ("حوالي ٥", 5, 5, "about"),
        ("5+", 5, None, "at-least"),
        ("≥ 5", 5, None, "at-least"),
        ("au moins 5", 5, None, "at-least"),
        ("3-5", 3, 5, "about"),
        ("3 à 5", 3, 5, "about"),
        ("约5", 5, 5, "about"),
        ("0", 0, 0, "exact"),
    ],
)
def test_counts(written, low, high, qualifier):
    found = cells.count(cell(written))

    assert (found.low, found.high, found.qualifier.value) == (low, high, qualifier)


@pytest.mark.parametrize(
    ("written", "order", "found"),
    [
        ("2020-12-06", "", date(2020, 12, 6)),
        ("٢٠٢٠/١٢/٠٦", "", date(2020, 12, 6)),
        ("2020年12月6日", "", date(2020, 12, 6)),
        ("6/12/2020", "dmy", date(2020, 12, 6)),
        ("12/6/2020", "mdy", date(2020, 12, 6)),
        ("25.12.2020", "", date(2020, 12, 25)),
        ("12/25/2020", "", date(2020, 12, 25)),
        ("5/5/2020", "", date(2020, 5, 5)),
    ],
)
def test_dates(written, order, found):
    assert cells.day(cell(written), order=order) == found


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("14:30", time(14, 30)),
        ("14h30", time(14, 30)),
        ("1430", time(14, 30)),
        ("١٤:٣٠", time(14, 30)),
        ("3:05:07", time(3, 5, 7)),
    ],
)
def test_times(written, found):
    assert cells.clock(cell(written))[0] == found


@pytest.mark.parametrize(
    ("written", "place", "begins", "ends", "fidelity"),
    [
        ("2020-12-06T14:30:00Z", None, "14:30", "14:30", Fidelity.MINUTE),
        ("2020-12-06 14:30+02:00", None, "12:30", "12:30", Fidelity.MINUTE),
        ("2020-12-06 14:30", PARIS, "13:30", "13:30", Fidelity.MINUTE),
        ("2020-12-06", UTC, "00:00", "00:00", Fidelity.DAY),
        ("2020-10-25 02:30", PARIS, "00:30", "01:30", Fidelity.MINUTE),
    ],
)
def test_moments_are_stretches(written, place, begins, ends, fidelity):
    begins_at, ends_at, found = cells.instant(cell(written), place=place, order="")

    assert (f"{begins_at:%H:%M}", f"{ends_at:%H:%M}", found) == (begins, ends, fidelity)


@pytest.mark.parametrize(
    ("written", "most", "found"),
    [
        ("31.5", 90, 31.5),
        ("31,5", 90, 31.5),
        ("31°30'N", 90, 31.5),
        ("31°30'0\"S", 90, -31.5),
        ("-16.5", 180, -16.5),
        ("16.5 W", 180, -16.5),
    ],
)
def test_degrees(written, most, found):
    assert cells.degrees(cell(written), most=most) == found


@pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_understood_by_its_name_in_every_language(codes, language):
    for code in codes:
        found = cells.code(cell(said(code, language=language)), codes)
        assert said(found, language=language) == said(code, language=language)


def test_several_codes_stand_in_one_cell():
    assert cells.several(cell("KIN.MOR; KIN.ART، KIN.MOR"), Violation) == (Violation.KIN_MOR, Violation.KIN_ART)


@pytest.mark.parametrize(
    ("how", "written", "kind"),
    [
        (cells.number, "1.234,5", CELL_NUMBER),
        (cells.number, "NaN", CELL_NUMBER),
        (cells.whole, "-1", CELL_WHOLE),
        (cells.whole, "1.5", CELL_WHOLE),
        (cells.count, "many", CELL_COUNT),
        (cells.count, "5-3", CELL_COUNT),
        (lambda c: cells.degrees(c, most=90), "91", CELL_DEGREES),
        (lambda c: cells.degrees(c, most=90), "16E", CELL_DEGREES),
        (lambda c: cells.code(c, Observed), "bang", CELL_UNKNOWN),
        (cells.zone, "Mars/Base", CELL_ZONE),
        (lambda c: cells.day(c, order=""), "5/6/2020", CELL_ORDER),
        (lambda c: cells.day(c, order=""), "2020-02-30", CELL_DATE),
        (cells.clock, "25:00", CELL_TIME),
        (cells.words, FORMULA + "=1", CELL_FORMULA),
        (cells.words, "x" * 20_001, CELL_LONG),
        (lambda c: cells.instant(c, place=None, order=""), "2020-12-06 14:30", CELL_ZONE),
        (lambda c: cells.instant(c, place=PARIS, order=""), "2020-03-29 02:30", CELL_SKIPPED),
    ],
)
def test_what_is_none_is_refused_with_its_place(how, written, kind):
    with pytest.raises(Problem) as caught:
        how(cell(written))

    assert caught.value.kind is kind
    assert "Line 2, column C" in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for how in (
        cells.number,
        cells.count,
        cells.clock,
        cells.zone,
        lambda c: cells.day(c, order="dmy"),
        lambda c: cells.instant(c, place=UTC, order="dmy"),
        lambda c: cells.degrees(c, most=90),
    ):
        try:
            how(cell(text))
        except Problem:
            continue


def test_instants_before_and_after_all_calendars_are_refused():
    for written in ("0001-01-01 00:00", "9999-12-31 23:59", "9999-12-31"):
        try:
            found = cells.instant(cell(written), place=ZoneInfo("Asia/Tokyo"), order="")
        except Problem as problem:
            found = problem.kind
        assert found is CELL_DATE or isinstance(found[0], datetime)

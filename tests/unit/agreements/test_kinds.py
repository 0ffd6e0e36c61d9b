from datetime import UTC, date, datetime, timedelta

import pytest

from evenhand.agreements.kinds import (
    Due,
    Instant,
    Measure,
    Number,
    OneOf,
    Point,
    Span,
    Translated,
    Truth,
    Words,
    Zone,
)
from evenhand.agreements.nodes import Book, Where, read_nodes
from evenhand.foundation.instants import Interval


def read(kind, text):
    book = Book()
    where = Where(book, "f.yaml")
    value = kind.read(read_nodes(f"[{text}]".encode(), where).items[0], where)
    return value, [fault.code for fault in book.faults if fault.severity == "fault"]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        pytest.param(Words(), "art. 4(2)", "art. 4(2)", id="words"),
        pytest.param(Words(), "2026-03-01", "2026-03-01", id="words-that-are-a-date"),
        pytest.param(Instant(), "2026-03-01", datetime(2026, 3, 1, tzinfo=UTC), id="a-date-is-midnight-utc"),
        pytest.param(Instant(), "2026-03-01T02:00:00+02:00", datetime(2026, 3, 1, tzinfo=UTC), id="an-instant"),
        pytest.param(Due(), "2026-03-01", date(2026, 3, 1), id="a-day"),
        pytest.param(Due(), "2026-03-01T00:00Z", datetime(2026, 3, 1, tzinfo=UTC), id="a-due-instant"),
        pytest.param(Span(), "{from: null, until: null}", Interval(), id="open-interval"),
        pytest.param(Measure("distance"), "12 nmi", 22224.0, id="distance"),
        pytest.param(Measure("duration"), "90 days", timedelta(days=90), id="duration"),
        pytest.param(Number(0, 10), "7.5", 7.5, id="number"),
        pytest.param(Number(0, 10, whole=True), "7", 7, id="count"),
        pytest.param(OneOf(("left", "right")), "left", "left", id="word"),
        pytest.param(Truth(), "true", True, id="truth"),
        pytest.param(Zone(), "Africa/Tripoli", "Africa/Tripoli", id="zone"),
        pytest.param(Point(), "[15.2, 31.4]", (15.2, 31.4), id="point"),
    ],
)
def test_reads_what_is_meant(kind, text, value):
    assert read(kind, text) == (value, [])


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        pytest.param(Words(), "no", "unquoted", id="a-word-that-yaml-takes-for-false"),
        pytest.param(Words(), "1.10", "unquoted", id="a-version-that-yaml-takes-for-a-number"),
        pytest.param(Words(), "' '", "blank", id="blanks"),
        pytest.param(Words(), "null", "null", id="null"),
        pytest.param(Words(), "[a]", "not-a-text", id="a-list-for-a-text"),
        pytest.param(Instant(), "2026-03-01T00:00:00", "naive-instant", id="no-zone"),
        pytest.param(Instant(), "soon", "not-an-instant", id="no-date"),
        pytest.param(Instant(), "0226-03-01", "odd-year", id="slip-of-the-pen"),
        pytest.param(Span(), "{from: 2026-03-02, until: 2026-03-01}", "interval-backwards", id="backwards"),
        pytest.param(Span(), "{from: 2026-03-02, untill: 2026-03-03}", "unknown-key", id="misspelt-end"),
        pytest.param(Measure("distance"), "12", "not-a-distance", id="no-unit"),
        pytest.param(Measure("speed"), "12 km", "not-a-speed", id="no-unit-of-speed"),
        pytest.param(Measure("duration"), "3 months", "not-a-duration", id="months-have-no-length"),
        pytest.param(Measure("distance", positive=True), "0 m", "not-positive", id="nothing"),
        pytest.param(Number(0, 10), "'7'", "not-a-number", id="a-number-in-quotes"),
        pytest.param(Number(0, 10, whole=True), "7.5", "not-a-number", id="half-a-man"),
        pytest.param(Number(-90, 90), "95", "out-of-range", id="beyond-the-pole"),
        pytest.param(Number(0, 1), ".nan", "not-a-number", id="no-number-at-all"),
        pytest.param(Truth(), "yes", "not-allowed", id="yes"),
        pytest.param(Zone(), "Africa/../etc", "not-a-zone", id="a-path-for-a-zone"),
        pytest.param(Point(), "[15.2]", "not-a-point", id="half-a-point"),
        pytest.param(Point(), "[31.4, 131.2]", "out-of-range", id="latitude-out-of-range"),
        pytest.param(Translated(), "{english: x}", "not-a-language", id="no-language-tag"),
        pytest.param(Translated(), "{}", "blank", id="no-text"),
    ],
)
def test_says_what_does_not_belong(kind, text, code):
    _, codes = read(kind, text)

    assert codes == [code]

"""The short notation of a text message is understood, or the message is free text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.reports.codes import Observed, ReportKind
from evenhand.reports.messages import KINDS, OBSERVED, proposal
from evenhand.reports.record import record_from, record_to

NOW = datetime(2020, 12, 6, 15, tzinfo=UTC)
CAIRO = timezone(timedelta(hours=2))


def read(text: str, **more):
    return proposal(text, **({"received_at": NOW} | more))


def test_a_whole_message():
    found = read("IR 1430 5EXPL MOR HRD 12SHOTS N 3-5KM 31.2,16.5 near the ridge, then quiet", zone=CAIRO)
    record = found.record

    assert record.kind is ReportKind.INCIDENT_REPORT
    assert [(item.observed.value, item.count.low) for item in record.items] == [("explosion", 5), ("shot", 12)]
    assert (record.items[0].weapon.value, record.items[0].means.value) == ("mortar", "heard")
    assert record.when.begins_at == datetime(2020, 12, 6, 12, 30, tzinfo=UTC)
    assert (record.place["bearing_deg"], record.place["range_low_m"], record.place["observer_lat"]) == (0.0, 3000, 31.2)
    assert record.text == "near the ridge, then quiet"
    assert record_from(record_to(record)) == record


@pytest.mark.parametrize(
    ("word", "low", "high", "qualifier"),
    [
        ("5EXPL", 5, 5, "exact"),
        ("~5EXPL", 5, 5, "about"),
        (">5EXPL", 5, None, "at-least"),
        ("5+EXPL", 5, None, "at-least"),
        ("3-5EXPL", 3, 5, "about"),
        ("EXPL", None, None, "multiple"),
    ],
)
def test_counts(word, low, high, qualifier):
    count = read(f"IR {word}").record.items[0].count

    assert (count.low, count.high, count.qualifier.value) == (low, high, qualifier)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("IR 1430Z", datetime(2020, 12, 6, 14, 30, tzinfo=UTC)),
        ("IR 2350Z", datetime(2020, 12, 5, 23, 50, tzinfo=UTC)),
        ("IR 2020-12-01 2350Z", datetime(2020, 12, 1, 23, 50, tzinfo=UTC)),
    ],
)
def test_an_hour_is_the_last_one_before_the_message_unless_it_says_its_day(text, when):
    assert read(text).record.when.begins_at == when


@pytest.mark.parametrize("word", OBSERVED)
def test_every_word_for_what_was_seen(word):
    assert read(f"OO 2{word}").record.items[0].observed in Observed


@pytest.mark.parametrize("word", KINDS)
def test_every_word_for_a_kind(word):
    assert read(f"{word.lower()} something").record.kind is KINDS[word]


@pytest.mark.parametrize("text", ["", "سمعنا انفجارين شمال القرية", "They are shooting again", "IRAN 1430", "5EXPL"])
def test_anything_else_is_free_text(text):
    found = read(text)

    assert (found.record.text or "", found.understood) == (text, ())


def test_what_makes_no_sense_is_left_for_people():
    assert read("IR 3-3KM N 31.2,16.5").understood == ()
    assert read("IR 31.2,16.5 5KM").record.place["kind"] == "sector"
    assert read("IR 31.2,16.5").record.place["kind"] == "point"
    assert read("IR 99.2,16.5 x").understood == ()


def test_digits_of_any_script_are_read():
    assert read("IR ١٤٣٠Z ٥EXPL").record.items[0].count.low == 5


@given(st.text(max_size=200))
def test_any_text_gives_a_report(text):
    record = read("IR " + text).record

    assert record_from(record_to(record)) == record

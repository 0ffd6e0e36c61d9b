"""Answers into the JSON of a record: times, counts, people, files, devices."""

from zoneinfo import ZoneInfo

import pytest

from evenhand.reports.forms.answers import base_name, record_of
from evenhand.reports.forms.nodes import parse
from unit.reports.forms.samples import BODY, DEVICE, START, xml

TRIPOLI = ZoneInfo("Africa/Tripoli")


def told(body: str, **more):
    facts = {"kind": "own-observation", "zone": TRIPOLI, "reporter_type": "monitor"} | more
    return record_of(parse(xml(body)), **facts)


@pytest.mark.parametrize(
    ("asked", "begins", "ends", "fidelity"),
    [
        pytest.param(
            "<known>exactly</known><at>2020-12-06T11:30:00.000+02:00</at>",
            "2020-12-06T09:30:00Z", "2020-12-06T09:31:00Z", "minute", id="a-minute",
        ),
        pytest.param(
            "<known>exactly</known><at>2020-12-06T11:30:00+02:00</at><until>2020-12-06T13:00:00+02:00</until>",
            "2020-12-06T09:30:00Z", "2020-12-06T11:01:00Z", "minute", id="from-to",
        ),
        pytest.param(
            "<known>about</known><at>2020-12-06T11:30:00+02:00</at><margin_min>10</margin_min>",
            "2020-12-06T09:20:00Z", "2020-12-06T09:40:00Z", "minute", id="about",
        ),
        pytest.param(
            "<known>about</known><at>2020-12-06T11:30:00+02:00</at>",
            "2020-12-06T09:00:00Z", "2020-12-06T10:00:00Z", "hour", id="about-half-an-hour-where-nobody-said",
        ),
        pytest.param(
            "<known>day</known><day>2020-12-06</day>",
            "2020-12-05T22:00:00Z", "2020-12-06T22:00:00Z", "day", id="a-day-of-the-phone",
        ),
    ],
)  # fmt: skip
def test_a_time_is_a_stretch_as_wide_as_it_is_known(asked, begins, ends, fidelity):
    found = told(f"{DEVICE}<when>{asked}</when>")
    when = found.record["when"]
    assert (when["begins_at"], when["ends_at"], when["fidelity"]) == (begins, ends, fidelity)
    assert not found.zoneless


def test_the_last_minute_that_a_calendar_has_has_no_end():
    when = told(f"{DEVICE}<when><known>exactly</known><at>9999-12-31T23:59:59Z</at></when>").record["when"]
    assert when["begins_at"] == when["ends_at"] == "9999-12-31T23:59:59Z"


def test_the_zone_of_the_phone_stands_in_what_was_stated():
    assert "+02:00" in told(BODY).record["when"]["stated"]


def test_a_time_without_a_zone_is_read_in_that_of_the_phone():
    found = told(DEVICE.replace("+02:00", "+05:00") + "<when><known>exactly</known><at>2020-12-06T11:30:00</at></when>")
    assert (found.record["when"]["begins_at"], found.zoneless) == ("2020-12-06T06:30:00Z", False)


def test_where_the_phone_has_no_zone_either_that_of_the_agreement_is_taken_and_said():
    found = told("<when><known>day</known><day>2020-12-06</day></when>")
    assert (found.record["when"]["begins_at"], found.zoneless) == ("2020-12-05T22:00:00Z", True)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("<qualifier>exact</qualifier><low>3</low>", {"qualifier": "exact", "low": 3.0, "high": 3.0}),
        ("<qualifier>at-least</qualifier><low>3</low><high/>", {"qualifier": "at-least", "low": 3.0, "high": ""}),
        ("<qualifier>about</qualifier><low>3</low><high>5</high>", {"qualifier": "about", "low": 3.0, "high": 5.0}),
        ("<qualifier>multiple</qualifier>", {"qualifier": "multiple"}),
        ("<qualifier/><low/>", None),
    ],
)
def test_a_count_keeps_how_well_it_was_counted(asked, expected):
    found = told(f"<items><observed>shot</observed><count>{asked}</count></items>")
    assert found.record["items"][0]["count"] == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("<low>2</low><high>2</high>", {"low": 2.0, "high": 2.0, "qualifier": "exact"}),
        ("<low>2</low><high>4</high>", {"low": 2.0, "high": 4.0, "qualifier": "about"}),
        ("<low>2</low>", {"low": 2.0, "qualifier": "at-least"}),
        ("<low/><high/>", None),
    ],
)
def test_people_are_counted_in_ranges(asked, expected):
    body = f"<anybody_hurt>yes</anybody_hurt><casualties><civilians_killed>{asked}</civilians_killed></casualties>"
    assert told(body).record["casualties"]["civilians_killed"] == expected


def test_nobody_hurt_is_nought_and_not_knowing_is_nothing():
    assert told("<anybody_hurt>no</anybody_hurt>").record["casualties"]["military_killed"] == {"low": 0, "high": 0}
    assert told("<anybody_hurt>unknown</anybody_hurt>").record["casualties"] is None


def test_a_patrol_gives_its_way_as_the_place_of_the_report():
    answers = "<route>31 16 0 0;31.1 16.1 0 0</route><people>4</people><posts_visited>A\n\n B </posts_visited>"
    record = told(f"<patrol>{answers}</patrol>", kind="patrol-report").record
    assert record["patrol"]["posts_visited"] == ["A", "B"]
    assert record["place"] == record["patrol"]["route"]
    assert record["patrol"]["people"] == 4.0


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.jpg", "a.jpg"), ("../../etc/passwd", "passwd"), ("C:\\x\\b.jpg", "b.jpg"), ("a/", ""), ("", "")],
)
def test_a_file_name_is_the_last_part_of_a_path(name, expected):
    assert base_name(name) == expected


def test_the_device_says_what_it_says():
    claimed = told(BODY).record["claimed"]
    assert (claimed["device"], claimed["serial"], claimed["lat"]) == ("collect:abc", 7, 31.2)
    assert claimed["started_at"] == "2020-12-06T10:00:00Z"
    assert START.endswith("+02:00")

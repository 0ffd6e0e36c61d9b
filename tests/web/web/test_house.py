from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from evenhand.foundation.texts import Text
from evenhand_web.web.templatetags import house

MOMENT = datetime(2020, 12, 6, 4, 15, 30, tzinfo=UTC)


class TestInstant:
    @pytest.mark.parametrize(
        ("precision", "shown"),
        [("minute", "2020-12-06 04:15 UTC"), ("second", "2020-12-06 04:15:30 UTC"), ("day", "2020-12-06")],
    )
    def test_is_in_utc_and_isolated(self, precision, shown):
        assert house.instant(MOMENT, precision) == (
            f'<time datetime="2020-12-06T04:15:30Z"><bdi dir="ltr">{shown}</bdi></time>'
        )

    def test_names_the_offset_of_another_zone(self):
        with timezone.override(ZoneInfo("Africa/Tripoli")):
            assert "2020-12-06 06:15 +02:00" in house.instant(MOMENT)

    def test_of_nothing_is_nothing(self):
        assert house.instant(None) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (timedelta(days=3, hours=4, minutes=9), "3 d 4 h"),
        (timedelta(minutes=10), "10 min"),
        (75.4, "1 min 15 s"),
        (0, "0 s"),
        (None, ""),
    ],
)
def test_durations_tell_their_two_largest_units(value, shown):
    assert house.duration(value) == shown


class TestWords:
    def test_are_in_the_readers_language(self):
        with translation.override("ar"):
            assert house.words(Text({"en": "Sirte", "ar": "سرت"})) == "سرت"

    def test_are_marked_where_they_are_in_another(self):
        with translation.override("fr"):
            assert house.words(Text({"ar": "سرت"})) == '<span lang="ar" dir="rtl">سرت</span>'

    def test_are_escaped(self):
        template = Template("{{ text|words }}")
        assert template.render(Context({"text": Text({"en": "<b>"})})) == "&lt;b&gt;"

    def test_are_escaped_in_another_language_too(self):
        with translation.override("fr"):
            assert "&lt;b&gt;" in house.words(Text({"en": "<b>"}))


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(1234567, 0, "1\u202f234\u202f567"), (0.5, 1, "0.5"), (-3, 0, "-3")],
)
def test_numbers_group_their_thousands(value, digits, shown):
    assert f">{shown}<" in house.number(value, digits)


@pytest.mark.parametrize(
    ("lon", "lat", "shown"),
    [(15.5, 31.25, "31.25000° N 15.50000° E"), (-0.1, -33.0, "33.00000° S 0.10000° W"), (None, 1.0, "")],
)
def test_coordinates_name_their_hemispheres(lon, lat, shown):
    assert shown in house.coordinates(lon, lat)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "?sort=rule"),
        ("?q=x&page=3", "?q=x&amp;sort=rule"),
        ("?sort=rule", "?sort=-rule"),
        ("?sort=-rule", "?sort=rule"),
    ],
)
def test_a_sort_link_keeps_the_filters_and_goes_back_to_page_one(query, expected):
    request = RequestFactory().get("/" + query)
    shown = Template("{% sort_link 'rule' %}").render(Context({"request": request}))
    assert shown == expected

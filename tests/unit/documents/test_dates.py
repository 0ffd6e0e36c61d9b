import pytest

from evenhand.documents.dates import dates_in, nearest_year


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("2020 年 10 月 19 日至 23 日", "zh", ["2020-10-19", "2020-10-23"]),
        ("2020年11月13日和18日", "zh", ["2020-11-13", "2020-11-18"]),
        ("from 2 to 4 November 2020", "en", ["2020-11-02", "2020-11-04"]),
        ("28 February and 3 March 2020", "en", ["2020-02-28", "2020-03-03"]),
        ("November 4, 2020", "en", ["2020-11-04"]),
        ("le 1er mars 2020", "fr", ["2020-03-01"]),
        ("el 2 de noviembre de 2020", "es", ["2020-11-02"]),
        ("12 февраля 2020 года", "ru", ["2020-02-12"]),
        ("١٢ شباط/فبراير ٢٠٢٠", "ar", ["2020-02-12"]),
        ("30 February 2020", "en", []),
    ],
)
def test_whole_dates(text, language, days):
    assert [one.value for one in dates_in(text, language).whole] == days


def test_a_missing_year_is_inferred_and_marked():
    found = dates_in("4月13日举行", "zh", "2011-04-14").whole

    assert [(one.value, one.inferred) for one in found] == [("2011-04-13", True)]


def test_december_in_a_text_of_january_lies_in_the_year_before():
    assert nearest_year(12, 3, "2021-01-15") == 2020


def test_a_day_without_any_year_to_infer_is_a_part_of_a_date():
    assert [one.value for one in dates_in("4月13日", "zh").partial] == ["--04-13"]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("2012年年底", "zh", "2012-end"), ("in March 2021", "en", "2021-03"), ("fin 2020", "fr", "2020-end")],
)
def test_parts_of_dates(text, language, value):
    assert [one.value for one in dates_in(text, language).partial] == [value]

from datetime import date

from evenhand.council.records import Seat, Seats
from evenhand.council.rotation import presidencies, sitting
from evenhand.foundation.texts import Text

NAMES = {
    "2020": "Belgium China Dominican_Republic Estonia France Germany Indonesia Niger Russian_Federation Saint_Vincent "
    "South_Africa Tunisia United_Kingdom United_States Viet_Nam",
    "2021": "China Estonia France India Ireland Kenya Mexico Niger Norway Russian_Federation Saint_Vincent Tunisia "
    "United_Kingdom United_States Viet_Nam",
}
FIRST_YEAR = NAMES["2020"].split()
SECOND_YEAR = ["China", "Estonia", "France", "India", "Ireland", "Kenya", "Mexico", "Niger"]
HELD = [*FIRST_YEAR, *SECOND_YEAR]
"""The presidencies from February 2020 to December 2021, as they were held."""


def seats() -> Seats:
    found = tuple(
        Seat(
            member=name,
            name=Text({"en": name.replace("_", " "), "fr": "Zz"}),
            begins=date(int(year), 1, 1),
            ends=date(int(year), 12, 31),
        )
        for year, names in NAMES.items()
        for name in names.split()
    )
    return Seats(seats=found, counted_from="2020-02", president_then="Belgium")


def test_fifteen_sit_on_the_last_day_of_a_year_and_on_the_first_of_the_next():
    assert len(sitting(seats(), on=date(2020, 12, 31))) == 15
    assert "India" in {seat.member for seat in sitting(seats(), on=date(2021, 1, 1))}


def test_the_presidency_passes_in_the_english_order_of_names_also_where_members_change():
    found = presidencies(seats(), first=date(2020, 2, 1), months=23)

    assert [one.member for one in found] == HELD


def test_nothing_is_known_before_the_month_from_which_it_is_counted_nor_without_one():
    assert presidencies(seats(), first=date(2019, 12, 1), months=2) == ()
    assert presidencies(Seats(), first=date(2020, 2, 1), months=2) == ()


def test_after_the_last_known_member_nobody_presides():
    assert presidencies(seats(), first=date(2022, 1, 1), months=3) == ()

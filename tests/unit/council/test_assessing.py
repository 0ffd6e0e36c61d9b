from dataclasses import replace
from datetime import date

import pytest

from evenhand.council.assessing import Month, assess, changes, sections
from evenhand.council.codes import Format, HowMany, PointKind, ProductKind, Region
from evenhand.council.counting import Kept
from evenhand.council.records import Briefer, Item, Meeting, Point, Product, Vote
from evenhand.foundation.texts import LANGUAGES, Text

POINT = Point(kind=PointKind.WARNS, how_many=HowMany.MOST, by="X", text=Text({"en": "Trouble is near."}))
ITEMS = {
    "coast": Item(name=Text({"en": "The coast", "ar": "الساحل"}), region=Region.AFRICA),
    "arms": Item(name=Text({"en": "Small arms"}), region=Region.THEMATIC),
}
BRIEFING = Meeting(
    day=date(2020, 2, 5), format=Format.BRIEFING, item="arms", briefers=(Briefer(name="A. Speaker"),), points=(POINT,)
)
ADOPTION = Meeting(
    day=date(2020, 2, 11), format=Format.ADOPTION, item="coast", requested_by=("X",), first_of_its_kind=True
)
RESOLUTION = Product(
    symbol="S/RES/1", kind=ProductKind.RESOLUTION, day=date(2020, 2, 11), item="coast", vote=Vote(in_favour=14)
)
MONTH = Month(
    month="2020-02",
    presidency="Belgium",
    meetings=(Kept(id="m1", value=BRIEFING), Kept(id="m2", value=ADOPTION)),
    products=(Kept(id="p1", value=RESOLUTION), Kept(id="p2", value=replace(RESOLUTION, body="group"))),
    items=ITEMS,
)


def test_it_begins_with_the_counts_and_goes_region_by_region():
    made = assess(MONTH)
    told = sections(made)

    assert [heading for heading, _ in told] == [
        "The month in numbers", "Africa: The coast", "Thematic and other issues: Small arms",
    ]  # fmt: skip
    assert "public meetings: 2" in told[0][1]
    assert told[1][1][1] == "2020-02-11: resolution S/RES/1. Votes in favour 14, against ?, abstaining ?."
    assert "Briefed by A. Speaker. (warns; most; X) Trouble is near." in told[2][1][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_disclaimer_names_the_presidency_in_every_language(language):
    made = assess(MONTH, language=language)

    assert "Belgium" in made.disclaimer
    assert made.lines


def test_a_month_without_records_says_so_in_numbers():
    made = assess(replace(MONTH, month="2020-03"))

    assert [one.text for one in made.lines] == [
        "public meetings: 0", "closed meetings and consultations: 0", "resolutions: 0",
    ]  # fmt: skip


def test_what_has_become_otherwise_is_told_line_by_line():
    before = assess(replace(MONTH, meetings=MONTH.meetings[1:]))
    found = changes(before, assess(MONTH))

    assert any("A. Speaker" in one.now and not one.issued for one in found)
    assert any("public meetings: 1" in one.issued and "public meetings: 2" in one.now for one in found)
    assert changes(before, before) == ()


def test_what_may_run_the_other_way_is_set_apart_in_arabic():
    told = " ".join(one.text for one in assess(MONTH, language="ar").lines)

    assert "\u2068A. Speaker\u2069" in told
    assert "\u2068" not in " ".join(one.text for one in assess(MONTH, language="fr").lines)

from datetime import date

from evenhand.council.codes import EntryStatus, Format
from evenhand.council.counting import Kept
from evenhand.council.programmes import beside
from evenhand.council.records import Entry, Meeting, Programme


def entry(day: int | None, status: str = "planned", moved: int | None = None) -> Entry:
    return Entry(
        day=date(2020, 2, day) if day else None,
        item="a",
        status=EntryStatus(status),
        moved_to=date(2020, 2, moved) if moved else None,
    )


def held(day: int, month: int = 2) -> Kept:
    return Kept(id=f"m{month}-{day}", value=Meeting(day=date(2020, month, day), format=Format.BRIEFING, item="a"))


def test_entries_are_answered_by_meetings_each_by_one():
    programme = Programme(
        month="2020-02", entries=(entry(3), entry(3), entry(5, "moved", 6), entry(7, "dropped"), entry(None))
    )
    found = beside(programme, [held(3), held(6), held(7), held(9, month=3)])

    assert [one.meeting for one in found.planned] == ["m2-3", "", "m2-6", "", ""]
    assert [one.on.day if one.on else None for one in found.planned] == [3, 3, 6, 7, None]
    assert found.unplanned == ("m2-7",)


def test_a_meeting_of_another_item_or_form_answers_nothing():
    other = Kept(id="x", value=Meeting(day=date(2020, 2, 3), format=Format.CONSULTATIONS, item="a"))
    found = beside(Programme(month="2020-02", entries=(entry(3),)), [other])

    assert (found.planned[0].meeting, found.unplanned) == ("", ("x",))

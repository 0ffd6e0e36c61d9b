from evenhand.agreements.reading import read_agreement
from evenhand.sources.agreement_files import agreement_files, find_agreement
from evenhand_web.council import access
from evenhand_web.council.queries import desk, months
from evenhand_web.council.queries.shelf import shelf
from evenhand_web.web.management import demo_council
from web.conftest import NOW

AS_OF = NOW.date()


def test_the_demo_holds_what_the_texts_say_and_finds_what_is_wrong_in_them(keeper, actor):
    agreement = read_agreement(agreement_files(find_agreement("libya-2020")), origin="test")
    told = demo_council.settle(actors={"secretariat": keeper}, agreement=agreement, now=NOW)
    reader = actor("liaison")
    (page,) = months.claims(reader)
    found = {row.check.claim.counts: row.check for row in page.rows}

    assert told == "102 records"
    counted = {key: one.counted.number for key, one in found.items()}
    assert counted["meetings.public"] == 23
    assert counted["meeting.briefing"] == 17
    assert counted["meeting.consultations"] == 12
    assert counted["product.resolution"] == 5
    assert (found["meetings.public"].parts_sum, found["product.resolution"].told) == (24, 5)
    assert all(not one.missing for one in found.values())
    assert len(access.records(keeper, "meeting")) == len(access.records(reader, "meeting")) + 1
    rows = {row.held.id: row for row in desk.measures(shelf(reader, "measure"), as_of=AS_OF)}
    assert rows["unsmil-mandate"].standing.roll_overs == 2
    assert rows["unsmil-mandate"].gaps == ()
    assert rows["exercise-mandate"].gaps[0].days == 9
    assert rows["yemen-sanctions"].standing.until is None
    shown = desk.desk(reader, as_of=AS_OF)
    assert [name for _, name in shown.presidencies][:2] == ["South Africa", "Tunisia"]
    assert any(one.key == "libya-contact-group" for one in shown.open)

"""A case goes on through the services, and everything beside it goes with it."""

from evenhand_web.cases import access
from evenhand_web.cases.models import Act, Case, Shown
from evenhand_web.ledger.models import Entry


def test_a_complaint_becomes_a_case_with_a_number_that_counts_nothing(story):
    first, second = story(), story(by="liaison-south")

    assert first.number.startswith("CASE-2020-")
    assert len(first.number) == len("CASE-2020-00000")
    assert abs(int(first.number[-5:]) - int(second.number[-5:])) > 1


def test_a_case_goes_from_the_complaint_to_the_sub_committee(story):
    told = story().to_sub_committee()

    assert told.file.state == "sub-committee"
    assert Case.objects.get().state == "sub-committee"


def test_the_record_holds_a_digest_of_each_act_and_not_what_it_says(story):
    told = story().to_fact_finding()
    entries = [entry for entry in Entry.objects.all() if entry.action.startswith("cases.")]

    assert len(entries) == Act.objects.count()
    assert all(Act.objects.get(number=n, case=told.id).digest in entry.details for n, entry in enumerate(entries, 1))
    assert not any("attacked" in entry.details for entry in entries)


def test_each_audience_has_a_row_of_what_it_sees(story):
    told = story().to_fact_finding()

    assert set(Shown.objects.values_list("audience", "state")) == {
        ("all", "fact-finding"),
        ("organisation:north", "fact-finding"),
        ("organisation:south", "fact-finding"),
        ("person:officer-north@north", "fact-finding"),
        ("person:officer-south@south", "fact-finding"),
    }
    assert {row.number for row in access.visible_cases(told.people["officer-north"])} == {told.number}

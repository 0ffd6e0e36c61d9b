"""The demo's phones have something on every part of their pages."""

from evenhand_web.accounts.access import actor_for
from evenhand_web.devices import queries
from evenhand_web.intake.models import Report
from evenhand_web.web.management.demo_devices import settle
from unit.agreements.small import agreement
from web.conftest import NOW


def test_the_demo_has_a_phone_in_use_with_gaps_one_that_is_cut_off_and_one_that_was_never_heard(person):
    people = [("duty", "duty-officer"), ("monitor", "monitor"), ("analyst", "analyst")]
    actors = {name: actor_for(person(role, "mission", username=name)) for name, role in people}
    told = settle(actors=actors, agreement=agreement(), now=NOW)

    phones = queries.phones(actors["duty"])
    page = queries.phone_page(actors["duty"], phones[1].id, language="en")
    assert told == "3 phones, 4 reports from one of them"
    assert [phone.label for phone in phones] == ["Base, spare", "Patrol 3, blue case", "Patrol 1, no case"]
    assert [phone.missing for phone in phones] == [0, 2, 0]
    assert page.gaps[0].ranges == ((3, 4),)
    assert page.unfinished[0].files == ("smoke.jpg",)
    assert set(Report.objects.values_list("readable", flat=True)) == {True}

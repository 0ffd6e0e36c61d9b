"""Looking for links: what is new is grouped with its neighbourhood, and twice the same does nothing."""

import pytest
from django.core.management import call_command

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.incidents.models import Incident, IncidentAct, Statement
from evenhand_web.incidents.services import acts, deciding
from evenhand_web.incidents.services.grouping import look_for_links
from evenhand_web.incidents.witnesses import pending_alerts, pending_reports
from evenhand_web.intake.models import Report
from evenhand_web.ledger.models import Entry
from evenhand_web.totals.indexing import rebuild
from evenhand_web.totals.models import Observation
from web.conftest import NOW
from web.incidents.stories import FAR, an_alert, by_party, filed, incidents, look

pytestmark = pytest.mark.django_db


def test_reports_and_alerts_of_one_event_become_an_incident(actor):
    one, other = filed("one", actor("monitor")), by_party("other", actor("liaison"))
    seen, far = an_alert(), filed("far", actor("analyst"), place=FAR)

    looked = look()

    assert looked.read == 4
    assert incidents() == {"INC-2020-0001": {one, other, seen}}
    assert Statement.objects.get(pk=far).incident is None
    found = Incident.objects.get()
    assert (found.reports, found.alerts, found.independent, found.of_parties) == (2, 1, 3, 1)
    assert found.type == "KIN.MOR"
    assert Entry.objects.filter(action="incidents.look").count() == 1


def test_totals_follow_what_is_held_to_be_one_incident(actor):
    one, other = filed("one", actor("monitor")), by_party("other", actor("liaison"))
    far = filed("far", actor("analyst"), place=FAR)
    look()

    def held():
        return {f"{row.origin}:{row.ref}": row.incident for row in Observation.objects.all()}

    assert held() == {one: "inc-2020-0001", other: "inc-2020-0001", far: None}
    told = {"chosen": [other], "shown": [one, other], "text": "Another one."}
    deciding.split(incident_id="inc-2020-0001", **told, actor=actor("duty-officer"), now=NOW)
    assert held() == {row.statement: row.incident_id for row in Statement.objects.all()}
    assert list(held().values()).count("inc-2020-0001") == 1
    before = held()
    rebuild()
    assert held() == before


def test_a_second_look_finds_nothing_new(actor):
    filed("one", actor("monitor"))
    by_party("other", actor("liaison"))
    look()
    entries, done = Entry.objects.count(), IncidentAct.objects.count()

    assert look().read == 0
    assert (Entry.objects.count(), IncidentAct.objects.count()) == (entries, done)


def test_what_was_not_looked_at_is_counted(actor):
    filed("one", actor("monitor"))
    an_alert()

    assert (pending_reports().count(), pending_alerts().count()) == (1, 1)
    look()
    assert (pending_reports().count(), pending_alerts().count()) == (0, 0)


def test_a_late_report_joins_the_incident_that_is_there(actor):
    one, other = filed("one", actor("monitor")), by_party("other", actor("liaison"))
    look()
    late = filed("late", actor("analyst"))
    looked = look()

    assert looked.changed == ("INC-2020-0001",)
    assert incidents() == {"INC-2020-0001": {one, other, late}}


def test_what_says_neither_when_nor_where_is_left_out_with_its_reason(actor):
    one = filed("one", actor("monitor"), place=None)

    assert look().left_out == 1
    assert Statement.objects.get(pk=one).left_out == "place"


def test_a_dismissed_alert_leaves_its_incident(actor):
    one, seen = filed("one", actor("monitor")), an_alert()
    look()
    acts.dismiss(alert_ids=["alert-a"], reason="sensor", text="A mast.", actor=actor("duty-officer"), now=NOW)
    look()

    assert incidents() == {"INC-2020-0001": {one}}
    acts.reopen(alert_ids=["alert-a"], text="No mast there.", actor=actor("duty-officer"), now=NOW)
    look()
    assert incidents() == {"INC-2020-0001": {one, seen}}


def test_an_incident_of_which_nothing_is_left_ends_and_keeps_its_number(actor):
    an_alert()
    filed("one", actor("monitor"))
    look()
    Report.objects.update(state="withdrawn")
    acts.dismiss(alert_ids=["alert-a"], reason="sensor", text="A mast.", actor=actor("duty-officer"), now=NOW)
    look()

    found = Incident.objects.get()
    assert (found.number, found.state) == ("INC-2020-0001", "ended")
    assert incidents() == {"INC-2020-0001": set()}


def test_a_person_needs_to_handle_reports(actor):
    with pytest.raises(Problem) as caught:
        look_for_links(actor=actor("monitor"), now=NOW)

    assert caught.value.kind is NOT_PERMITTED


def test_the_command_says_what_came_of_it(actor, capsys):
    filed("one", actor("monitor"))
    by_party("other", actor("liaison"))
    call_command("group_incidents")

    assert "2 read, 0 say too little, 1 incidents made" in capsys.readouterr().out

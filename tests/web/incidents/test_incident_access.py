"""Outside the mission an incident is there once it is released, and in it only what may be seen anyway."""

import json
import re

import pytest

from evenhand.foundation.problems import Problem
from evenhand_web.incidents import access, incident_list, incident_page
from evenhand_web.incidents.access import NO_SUCH_INCIDENT
from evenhand_web.incidents.incident_filters import IncidentFilters
from evenhand_web.incidents.models import Incident, IncidentAct
from evenhand_web.incidents.services import deciding
from evenhand_web.intake.models import Report
from evenhand_web.ledger.models import Entry
from evenhand_web.ledger.queries import read_entry
from web.conftest import NOW
from web.incidents.stories import FAR, an_alert, by_party, filed, look

pytestmark = pytest.mark.django_db
FIRST = "inc-2020-0001"


@pytest.fixture
def one(actor) -> dict[str, str]:
    """An incident of a monitor's report, the northern party's, and an alert; released to the northern party."""
    found = {"monitor": filed("one", actor("monitor")), "north": by_party("two", actor("liaison")), "alert": an_alert()}
    look()
    duty = actor("duty-officer")
    deciding.comment_incident(incident_id=FIRST, text="Ours alone.", actor=duty, now=NOW)
    deciding.comment_incident(incident_id=FIRST, text="For all.", shared=True, actor=duty, now=NOW)
    deciding.release_incident(incident_id=FIRST, organisation="north", text="Yours.", actor=duty, now=NOW)
    deciding.release_incident(incident_id=FIRST, organisation="commission", actor=duty, now=NOW)
    return found


def page_for(who):
    return incident_page.incident_page(who, FIRST, language="en", now=NOW)


def test_what_is_not_released_looks_like_what_does_not_exist(one, actor):
    south, told = actor("liaison", "south"), []
    for wanted in (FIRST, "inc-2020-9999"):
        with pytest.raises(Problem) as caught:
            access.incident_for(south, wanted)
        assert caught.value.kind is NO_SUCH_INCIDENT
        told.append(str(caught.value).replace(wanted, ""))
    assert told[0] == told[1]
    assert not access.visible_incidents(south).exists()
    assert not access.visible_incidents(actor("administrator")).exists()


def test_a_party_sees_its_own_report_in_it_and_figures_of_that_alone(one, actor):
    shown = page_for(actor("liaison"))

    assert [row.key for row in shown.statements] == [one["north"]]
    assert (shown.row.reports, shown.row.alerts, shown.independence.independent) == (1, 0, 1)
    assert (shown.links, shown.near, shown.questions, shown.organisations) == ((), (), (), ())
    assert [(act.kind, act.text) for act in shown.acts] == [("commented", "For all."), ("released", "Yours.")]
    assert shown.released_to == (("north", "Northern party"),)
    assert shown.row.state == ""


def test_acts_are_numbered_among_those_that_are_shown(one, browser_of):
    """A number over all incidents would count what is hidden."""
    answer = browser_of("liaison").get(f"/incidents/{FIRST}/").content.decode()

    assert re.findall(r'id="act-(\d+)"', answer) == re.findall(r"#(\d+)<", answer) == ["1", "2"]


def test_the_mission_reads_the_numbers_by_which_decisions_are_named(one, actor):
    acts = {act.number for act in page_for(actor("analyst")).acts}
    assert acts == set(IncidentAct.objects.values_list("pk", flat=True))


def test_the_mission_sees_all_of_it(one, actor):
    shown = page_for(actor("analyst"))

    assert {row.key for row in shown.statements} == set(one.values())
    assert len(shown.links) == 3
    assert len(shown.released_to) == 2


def test_the_commission_to_which_nothing_in_it_is_released_sees_an_empty_incident(one, actor, browser_of):
    assert page_for(actor("commissioner")).statements == ()

    answer = browser_of("commissioner", username="c2").get(f"/incidents/{FIRST}/").content.decode()
    assert "None of the reports and alerts of this incident is released to you." in answer


@pytest.mark.parametrize("role", ["liaison", "commissioner"])
def test_nothing_hidden_stands_in_page_map_or_list(one, role, browser_of):
    hidden = [Report.objects.get(pk=one["monitor"].partition(":")[2]).number, "alert-a", "icao24:4b43ac", "Ours alone."]
    client = browser_of(role)
    for address in (f"/incidents/{FIRST}/", f"/incidents/{FIRST}/map/", "/incidents/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not [word for word in hidden if word in answer.content.decode()], address


def test_the_list_of_a_party_counts_filters_and_searches_by_what_it_sees(one, actor):
    def found(**facts):
        filters = IncidentFilters(**facts)
        return incident_list.incident_list(actor("liaison"), filters, page=1, language="en", now=NOW).page.total

    number = Report.objects.get(pk=one["monitor"].partition(":")[2]).number
    assert found() == found(q="INC-2020-0001") == found(type="KIN.MOR") == found(week="2020-W49") == 1
    assert found(q=number) == found(party="north") == found(week="2020-W50") == found(q="alert") == 0
    told = incident_list.incident_list(actor("liaison"), IncidentFilters(), page=1, language="en", now=NOW)
    assert (told.page.rows[0].reports, told.page.rows[0].alerts, told.counts) == (1, 0, {})
    assert (told.waiting_reports, told.left_out, told.inside) == (0, 0, False)


def test_an_echo_of_what_is_hidden_names_nobody(one, actor):
    deciding.echo(
        incident_id=FIRST, statement=one["north"], origin=one["monitor"], actor=actor("duty-officer"), now=NOW
    )
    shown = page_for(actor("liaison"))

    assert shown.statements[0].counted
    assert shown.independence.independent == 1


def test_a_joined_number_leads_on_only_where_it_was_released(one, actor):
    far = {filed("far", actor("monitor"), place=FAR), by_party("farther", actor("liaison", "south"), place=FAR)}
    look()
    second = Incident.objects.exclude(pk=FIRST).get()
    assert second.statements.count() == len(far)
    deciding.join(incident_id=FIRST, other_id=second.pk, text="One.", actor=actor("duty-officer"), now=NOW)

    assert access.incident_for(actor("analyst"), second.pk).pk == FIRST
    with pytest.raises(Problem):
        access.incident_for(actor("liaison"), second.pk)


@pytest.fixture
def joined(one, actor) -> dict:
    """A newer incident, shown to the southern party, was joined to the first one, which is not; and who did it."""
    far = by_party("farther", actor("liaison", "south"), place=FAR)
    filed("far", actor("monitor"), place=FAR)
    look()
    part = Incident.objects.get(statements=far).pk
    duty = {"actor": actor("duty-officer"), "now": NOW}
    deciding.release_incident(incident_id=part, organisation="south", text="See.", **duty)
    deciding.join(incident_id=part, other_id=FIRST, text="One event.", **duty)
    return {"part": part, "who": duty}


def told_of_releases(part: str) -> list[tuple[str, str, bool]]:
    acts = IncidentAct.objects.filter(incident=part, kind__in=["released", "recalled"])
    return [(act.kind, act.organisation.key, act.by is None) for act in acts]


def test_that_somebody_loses_an_incident_because_it_is_joined_is_written_down_and_shown(joined, actor, browser_of):
    assert told_of_releases(joined["part"]) == [("released", "south", False), ("recalled", "south", True)]
    assert [(key, number) for key, _name, number in page_for(actor("analyst")).resting] == [
        ("south", joined["part"].upper())
    ]
    assert (
        "Shown in part before it was joined here" in browser_of("analyst").get(f"/incidents/{FIRST}/").content.decode()
    )
    assert page_for(actor("liaison")).resting == ()
    entry = Entry.objects.get(action="incidents.incident-joined")
    assert json.loads(read_entry(entry).details)["changes"]["recalled"] == [f"{joined['part'].upper()} south"]


def test_an_incident_that_parts_again_is_shown_as_before_and_that_is_written_down(joined, actor):
    act = IncidentAct.objects.get(kind="joined").pk
    deciding.undo(incident_id=FIRST, act_id=str(act), **joined["who"])

    assert told_of_releases(joined["part"])[2:] == [("released", "south", True)]
    assert access.incident_for(actor("liaison", "south"), joined["part"]).pk == joined["part"]
    assert page_for(actor("analyst")).resting == ()


def test_once_the_whole_is_released_nothing_rests(joined, actor):
    deciding.release_incident(incident_id=FIRST, organisation="south", **joined["who"])

    assert page_for(actor("analyst")).resting == ()
    assert access.incident_for(actor("liaison", "south"), joined["part"]).pk == FIRST


def test_a_recall_holds_for_what_was_joined_even_when_that_parts_again(joined, actor):
    deciding.recall_incident(incident_id=FIRST, organisation="south", text="A mistake.", **joined["who"])
    assert page_for(actor("analyst")).resting == ()
    act = IncidentAct.objects.get(kind="joined").pk
    deciding.undo(incident_id=FIRST, act_id=str(act), **joined["who"])

    with pytest.raises(Problem):
        access.incident_for(actor("liaison", "south"), joined["part"])


def test_report_and_alert_name_their_incident_to_those_who_may_see_it(one, browser_of):
    report = f"/reports/{one['north'].partition(':')[2]}/"
    for role, home, seen in (("analyst", None, True), ("liaison", "north", True)):
        answer = browser_of(role, home).get(report).content.decode()
        assert bool(re.search("INC-2020-0001", answer)) is seen
    assert "INC-2020-0001" in browser_of("monitor").get("/alerts/alert-a/").content.decode()


def test_a_report_of_an_incident_that_is_not_released_does_not_name_it(one, actor, browser_of):
    deciding.recall_incident(
        incident_id=FIRST, organisation="north", text="Wait.", actor=actor("duty-officer"), now=NOW
    )
    answer = browser_of("liaison").get(f"/reports/{one['north'].partition(':')[2]}/").content.decode()

    assert "INC-2020" not in answer


def test_a_remark_about_a_part_is_for_those_to_whom_that_part_was_shown(one, actor):
    """After incidents are joined, too: what was shared with whoever saw the one is not for whoever saw the other."""
    duty, other = actor("duty-officer"), filed("far", actor("monitor"), place=FAR)
    filed("far, too", actor("monitor"), place=FAR)
    look()
    part = Incident.objects.get(statements=other).pk
    deciding.comment_incident(incident_id=part, text="For South.", shared=True, actor=duty, now=NOW)
    deciding.release_incident(incident_id=part, organisation="south", actor=duty, now=NOW)
    deciding.join(incident_id=FIRST, other_id=part, text="One event.", actor=duty, now=NOW)

    assert "For South." in [act.text for act in page_for(duty).acts]
    assert "For South." not in [act.text for act in page_for(actor("liaison")).acts]

    deciding.release_incident(incident_id=FIRST, organisation="south", actor=duty, now=NOW)

    assert "For South." in [act.text for act in page_for(actor("liaison", "south")).acts]

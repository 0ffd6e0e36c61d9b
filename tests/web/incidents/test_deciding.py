"""What people decide about incidents holds, is written down, and can be taken back."""

import pytest
from django.db import DatabaseError

from evenhand.foundation.problems import Problem
from evenhand.incidents.decisions import CONTRADICTORY
from evenhand_web.accounts.access import NOT_PERMITTED
from evenhand_web.incidents.access import NO_SUCH_INCIDENT
from evenhand_web.incidents.models import Incident, IncidentAct, Statement
from evenhand_web.incidents.services import deciding
from evenhand_web.incidents.services.acts import NOT_RELEASABLE, TEXT_MISSING
from evenhand_web.intake.models import Report
from evenhand_web.ledger.models import Entry
from web.conftest import NOW
from web.incidents.stories import FAR, by_party, filed, incidents, look, together

pytestmark = pytest.mark.django_db
FIRST = "inc-2020-0001"


@pytest.fixture
def three(actor) -> tuple[str, str, str]:
    """Three reports of one event, put together; by the mission, by a party, by an analyst."""
    found = filed("one", actor("monitor")), by_party("two", actor("liaison")), filed("three", actor("analyst"))
    look()
    assert incidents() == {"INC-2020-0001": set(found)}
    return found


@pytest.fixture
def duty(actor) -> dict:
    return {"actor": actor("duty-officer"), "now": NOW}


def last_decision() -> str:
    return str(IncidentAct.objects.exclude(kind__in=["proposed", "undone"]).last().pk)


def test_a_refused_link_parts_and_taking_it_back_restores(three, duty):
    one, two, _three = three
    deciding.refuse(incident_id=FIRST, one=one, other=two, text="Another shell.", **duty)

    assert not together(one, two)
    assert Entry.objects.filter(action="incidents.incident-refused").count() == 1
    deciding.undo(incident_id=FIRST, act_id=last_decision(), **duty)
    assert incidents() == {"INC-2020-0001": set(three)}
    assert Incident.objects.get(pk=FIRST).state == "proposed"


def test_what_is_refused_stays_so_when_more_comes(three, duty, actor):
    one, two, _three = three
    deciding.refuse(incident_id=FIRST, one=one, other=two, **duty)
    filed("four", actor("monitor"))
    look()

    assert not together(one, two)
    assert Incident.objects.get(pk=FIRST).questions


def test_an_accepted_link_joins_what_the_machine_would_not(three, duty, actor):
    far = filed("far", actor("monitor"), place=FAR)
    look()
    deciding.accept(incident_id=FIRST, one=three[0], other=far, text="The same column.", **duty)

    assert together(three[0], far)
    found = Incident.objects.get(pk=FIRST)
    assert found.state == "reviewed"
    assert found.questions[0]["other"] in {far, three[0]}


def test_what_is_split_off_is_an_incident_of_its_own_and_comes_back(three, duty, actor):
    four = filed("four", actor("monitor"))
    look()
    deciding.split(incident_id=FIRST, chosen=[three[2], four], shown=[*three, four], text="Two salvos.", **duty)

    assert sorted(map(sorted, incidents().values())) == sorted(map(sorted, ({*three[:2]}, {three[2], four})))
    assert set(incidents()) == {"INC-2020-0001", "INC-2020-0002"}
    deciding.undo(incident_id=FIRST, act_id=last_decision(), **duty)
    assert incidents() == {"INC-2020-0001": {*three, four}}
    assert Incident.objects.get(number="INC-2020-0002").into_id == FIRST


def test_what_came_after_the_page_was_drawn_is_not_held_apart_by_whoever_did_not_see_it(three, duty, actor):
    late = filed("late", actor("monitor"))
    look()
    done = IncidentAct.objects.count()
    for shown, told in ((three, late), ([*three, late, "report:gone"], "report:gone"), ([], "")):
        with pytest.raises(Problem) as caught:
            deciding.split(incident_id=FIRST, chosen=[three[2]], shown=shown, text="Two salvos.", **duty)
        assert caught.value.kind is deciding.LIST_CHANGED
        number = Report.objects.filter(pk=told.partition(":")[2]).values_list("number", flat=True).first()
        assert (number or told) in str(caught.value)
    assert IncidentAct.objects.count() == done

    deciding.split(incident_id=FIRST, chosen=[three[2]], shown=[*three, late], text="Two salvos.", **duty)
    assert not together(three[2], late)


def test_joined_incidents_keep_the_older_number_and_part_again_as_they_were(three, duty, actor):
    place = FAR | {"lon": 20.0}
    later = {by_party("x", actor("liaison"), place=place), *(filed(n, actor("monitor"), place=place) for n in "yzwv")}
    look()
    second = next(number for number, several in incidents().items() if several == later)
    deciding.join(incident_id=second.lower(), other_id="inc-2020-0001", text="One operation.", **duty)

    assert incidents() == {"INC-2020-0001": {*three, *later}}
    deciding.undo(incident_id=FIRST, act_id=last_decision(), **duty)
    assert incidents() == {"INC-2020-0001": {*three}, second: later}


def test_decisions_that_contradict_each_other_are_refused_and_nothing_is_written(three, duty):
    one, two, last = three
    deciding.accept(incident_id=FIRST, one=one, other=two, **duty)
    deciding.accept(incident_id=FIRST, one=two, other=last, **duty)
    done = IncidentAct.objects.count()
    with pytest.raises(Problem) as caught:
        deciding.refuse(incident_id=FIRST, one=one, other=last, **duty)

    assert caught.value.kind is CONTRADICTORY
    assert caught.value.details["one"].startswith("CFV-2020-")
    assert caught.value.details["chain"].startswith("#")
    assert IncidentAct.objects.count() == done


def test_an_echo_counts_with_its_origin_until_that_is_taken_back(three, duty):
    before = Incident.objects.get(pk=FIRST).independent
    deciding.echo(incident_id=FIRST, statement=three[1], origin=three[0], **duty)

    assert Incident.objects.get(pk=FIRST).independent == before - 1
    deciding.undo(incident_id=FIRST, act_id=last_decision(), **duty)
    assert Incident.objects.get(pk=FIRST).independent == before
    assert Statement.objects.get(pk=three[1]).origin == ""


@pytest.mark.parametrize(
    ("verb", "facts", "kind"),
    [
        ("accept", {"one": "report:a", "other": "report:b"}, deciding.NOT_IN_INCIDENT),
        ("refuse", {"one": "self", "other": "self"}, deciding.NOT_TWO),
        ("split", {"chosen": [], "text": "Why"}, deciding.NOT_TWO),
        ("split", {"chosen": ["self"], "text": " "}, TEXT_MISSING),
        ("split", {"chosen": ["report:none"], "text": "Why"}, deciding.NOT_IN_INCIDENT),
        ("join", {"other_id": FIRST, "text": "Why"}, deciding.SAME_INCIDENT),
        ("join", {"other_id": "inc-1999-1", "text": "Why"}, NO_SUCH_INCIDENT),
        ("echo", {"statement": "self", "origin": "self"}, deciding.NOT_TWO),
        ("undo", {"act_id": "99"}, deciding.NOTHING_TO_UNDO),
        ("undo", {"act_id": "x"}, deciding.NOTHING_TO_UNDO),
        ("comment_incident", {"text": ""}, TEXT_MISSING),
        ("release_incident", {"organisation": "mission"}, NOT_RELEASABLE),
        ("recall_incident", {"organisation": "north", "text": ""}, TEXT_MISSING),
    ],
)
def test_what_cannot_be_done_is_said(three, duty, verb, facts, kind):
    known = {name: three[0] if value == "self" else value for name, value in facts.items()}
    known = {name: [three[0]] if value == ["self"] else value for name, value in known.items()}
    known |= {"shown": three} if verb == "split" else {}
    with pytest.raises(Problem) as caught:
        getattr(deciding, verb)(incident_id=FIRST, **known, **duty)

    assert caught.value.kind is kind


def test_only_whoever_handles_reports_decides(three, actor):
    for role in ("monitor", "analyst", "liaison", "commissioner"):
        with pytest.raises(Problem) as caught:
            deciding.refuse(incident_id=FIRST, one=three[0], other=three[1], actor=actor(role), now=NOW)
        assert caught.value.kind is NOT_PERMITTED


def test_releases_and_comments_are_written_down_once(three, duty):
    for _twice in range(2):
        deciding.release_incident(incident_id=FIRST, organisation="north", **duty)
    deciding.comment_incident(incident_id=FIRST, text="Seen.", shared=True, **duty)
    deciding.recall_incident(incident_id=FIRST, organisation="north", text="Too early.", **duty)

    kinds = IncidentAct.objects.exclude(kind="proposed").values_list("kind", flat=True)
    assert [*kinds] == ["released", "commented", "recalled"]


def test_what_was_done_can_be_neither_changed_nor_removed(three):
    with pytest.raises(DatabaseError):
        IncidentAct.objects.update(text="other")

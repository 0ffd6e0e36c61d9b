"""A party cannot learn of what was not released to it, by any way in."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.incidents import queries, services
from evenhand_web.incidents.filters import AlertFilters
from web.alerts import BEGAN, alerts
from web.conftest import NOW

SECRET, SHOWN = "secret-alert", "shown-alert"


@pytest.fixture
def desk(actor) -> None:
    """Two alerts, of which the north was shown one; the mission commented on it in private and in the open."""
    rows = [
        {"alert": SECRET, "object": "icao24:00secret", "party": "south", "area": "inner-zone", "category": "drone"},
        {"alert": SHOWN, "object": "icao24:00shown"},
    ]
    services.record_alerts(alerts=alerts(*rows), actor=SYSTEM, now=NOW)
    officer = actor("duty-officer")
    services.assign(alert_ids=[SECRET, SHOWN], assignee=officer.username, actor=officer, now=NOW)
    services.release(alert_ids=[SHOWN], organisation="north", actor=officer, now=NOW)
    services.comment(alert_id=SHOWN, text="Between us: doubtful receiver.", actor=officer, now=NOW)
    services.comment(alert_id=SHOWN, text="Please answer.", shared=True, actor=officer, now=NOW)


@pytest.fixture
def liaison(actor):
    return actor("liaison", "north")


@pytest.mark.parametrize("tab", ["open", "new", "assigned", "dismissed", "withdrawn", "all", "nonsense"])
@pytest.mark.parametrize("sort", ["-began", "assignee", "-state", "nonsense"])
def test_no_list_holds_it(desk, liaison, tab, sort):
    found = queries.alert_list(liaison, AlertFilters(state=tab), sort)

    assert {row.id for row in found.page.rows} <= {SHOWN}


def test_no_count_counts_it(desk, liaison):
    assert queries.alert_list(liaison, AlertFilters()).counts == {"open": 1, "dismissed": 0, "withdrawn": 0, "all": 1}


def test_no_filter_offers_its_values(desk, liaison):
    found = queries.alert_list(liaison, AlertFilters())

    offered = {option.value for options in (found.areas, found.categories, found.parties) for option in options}
    assert offered == {"coastal-zone", "military-aircraft", "north"}
    assert found.assignees == ()


@pytest.mark.parametrize("filters", [{"q": "secret"}, {"party": "south"}, {"area": "inner-zone"}, {"assignee": "me"}])
def test_no_search_finds_it(desk, liaison, filters):
    assert SECRET not in {row.id for row in queries.alert_list(liaison, AlertFilters(**filters)).page.rows}


def test_the_map_does_not_draw_it(desk, liaison):
    assert [alert.alert for alert in queries.alerts_for_map(liaison, BEGAN, NOW)] == [SHOWN]


@pytest.mark.parametrize("as_format", ["csv", "json", "geojson"])
def test_no_export_holds_it(desk, browser_of, as_format):
    body = browser_of("liaison", "north").get(reverse("incidents:export", args=[as_format])).content.decode()

    assert SHOWN in body
    assert "secret" not in body


def test_its_address_looks_like_one_that_does_not_exist(desk, browser_of):
    browser = browser_of("liaison", "north")
    texts = []
    for alert_id in (SECRET, "never-existed"):
        response = browser.get(reverse("incidents:alert", args=[alert_id]), headers={"accept": "application/json"})
        assert response.status_code == 404
        texts.append(json.dumps(response.json()).replace(alert_id, "X"))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("verb", ["comment", "dismiss", "undo", "release", "assign"])
def test_no_form_reaches_it(desk, browser_of, verb):
    form = {"verb": verb, "alert": SECRET, "text": "x", "reason": "other", "organisation": "north"}
    response = browser_of("liaison", "north").post(reverse("incidents:act"), form)

    assert response.status_code in {403, 404}


def test_what_was_released_to_one_party_is_hidden_from_the_other(desk, actor):
    assert queries.alert_list(actor("liaison", "south"), AlertFilters(state="all")).page.total == 0


def test_the_page_of_a_released_alert_hides_who_works_on_it_and_what_the_mission_said_to_itself(desk, liaison):
    page = queries.alert_page(liaison, SHOWN, language="en", now=NOW)

    assert (page.row.state, page.row.assignee, page.possible) == ("new", "", frozenset())
    assert [(act.kind, act.text, act.actor) for act in page.acts] == [
        ("recorded", "", ""),
        ("released", "", ""),
        ("commented", "Please answer.", ""),
    ]


def test_a_dismissal_tells_the_party_its_reason_but_not_the_words(desk, actor, liaison):
    services.dismiss(
        alert_ids=[SHOWN], reason="sensor", text="Receiver 7 drifts.", actor=actor("duty-officer"), now=NOW
    )
    last = queries.alert_page(liaison, SHOWN, language="en", now=NOW).acts[-1]

    assert (last.kind, last.reason, last.text, last.actor) == ("dismissed", "Sensor or position error", "", "")


def test_what_the_mission_thought_before_it_released_stays_its_own(desk, actor):
    officer, south = actor("duty-officer"), actor("liaison", "south")
    services.dismiss(alert_ids=[SHOWN], reason="harmless", text="A flare.", actor=officer, now=NOW)
    services.reopen(alert_ids=[SHOWN], text="Looked again.", actor=officer, now=NOW)
    later = NOW + timedelta(minutes=1)
    services.release(alert_ids=[SHOWN], organisation="south", actor=officer, now=later)
    services.dismiss(alert_ids=[SHOWN], reason="sensor", text="A jump.", actor=officer, now=later)

    read = queries.alert_page(south, SHOWN, language="en", now=later)

    assert [act.kind for act in read.acts if act.kind in {"dismissed", "reopened"}] == ["dismissed"]


def test_a_party_comment_is_read_by_the_mission_and_not_by_the_other_party(desk, actor, liaison):
    services.release(alert_ids=[SHOWN], organisation="south", actor=actor("duty-officer"), now=NOW)
    services.comment(alert_id=SHOWN, text="It was a relief flight.", shared=True, actor=liaison, now=NOW)

    def read(who) -> bool:
        acts = queries.alert_page(who, SHOWN, language="en", now=NOW).acts
        return any("relief" in act.text for act in acts)

    assert [read(actor("monitor")), read(liaison), read(actor("liaison", "south"))] == [True, True, False]


def test_recall_hides_it_again(desk, actor, liaison):
    services.recall(
        alert_ids=[SHOWN], organisation="north", text="Sent in error.", actor=actor("duty-officer"), now=NOW
    )
    assert queries.alert_list(liaison, AlertFilters(state="all")).page.total == 0


def test_a_mission_role_in_a_party_organisation_sees_only_what_is_released(desk, actor):
    assert queries.alert_list(actor("duty-officer", "north"), AlertFilters(state="all")).page.total == 1

"""The pages of incidents: the list with its filters, the page with its verbs, the map, the button."""

import re

import pytest

from evenhand_web.incidents.incident_filters import BAD_WEEK
from evenhand_web.incidents.incident_views import NO_SUCH_INCIDENT_VERB
from evenhand_web.incidents.models import Incident, IncidentAct
from web.incidents.stories import FAR, an_alert, by_party, filed, incidents, look, together

pytestmark = pytest.mark.django_db
PAGE = "/incidents/inc-2020-0001/"


@pytest.fixture
def one(actor) -> dict[str, str]:
    found = {"monitor": filed("one", actor("monitor")), "north": by_party("two", actor("liaison")), "alert": an_alert()}
    look()
    return found


def send(client, **form):
    return client.post("/incidents/act/", {"incident": "inc-2020-0001", "next": PAGE, **form}, follow=True)


def test_an_empty_list_says_what_to_do(browser_of):
    answer = browser_of("duty-officer").get("/incidents/").content.decode()

    assert "No incidents" in answer
    assert "Look for links now" in answer


def test_the_button_looks_for_links_and_says_what_came_of_it(actor, browser_of):
    filed("one", actor("monitor"))
    by_party("two", actor("liaison"))
    client = browser_of("duty-officer")

    assert "Not looked at yet: <bdi" in client.get("/incidents/").content.decode()
    answer = client.post("/incidents/look/", follow=True).content.decode()
    assert "2 reports and alerts looked at." in answer
    assert "1 new incident." in answer
    assert "INC-2020-0001" in answer


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("q=INC-2020-0001", True),
        ("q=mortar", True),
        ("q=nothing-is-called-so", False),
        ("type=KIN.MOR", True),
        ("type=AIR.FLT", False),
        ("week=2020-W49", True),
        ("week=2020-W50", False),
        ("state=reviewed", False),
        ("state=nonsense", True),
        ("page=99", True),
    ],
)
def test_the_list_is_filtered_by_the_address(one, browser_of, query, there):
    answer = browser_of("analyst").get(f"/incidents/?{query}").content.decode()

    assert ('href="/incidents/inc-2020-0001/"' in answer) is there


def test_a_week_that_is_none_is_said(one, browser_of):
    answer = browser_of("analyst").get("/incidents/?week=2020-W99", headers={"accept": "application/json"})

    assert answer.json()["problem"]["code"] == BAD_WEEK.code


def test_the_page_says_who_says_what_and_why(one, browser_of):
    answer = browser_of("analyst").get(PAGE).content.decode()

    for words in ("Independent sources", "International monitor", "Links, and why", "Both say: Mortar", "History"):
        assert words in answer
    assert 'value="refuse"' not in answer
    assert "KIN/KIN.MOR" not in answer


def test_a_case_can_be_opened_from_it(one, browser_of):
    assert "/cases/new/?incident=inc-2020-0001" in browser_of("duty-officer").get(PAGE).content.decode()


def test_the_map_draws_shapes_and_what_they_have_in_common(one, browser_of):
    kinds = [one["properties"]["kind"] for one in browser_of("analyst").get(f"{PAGE}map/").json()["features"]]

    assert kinds.count("reported") == 2
    assert kinds.count("other-sector") == 1
    assert kinds.count("common") == 1


def test_places_that_lie_apart_are_said_to_do_so(one, actor, browser_of):
    far = filed("far", actor("monitor"), place=FAR)
    look()
    send(browser_of("duty-officer"), verb="accept", pair=f"{one['monitor']} {far}")
    answer = browser_of("analyst").get(PAGE).content.decode()

    assert " lie " in answer
    assert "The machine asks" in answer


def test_whoever_handles_reports_decides_and_takes_back_by_forms(one, browser_of):
    client = browser_of("duty-officer")
    assert "Done." in send(client, verb="refuse", pair=f"{one['monitor']} {one['north']}").content.decode()
    assert not together(one["monitor"], one["north"])
    act = IncidentAct.objects.get(kind="refused").pk
    send(client, verb="undo", act=act)
    assert incidents() == {"INC-2020-0001": set(one.values())}
    send(client, verb="echo", statement=one["north"], origin=one["monitor"])
    send(client, verb="split", statement=one["alert"], shown=" ".join(one.values()), text="A mast.")
    assert incidents() == {"INC-2020-0001": {one["monitor"], one["north"]}}
    send(client, verb="release", organisation="north")
    send(client, verb="recall", organisation="north", text="Wait.")
    send(client, verb="comment", text="Seen.", shared="yes")
    kinds = IncidentAct.objects.exclude(kind="proposed").values_list("kind", flat=True)
    assert [*kinds] == ["refused", "undone", "echoed", "split", "released", "recalled", "commented"]


def test_the_form_that_splits_says_what_was_shown_and_is_refused_once_that_has_changed(one, actor, browser_of):
    client = browser_of("duty-officer")
    shown = re.findall(r'name="shown" value="([^"]*)"', client.get(PAGE).content.decode())
    assert [sorted(each.split()) for each in shown] == [sorted(one.values())]
    late = filed("late", actor("monitor"))
    look()
    answer = send(client, verb="split", statement=one["alert"], shown=shown[0], text="A mast.").content.decode()

    assert "Look at its list again" in answer
    assert incidents() == {"INC-2020-0001": {*one.values(), late}}


def test_a_form_that_lacks_something_leads_back_with_words(one, browser_of):
    answer = send(browser_of("duty-officer"), verb="join", other="INC-2020-0001", text="Same.").content.decode()

    assert "cannot be joined to itself" in answer


def test_a_form_that_is_not_ours_is_refused(one, browser_of):
    answer = browser_of("duty-officer").post(
        "/incidents/act/", {"verb": "burn"}, headers={"accept": "application/json"}
    )

    assert answer.json()["problem"]["code"] == NO_SUCH_INCIDENT_VERB.code


def test_an_address_elsewhere_is_not_followed(one, browser_of):
    answer = browser_of("duty-officer").post(
        "/incidents/act/",
        {"verb": "comment", "incident": "inc-2020-0001", "text": "x", "next": "https://elsewhere.example/"},
    )

    assert answer.headers["Location"] == "/incidents/"


def test_the_number_of_a_joined_incident_leads_to_the_other(one, actor, browser_of):
    filed("far", actor("monitor"), place=FAR)
    by_party("farther", actor("liaison", "south"), place=FAR)
    look()
    second = Incident.objects.exclude(pk="inc-2020-0001").get().pk
    send(browser_of("duty-officer"), verb="join", other=second.upper(), text="One.")

    assert browser_of("analyst").get(f"/incidents/{second}/").headers["Location"] == PAGE


@pytest.mark.parametrize("language", ["ar", "fr", "zh-hans"])
def test_the_pages_are_there_in_every_language(one, browser_of, language):
    client = browser_of("duty-officer")
    client.cookies["language"] = language

    assert "Links, and why" not in client.get(PAGE).content.decode()
    assert "Look for links now" not in client.get("/incidents/").content.decode()

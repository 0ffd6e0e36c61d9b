"""The pages of the desk as a browser gets them."""

from datetime import timedelta

import pytest

from evenhand.reports.codes import Means, Observed, Protection, ReportKind
from evenhand.reports.record import Casualties, Count, Item, Source
from evenhand_web.desk import services
from evenhand_web.intake.services import receive
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival

SECTOR = {
    "format": 1,
    "kind": "sector",
    "observer_lon": 16.5,
    "observer_lat": 31.0,
    "bearing_deg": 45.0,
    "range_low_m": 3000.0,
    "range_high_m": 5000.0,
}


@pytest.fixture
def browser(browser_of):
    return browser_of("duty-officer")


def test_the_queue_has_reports_and_alerts(browser, duty, filed, an_alert):
    report = filed(duty, casualties=Casualties(civilians_injured=Count(low=1, high=2)))

    page = browser.get("/desk/").content.decode()

    assert report.number in page
    assert f"/reports/{report.pk}/" in page
    assert f"/alerts/{an_alert}/" in page
    assert "Urgent" in page


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("q=explosions", True),
        ("q=CFV-2020-0001", True),
        ("q=cfv-2020-0001", True),
        ("q=exp", True),
        ("q=nothing", False),
        ("q=at", False),
        ("kind=alert", False),
        ("code=complaint", False),
        ("code=incident-report", True),
        ("party=unknown", True),
        ("owner=mission", True),
        ("owner=north", False),
        ("assignee=nobody", True),
        ("assignee=me", False),
        ("mark=conflict", False),
        ("grade=ungraded", True),
        ("grade=B", False),
        ("begins=2020-12-06&ends=2020-12-06", True),
        ("begins=2020-12-07", False),
        ("state=settled", False),
        ("state=all&sort=at", True),
        ("after=nonsense", True),
    ],
)
def test_filters_narrow_the_queue(browser, duty, filed, query, there):
    report = filed(duty)

    assert (f"/reports/{report.pk}/" in browser.get(f"/desk/?{query}").content.decode()) is there


def test_a_date_that_is_none_is_refused(browser, duty, filed):
    filed(duty)

    assert browser.get("/desk/?begins=yesterday").status_code == 400


def test_an_empty_desk_says_so(browser):
    assert "Nothing on the desk" in browser.get("/desk/").content.decode()


def test_a_report_says_what_was_said_with_its_shape(browser, duty, filed):
    items = (Item(observed=Observed.EXPLOSION, means=Means.HEARD, count=Count(low=2, high=3)),)
    report = filed(duty, place=SECTOR, items=items)

    page = browser.get(f"/reports/{report.pk}/").content.decode()

    for words in (
        "Two explosions north of the town",
        "Explosion",
        "2–3",
        "how exact the bearing is",
        "Not attributed.",
    ):
        assert words in page
    features = browser.get(f"/reports/{report.pk}/map/").json()["features"]
    assert {one["properties"]["kind"] for one in features} == {"reported", "observer"}


def test_sectors_of_two_observers_meet(browser, duty, filed):
    first = filed(duty, place=SECTOR)
    filed(duty, place=SECTOR | {"observer_lon": 16.56, "bearing_deg": 315.0, "range_high_m": 8000.0})

    page = browser.get(f"/reports/{first.pk}/").content.decode()
    features = browser.get(f"/reports/{first.pk}/map/").json()["features"]

    assert "in common" in page
    assert "common" in {one["properties"]["kind"] for one in features}


def test_of_another_observer_the_sector_counts_that_a_person_preferred(browser, duty, filed):
    first = filed(duty, place=SECTOR)
    other = filed(duty, place=None)
    sector = SECTOR | {"observer_lon": 16.56, "bearing_deg": 315.0, "range_high_m": 8000.0}
    again = an_arrival("uuid:desk-2", record=a_record(place=sector))
    receive(arrival=again, actor=duty, now=NOW)
    second = other.all_versions.get(number=2)
    assert "in common" not in browser.get(f"/reports/{first.pk}/").content.decode()

    services.prefer(report_id=other.pk, version=second.pk, reason="by phone", actor=duty, now=NOW)

    assert "in common" in browser.get(f"/reports/{first.pk}/").content.decode()


def test_the_map_of_the_desk_gathers_what_lies_together(browser, duty, filed):
    for n in range(5):
        filed(
            duty,
            place={
                "format": 1,
                "kind": "point",
                "lon": 16.5 + n / 1e6,
                "lat": 31.0,
                "accuracy_m": 100,
                "method": "map",
            },
        )

    wide = browser.get("/desk/map/?bbox=0,20,30,40").json()["features"]
    close = browser.get("/desk/map/?bbox=16.4,30.9,16.6,31.1").json()["features"]
    elsewhere = browser.get("/desk/map/?bbox=-10,-10,-9,-9").json()["features"]

    assert [one["properties"]["number"] for one in wide] == [5]
    assert sum(one["properties"]["number"] for one in close) == 5
    assert elsewhere == []
    assert browser.get("/desk/map/?bbox=everywhere").status_code == 400


def test_one_item_on_the_map_leads_to_its_page(browser, duty, filed):
    report = filed(duty)

    [mark] = browser.get("/desk/map/?bbox=16,30,17,32").json()["features"]

    assert mark["properties"]["url"] == f"/reports/{report.pk}/"


@pytest.mark.parametrize("as_format", ["csv", "json", "geojson"])
def test_lists_are_taken_away_without_sources(browser, duty, filed, as_format):
    report = filed(duty, "=cmd()", protection=Protection.CONFIDENTIAL, source=Source(name="Known Only To Us"))

    answer = browser.get(f"/desk/desk.{as_format}")
    text = b"".join(answer).decode()

    assert report.number in text
    assert "Known Only To Us" not in text
    if as_format == "csv":
        assert "'=cmd()" in text


def test_versions_show_what_differs_and_one_is_chosen(browser, duty, filed):
    report = filed(duty)
    again = an_arrival("uuid:desk-1", record=a_record("Three explosions", kind=ReportKind.COMPLAINT))
    receive(arrival=again, actor=duty, now=NOW + timedelta(minutes=1))

    page = browser.get(f"/reports/{report.pk}/versions/").content.decode()
    assert [words for words in ("Three explosions", "<del", "Complaint") if words not in page] == []
    version = report.all_versions.get(number=2)
    form = {"verb": "prefer", "report": report.pk, "version": version.pk, "text": "The officer confirmed it by phone"}
    browser.post("/reports/act/", form)

    report.refresh_from_db()
    assert (report.conflict, report.headline) == (False, "Three explosions")
    assert browser.get(f"/reports/{report.pk}/versions/?one=1&other=9").status_code == 404


def test_a_protected_source_opens_with_a_reason_and_the_look_is_seen(browser, duty, filed):
    report = filed(duty, protection=Protection.CONFIDENTIAL, source=Source(name="A. Resident"))
    closed = browser.get(f"/reports/{report.pk}/").content.decode()
    refused = browser.post(f"/reports/{report.pk}/source/", {"version": "1", "reason": " "}, follow=True)
    opened = browser.post(f"/reports/{report.pk}/source/", {"version": "1", "reason": "To call back"})

    assert "A. Resident" not in closed
    assert "A. Resident" not in refused.content.decode()
    assert "A. Resident" in opened.content.decode()
    again = browser.get(f"/reports/{report.pk}/").content.decode()
    assert "A. Resident" not in again
    assert "To call back" in again


@pytest.mark.parametrize("language", ["ar", "fr", "zh-hans"])
def test_pages_speak_every_language(browser, duty, filed, language):
    report = filed(duty, place=SECTOR)
    services.grade(report_ids=[report.pk], reliability="B", credibility="3", reason="Known post", actor=duty, now=NOW)
    browser.cookies["language"] = language

    for path in ("/desk/", f"/reports/{report.pk}/", f"/reports/{report.pk}/versions/", "/reports/"):
        assert browser.get(path, headers={"accept-language": language}).status_code == 200

"""What those outside the mission learn: their own reports, what was released to them, and nothing else."""

import pytest

from evenhand.reports.codes import Protection
from evenhand.reports.record import Source
from evenhand_web.desk import services
from evenhand_web.intake.services import receive
from web.conftest import NOW
from web.intake.samples import a_record, an_arrival

SECRET = "Zanzibarite"


@pytest.fixture
def theirs(duty, filed):
    return filed(duty, f"{SECRET} convoy seen")


@pytest.fixture
def browser(browser_of):
    return browser_of("liaison")


def everything(browser, report) -> str:
    """All that a party can ask for about a report whose id it guessed, as one text."""
    paths = ["/reports/", f"/reports/?q={SECRET[:4]}", "/reports/reports.csv", "/reports/reports.json"]
    paths += ["/reports/reports.geojson", f"/reports/?q={report.number}", "/desk/", "/desk/map/?bbox=0,0,50,50"]
    paths += [f"/reports/{report.pk}/{part}" for part in ("", "map/", "versions/")] + ["/desk/desk.json"]
    return "".join(b"".join(browser.get(path)).decode() for path in paths)


def test_what_is_not_theirs_is_nowhere(browser, theirs):
    told = everything(browser, theirs)

    assert SECRET not in told
    assert "No reports" in told
    for path in ("/reports/", "/reports/reports.csv", "/reports/reports.json", "/reports/reports.geojson"):
        assert theirs.pk not in b"".join(browser.get(path)).decode()
    assert browser.post(f"/reports/{theirs.pk}/source/", {"version": "1"}).status_code == 404


@pytest.mark.parametrize("verb", ["comment", "answer", "undo"])
def test_no_verb_reaches_what_is_not_theirs(browser, theirs, verb):
    answer = browser.post("/reports/act/", {"verb": verb, "report": theirs.pk, "text": "hello"})

    assert answer.status_code == 404


def test_their_own_report_says_nothing_of_what_the_desk_thinks(browser, duty, liaison, filed):
    report = filed(liaison)
    about = {"actor": duty, "now": NOW}
    services.assign(report_ids=[report.pk], assignee=duty.username, **about)
    services.grade(report_ids=[report.pk], reliability="E", reason="They exaggerate", **about)
    services.attribute(report_id=report.pk, attribution="third-party", proof="RS", reason="Bandits", **about)
    services.comment(report_id=report.pk, text="Between ourselves", **about)
    services.comment(report_id=report.pk, text="For all to read", shared=True, **about)

    page = browser.get(f"/reports/{report.pk}/").content.decode()

    for hidden in ("exaggerate", "Bandits", "Between ourselves", duty.username, "Grade", "In hand", "What lies near"):
        assert hidden not in page
    for shown in ("Two explosions", "For all to read", "Received"):
        assert shown in page


def test_a_question_stands_on_their_page_and_is_answered_there(browser, duty, liaison, filed):
    report = filed(liaison)
    services.ask(report_id=report.pk, question="How far away?", actor=duty, now=NOW)

    assert "Questions to you" in browser.get("/reports/").content.decode()
    assert "How far away?" in browser.get(f"/reports/{report.pk}/").content.decode()
    browser.post("/reports/act/", {"verb": "answer", "report": report.pk, "text": "Two kilometres"})

    assert "Questions to you" not in browser.get("/reports/").content.decode()
    assert "Two kilometres" in browser.get(f"/reports/{report.pk}/").content.decode()


def test_what_is_released_comes_without_source_owner_and_earlier_versions(browser, duty, filed):
    protected = {"protection": Protection.CONFIDENTIAL, "source": Source(name="A. Resident")}
    report = filed(duty, "First words", **protected)
    edit = an_arrival("e", record=a_record("Second words", **protected), replaces="uuid:desk-1")
    receive(arrival=edit, actor=duty, now=NOW)
    services.release(report_ids=[report.pk], organisation="north", actor=duty, now=NOW)

    page = browser.get(f"/reports/{report.pk}/").content.decode()
    versions = browser.get(f"/reports/{report.pk}/versions/").content.decode()

    assert "Second words" in page
    for hidden in ("First words", "A. Resident", "From whom it comes", duty.username):
        assert hidden not in page + versions
    assert browser.post(f"/reports/{report.pk}/source/", {"version": "1", "reason": "x"}).status_code == 403


@pytest.mark.parametrize(("protection", "told"), [(Protection.OPEN, True), (Protection.CONFIDENTIAL, False)])
def test_where_the_observer_stood_is_told_of_open_reports_alone(browser, browser_of, duty, filed, protection, told):
    place = {
        "format": 1, "kind": "sector", "observer_lon": 16.54321, "observer_lat": 31.12345, "bearing_deg": 300.0,
        "bearing_error_deg": 10.0, "range_low_m": 3000.0, "range_high_m": 5000.0,
    }  # fmt: skip
    report = filed(duty, "Heard to the north-west", place=place, protection=protection)
    services.release(report_ids=[report.pk], organisation="north", actor=duty, now=NOW)

    def says(client) -> bool:
        parts = [client.get(f"/reports/{report.pk}/{part}").content.decode() for part in ("", "map/", "versions/")]
        return any(sign in part for part in parts for sign in ("16.54321", "31.12345", '"observer"'))

    assert says(browser) is told
    assert says(browser_of("monitor"))


def test_counts_are_of_one_s_own(browser, liaison, theirs, filed):
    filed(liaison)

    assert ">1</bdi> match" in browser.get("/reports/").content.decode()

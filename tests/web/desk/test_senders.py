"""Who filed a report is as protected as its source: in the history, beside its versions and in what search finds."""

import pytest

from evenhand.reports.codes import Protection
from evenhand.reports.record import Source
from evenhand_web.desk import services
from evenhand_web.intake.services import receive
from web.conftest import NOW
from web.intake.samples import a_file, a_record, an_arrival

PROTECTED = {"protection": Protection.CONFIDENTIAL, "source": Source(name="A. Resident")}
WHO = "zeno-the-observer"


@pytest.fixture
def sender(person, actor):
    """A person of a party whose name is nowhere but beside what that person sent."""
    return actor("liaison", username=WHO)


def filed_by(sender, protection) -> str:
    record = a_record(**(PROTECTED if protection == "confidential" else {}))
    receipt = receive(arrival=an_arrival("a", record=record, files=(a_file(),)), actor=sender, now=NOW)
    receive(arrival=an_arrival("b", record=record, replaces="a"), actor=sender, now=NOW)
    return receipt.report


@pytest.mark.parametrize(
    ("protection", "role", "organisation", "named"),
    [
        ("confidential", "analyst", None, False),
        ("confidential", "duty-officer", None, True),
        ("confidential", "commissioner", "north", False),
        ("confidential", "liaison", "south", False),
        ("open", "analyst", None, True),
        ("open", "commissioner", "north", True),
        ("open", "liaison", "south", False),
    ],
)
def test_who_sent_it_is_named_to_those_who_may_know(browser_of, duty, sender, protection, role, organisation, named):
    report = filed_by(sender, protection)
    services.ask(report_id=report, question="How far?", actor=duty, now=NOW)
    services.answer(report_id=report, text="900 m", actor=sender, now=NOW)
    services.release(report_ids=[report], organisation="south", actor=duty, now=NOW)
    browser = browser_of(role, organisation)

    for part in ("", "versions/"):
        assert (WHO in browser.get(f"/reports/{report}/{part}").content.decode()) is named


@pytest.mark.parametrize("path", ["/reports/", "/reports/reports.csv", "/reports/reports.json"])
def test_who_filed_a_report_is_not_found_by_searching(browser_of, duty, liaison, filed, path):
    report = filed(liaison, "Two explosions at the bridge", **PROTECTED)
    services.release(report_ids=[report.pk], organisation="south", actor=duty, now=NOW)
    browser = browser_of("liaison", "south")

    found = {
        query: report.number in b"".join(browser.get(path, {"q": query})).decode()
        for query in ("explosions", "north", "Northern party", "northern")
    }

    assert found == {"explosions": True, "north": False, "Northern party": False, "northern": False}

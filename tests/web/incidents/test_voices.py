"""Who filed a protected report is not told by the incident to which it belongs, neither in words nor in figures."""

import pytest

from evenhand.reports.codes import Protection, ReporterType
from evenhand_web.desk.services.handling import release
from evenhand_web.incidents import incident_list, incident_page
from evenhand_web.incidents.incident_filters import IncidentFilters
from evenhand_web.incidents.services import deciding
from web.conftest import NOW
from web.incidents.stories import filed, look

pytestmark = pytest.mark.django_db
FIRST = "inc-2020-0001"
CONFIDENTIAL = {"reporter_type": ReporterType.PUBLIC, "protection": Protection.CONFIDENTIAL}
OPEN = {"reporter_type": ReporterType.PARTY}


@pytest.fixture
def shown_to_south(actor):
    """Makes an incident of reports of the northern party and a monitor's, all of them shown to the southern party."""

    def make(*facts: dict) -> list[str]:
        keys = [filed(f"number {at}", actor("liaison"), **one) for at, one in enumerate(facts)]
        keys.append(filed("mission", actor("monitor"), reporter_type=ReporterType.MONITOR))
        look()
        who = {"organisation": "south", "actor": actor("duty-officer"), "now": NOW}
        deciding.release_incident(incident_id=FIRST, **who)
        for key in keys:
            release(report_ids=[key.partition(":")[2]], text="For you.", **who)
        return keys

    return make


def page_for(who):
    return incident_page.incident_page(who, FIRST, language="en", now=NOW)


def row_for(who):
    found = incident_list.incident_list(who, IncidentFilters(), page=1, language="en", now=NOW)
    return found.page.rows[0]


def test_to_whom_a_protected_report_is_released_learns_not_who_filed_it(shown_to_south, actor, browser_of):
    shown_to_south(CONFIDENTIAL)
    south = actor("liaison", "south")
    page, row = page_for(south), row_for(south)

    assert {(one.voice, one.party) for one in page.statements} == {
        ("Source not named", None), ("International monitor", None),
    }  # fmt: skip
    assert (page.parties, page.row.of_parties, row.of_parties) == ((), 0, 0)
    assert page.independence.independent == page.row.independent == row.independent == 2
    assert "north" not in " ".join(one.source for one in page.statements)
    answer = browser_of("liaison", "south").get(f"/incidents/{FIRST}/").content.decode()
    assert "Source not named" in answer
    assert "north" not in answer.lower()
    assert "counts as a source of its own" in answer


def test_its_owner_and_the_mission_read_who_speaks(shown_to_south, actor):
    shown_to_south(CONFIDENTIAL)
    deciding.release_incident(incident_id=FIRST, organisation="north", actor=actor("duty-officer"), now=NOW)
    for who in (actor("liaison"), actor("analyst")):
        page = page_for(who)
        assert [(one.voice, str(one.party)) for one in page.statements if one.party] == [("Party", "north")]
        assert not page.unnamed
        assert (page_for(who).row.of_parties, row_for(who).of_parties) == (1, 1)


def test_two_protected_reports_of_one_party_are_not_said_to_be_of_one_source(shown_to_south, actor):
    shown_to_south(CONFIDENTIAL, CONFIDENTIAL, OPEN)
    page = page_for(actor("liaison", "south"))

    assert page.independence.independent == 4
    assert not [one.why_not for one in page.statements if one.why_not]
    assert [count for _party, count in page.parties] == [1]


def test_a_protected_report_of_the_mission_looks_like_that_of_a_party(shown_to_south, actor):
    """Else all that is not named would be the other side's."""
    shown_to_south(CONFIDENTIAL)
    kept = filed("watched", actor("monitor"), **CONFIDENTIAL | {"reporter_type": ReporterType.MONITOR})
    look()
    release(report_ids=[kept.partition(":")[2]], organisation="south", actor=actor("duty-officer"), now=NOW)
    voices = sorted(one.voice for one in page_for(actor("liaison", "south")).statements)

    assert voices == ["International monitor", "Source not named", "Source not named"]

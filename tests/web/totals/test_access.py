"""No total tells an organisation of what is not shown to it."""

import pytest

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.desk import services
from evenhand_web.incidents import services as incidents
from evenhand_web.totals.access import observations_for
from evenhand_web.totals.filters import Filters
from evenhand_web.totals.items import item_rows
from evenhand_web.totals.models import Observation
from evenhand_web.totals.queries import totals_page
from web.alerts import alerts
from web.conftest import NOW
from web.totals.conftest import line, when

FILTERS = Filters(rule="each-shot", other="engagement-one-hour")


def told(actor) -> tuple:
    """All that the page says, but for objects."""
    page = totals_page(actor, FILTERS)
    rows = {by: [(row.key, row.one, row.other, row.blind) for row in found] for by, found in page.groups.items()}
    items = item_rows(actor, page.comparison, range(len(page.comparison)), language="en")
    return page.whole, page.beside, rows, items, page.observations, page.counted, page.begins, page.ends


def test_a_party_counts_what_it_filed_and_what_was_released_to_it(duty, north, south, filed):
    filed(north, line(low=2))
    released = filed(duty, line(low=10))
    filed(duty, line(low=100))
    filed(south, line(low=1000))
    services.release(report_ids=[released.pk], organisation="north", actor=duty, now=NOW)

    assert totals_page(north, FILTERS).whole.best == 12
    assert totals_page(south, FILTERS).whole.best == 1000
    assert totals_page(duty, FILTERS).whole.best == 1112

    services.recall(report_ids=[released.pk], organisation="north", text="no", actor=duty, now=NOW)
    assert totals_page(north, FILTERS).whole.best == 2


def test_what_is_not_shown_changes_nothing_of_what_is(duty, north, south, filed):
    filed(north, line(low=2), when=when(0))
    filed(north, line(low=3), when=when(50))
    before = told(north)
    filed(duty, line(low=7), when=when(25))
    filed(south, line("burst", low=9), when=when(100), place=None)
    incidents.record_alerts(alerts=alerts({"agreement": "libya-2020"}), actor=SYSTEM, now=NOW)

    assert told(north) == before


def test_what_the_mission_holds_to_be_one_incident_joins_nothing_outside(duty, north, filed):
    filed(north, line(low=2))
    Observation.objects.update(incident="incident-1")

    assert observations_for(north).get().incident == "incident-1"  # known to the row, and never to the table
    page = totals_page(north, FILTERS)
    assert page.comparison.observations["incident"].to_pylist() == [None]
    assert totals_page(duty, FILTERS).comparison.observations["incident"].to_pylist() == ["incident-1"]


def test_released_alerts_count_for_those_to_whom_they_are_released(duty, north, south, filed):
    incidents.record_alerts(alerts=alerts({"agreement": "libya-2020"}), actor=SYSTEM, now=NOW)
    incidents.release(alert_ids=["alert-a"], organisation="north", text="", actor=duty, now=NOW)
    presence = Filters(rule="each-presence", other="none")

    assert totals_page(north, presence).whole.best == totals_page(duty, presence).whole.best == 1
    assert totals_page(south, presence).observations == 0


@pytest.mark.parametrize("role", ["commissioner", "secretariat"])
def test_the_commission_counts_only_what_was_released(role, actor, duty, filed):
    report = filed(duty, line(low=4))
    someone = actor(role)
    assert totals_page(someone, FILTERS).observations == 0

    services.release(report_ids=[report.pk], organisation="commission", actor=duty, now=NOW)
    assert totals_page(someone, FILTERS).whole.best == 4


def test_only_who_may_see_coverage_learns_where_the_mission_was_blind(duty, north, filed):
    filed(north, line())

    assert totals_page(north, FILTERS).blind is None
    assert totals_page(duty, FILTERS).blind is not None


def test_an_administrator_counts_nothing(actor, duty, filed):
    filed(duty, line())

    assert not observations_for(actor("administrator")).exists()

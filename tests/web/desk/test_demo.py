"""The demo's reports go in through the services, whatever the agreement is."""

import pytest

from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements import services as agreements
from evenhand_web.agreements.queries import current
from evenhand_web.desk.models import Item
from evenhand_web.intake.models import Report, SourceIdentity
from evenhand_web.web.management import demo_desk, demo_people
from web.conftest import NOW


@pytest.mark.parametrize("name", bundled())
def test_the_demo_has_something_on_every_page(db, name):
    agreements.adopt(files=agreement_files(find_agreement(name)), actor=SYSTEM, now=NOW)
    agreement = current(NOW)[0]
    actors = demo_people.settle(agreement, password="evenhand-demo-2020", now=NOW)

    told = demo_desk.settle(actors=actors, agreement=agreement, now=NOW)

    reports = Report.objects.all()
    if not reports:
        assert told == "0 reports, 0 acts"
        return
    assert len({report.kind for report in reports}) >= 6
    assert reports.filter(conflict=True).exists()
    assert reports.filter(state="asked").exists()
    assert SourceIdentity.objects.filter(protection="confidential").exists()
    assert reports.filter(lon=None).count() == 0
    assert Item.objects.count() == reports.count()

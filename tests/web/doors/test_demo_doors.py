"""The demo's share of the doors."""

import pytest

from evenhand.sources.agreement_files import bundled, load_versions
from evenhand_web.doors.models import Message, TableUpload
from evenhand_web.intake.models import Report
from evenhand_web.web.management import demo_doors
from web.conftest import NOW
from web.doors.samples import an_administrator

pytestmark = pytest.mark.django_db


def test_fills_the_inbox_and_a_table_and_twice_adds_nothing(actor):
    actors = {"duty": actor("duty-officer"), "monitor": actor("monitor"), "admin": an_administrator()}
    agreement = load_versions(bundled()[0])[-1]
    for _ in range(2):
        demo_doors.settle(actors=actors, agreement=agreement, now=NOW)

    assert sorted(Message.objects.values_list("state", flat=True)) == ["aside", "new", "new", "new", "new", "report"]
    assert Report.objects.count() == 15
    assert TableUpload.objects.first().taken["same"] == 14

"""The demo's incidents come of its reports through the services, whatever the agreement is.

Without the feeds there are no alerts here, so what rests on these is passed over.
"""

import pytest

from evenhand.sources.agreement_files import agreement_files, bundled, find_agreement
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements import services as agreements
from evenhand_web.agreements.queries import current
from evenhand_web.incidents.models import Incident, IncidentAct
from evenhand_web.intake.models import Report
from evenhand_web.web.management import demo_desk, demo_incidents, demo_people
from web.conftest import NOW


@pytest.mark.parametrize("name", bundled())
def test_the_demo_has_incidents_of_several_sources_and_what_people_decided(db, name):
    agreements.adopt(files=agreement_files(find_agreement(name)), actor=SYSTEM, now=NOW)
    agreement = current(NOW)[0]
    actors = demo_people.settle(agreement, password="evenhand-demo-2020", now=NOW)
    demo_desk.settle(actors=actors, agreement=agreement, now=NOW)
    told = demo_incidents.settle(actors=actors, agreement=agreement, now=NOW)

    if not Report.objects.exists():
        assert told == "0 incidents, 0 acts"
        return
    kinds = set(IncidentAct.objects.values_list("kind", flat=True))
    assert kinds >= {"proposed", "accepted", "refused", "echoed", "released", "commented"}
    camp = Incident.objects.get(place="awbari-barracks", state="reviewed")
    assert (camp.independent, camp.of_parties, camp.reports) == (2, 1, 3)
    cargo = Incident.objects.get(type="WPN.EMBARGO", state="reviewed")
    assert cargo.independent >= 2
    assert cargo.questions

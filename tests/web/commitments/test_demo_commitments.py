"""The demo's commitments: every plan that is bundled, and every act that the scenario tells of them."""

from django.urls import reverse

from evenhand.sources.agreement_files import agreement_files, find_agreement
from evenhand.sources.plan_files import bundled_plans
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.accounts.models import User
from evenhand_web.agreements.queries import current
from evenhand_web.agreements.services import adopt
from evenhand_web.commitments.models import Act, Plan, Shown
from evenhand_web.web.management import demo_commitments, demo_people
from web.conftest import NOW


def test_the_plans_are_full_and_their_history_is_told_by_several_people(db, client, settings):
    settings.CLOCK = NOW
    adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=NOW)
    agreement = current()[0]
    people = demo_people.settle(agreement, password="not-so-secret-2020", now=NOW)
    told = demo_commitments.settle(actors=people, agreement=agreement, now=NOW)

    assert "nothing known" not in told
    assert set(Plan.objects.values_list("key", flat=True)) == set(bundled_plans())
    assert Act.objects.exclude(kind__in=("version", "released")).values("user").distinct().count() >= 5
    assert Shown.objects.filter(audience="all", differs=True).exists()
    client.force_login(User.objects.get(username="host"))
    for key, count in (("tripoli-2012", 80), ("libya-2020", 1)):
        matrix = client.get(reverse("commitments:matrix", kwargs={"plan_key": key})).context["matrix"]
        assert matrix.total >= count

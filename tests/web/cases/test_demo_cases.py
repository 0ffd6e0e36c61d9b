"""The demo's story: seven cases, each ends where the scenario says, and each side sees its own part."""

import pytest

from evenhand.cases.findings import standing_of
from evenhand.foundation.instants import parse_instant
from evenhand.sources.agreement_files import agreement_files, find_agreement
from evenhand_web.accounts.access import SYSTEM
from evenhand_web.agreements import queries as agreements
from evenhand_web.agreements import services as agreement_services
from evenhand_web.cases import access
from evenhand_web.cases.models import Case
from evenhand_web.web.management import demo_cases, demo_desk, demo_people
from evenhand_web.web.management.demo_told import told_of

NOW = parse_instant("2020-12-29T12:00:00Z", field="now")
ENDS = {
    "camp": ("closed", "joint"),
    "flights-west": ("response", "one-party-and-international"),
    "flights-east": ("response", "one-party-and-international"),
    "patrol": ("fact-finding", "one-party-and-international"),
    "checkpoint": ("suspended-access", None),
    "mortar": ("party-comment", "no-consensus"),
    "berm": ("triage", None),
}


@pytest.fixture
def told(db):
    agreement_services.adopt(files=agreement_files(find_agreement("libya-2020")), actor=SYSTEM, now=NOW)
    agreement = agreements.agreement("libya-2020")
    actors = demo_people.settle(agreement, password="not-so-secret-2020", now=NOW)
    demo_desk.settle(actors=actors, agreement=agreement, now=NOW)
    demo_cases.settle(actors=actors, agreement=agreement, now=NOW)
    return actors, agreement


def by_name(agreement):
    """The cases by their names in the scenario: told apart by when they were opened."""
    opened = {
        parse_instant(str(one["opened"]["at"].isoformat()), field="at"): one["id"]
        for one in told_of(agreement, "cases.yaml")["cases"]
    }
    return {opened[case.opened_at]: case for case in Case.objects.all()}


def each_case_stands_where_the_story_leaves_it(actors, agreement):
    found = {}
    for name, case in by_name(agreement).items():
        view = access.case_for(actors["duty"], case.pk).view
        standing = standing_of(view)
        found[name] = (view.state, standing.kind.value if standing else None)

    assert found == ENDS


def one_is_signed_by_all_one_has_a_dissent_one_lost_a_party_one_was_reopened(actors, agreement):
    views = {name: access.case_for(actors["duty"], case.pk).view for name, case in by_name(agreement).items()}

    assert not standing_of(views["camp"]).dissent
    assert [one.side for one in standing_of(views["flights-west"]).dissent] == ["gna"]
    assert {meeting.walked_out for meeting in views["flights-east"].meetings} == {("lna",)}
    assert [stay.state for stay in views["patrol"].stays][-3:] == ["closed", "reopened", "fact-finding"]


def each_side_sees_what_is_its_own_and_what_was_shown(actors, agreement):
    cases = by_name(agreement)
    mortar = cases["mortar"].pk

    assert len(access.case_for(actors["liaison-gna"], mortar).view.positions) == 1
    assert access.case_for(actors["liaison-lna"], mortar).view.positions == ()
    assert access.case_for(actors["liaison-gna"], cases["camp"].pk).view.interviews == ()
    assert len(access.case_for(actors["officer-gna"], cases["camp"].pk).view.interviews) == 2
    for user in ("commissioner-gna", "chair", "member-lna", "liaison-lna", "monitor"):
        assert access.visible_cases(actors[user]).exists()


def test_the_story_holds_in_each_of_its_parts(told):
    each_case_stands_where_the_story_leaves_it(*told)
    one_is_signed_by_all_one_has_a_dissent_one_lost_a_party_one_was_reopened(*told)
    each_side_sees_what_is_its_own_and_what_was_shown(*told)

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import CAPABILITIES, MISSION_ONLY, SYSTEM, Capability, actor_of, capabilities_of
from evenhand_web.accounts.middleware import DeclaredAccess
from evenhand_web.accounts.models import Role


def test_every_role_stands_in_the_table():
    assert set(CAPABILITIES) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", ["party", "commission", "observer-state"])
def test_no_role_outside_the_mission_sees_what_is_not_released(role, kind):
    assert not capabilities_of(role, kind) & {Capability.SEE_ALERTS, Capability.SEE_TRACKS, Capability.SEE_FEEDS}
    assert not capabilities_of(role, kind) & MISSION_ONLY


def test_the_administrator_runs_the_house_and_does_not_read_its_papers():
    allowed = capabilities_of("administrator", "mission")
    assert not allowed & {Capability.SEE_ALERTS, Capability.SEE_RELEASED_ALERTS, Capability.SEE_TRACKS}


def test_only_the_duty_officer_handles_alerts():
    assert {role for role in Role if Capability.HANDLE_ALERTS in CAPABILITIES[role]} == {Role.DUTY_OFFICER}


def test_the_machine_may_do_nothing_that_needs_a_role():
    assert SYSTEM.capabilities == frozenset()


def test_a_missing_capability_is_named():
    with pytest.raises(Problem, match="handle-alerts") as caught:
        SYSTEM.require(Capability.HANDLE_ALERTS)
    assert caught.value.code == "accounts.not-permitted"


class TestActorOf:
    def request(self, user, **session):
        request = RequestFactory().get("/")
        request.user, request.session = user, session
        return request

    def test_acts_for_the_first_organisation_unless_another_is_chosen(self, person):
        user = person("liaison", "north", username="both")
        person("monitor", "mission", username="both")
        first, second = user.memberships.all()

        assert actor_of(self.request(user)).party == "north"
        assert actor_of(self.request(user, membership=second.pk)).role == "monitor"
        assert actor_of(self.request(user, membership=first.pk)).role == "liaison"

    def test_cannot_act_for_an_organisation_of_somebody_else(self, person):
        user, other = person("liaison", "north"), person("duty-officer")
        foreign = other.memberships.get()

        assert actor_of(self.request(user, membership=foreign.pk)).role == "liaison"

    def test_without_a_membership_may_do_nothing(self, person, organisations):
        user = person("monitor")
        user.memberships.all().delete()

        assert actor_of(self.request(user)).capabilities == frozenset()


def test_a_page_that_does_not_say_who_may_open_it_is_not_served():
    def forgotten(request):
        return HttpResponse("secret")

    with pytest.raises(Problem) as caught:
        DeclaredAccess(forgotten).process_view(RequestFactory().get("/"), forgotten, (), {})
    assert caught.value.code == "accounts.undeclared-page"

"""Prior notification: what no notice covers."""

from datetime import timedelta

import pytest

from evenhand.agreements.model import RuleKind
from evenhand.foundation.problems import Problem
from evenhand.foundation.routes import BAD_ROUTE
from unit.detection.worlds import PASS, agreement, found, identities, notice, positions, rule

TELL = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=48))


def test_a_notice_that_may_be_about_the_object_leaves_a_possible_breach_and_is_named():
    known = identities(jet=("aircraft", "north"))

    (alert,) = found(agreement(TELL), tracks={"jet": PASS}, known=known, notices=[notice(category="military-aircraft")])

    assert (alert["reason"], alert["certainty"], alert["related"]) == ("no-notice", "possible", ["jet", "n-1"])
    assert "notice-unclear" in alert["doubts"]


def test_a_movement_that_was_announced_in_time_is_none():
    assert found(agreement(TELL), tracks={"jet": PASS}, notices=[notice()]) == []


ROUTED = rule(RuleKind.PRIOR_NOTIFICATION, notice=timedelta(hours=48), route_tolerance_m=2000.0)
WEST_TO_EAST = [(0, (15.9, 31.05)), (10, (16.02, 31.05)), (20, (16.08, 31.05)), (30, (16.2, 31.05))]
ALONG, ASIDE = "31.05,15.5; 31.05,16.5", "LINESTRING (15.5 31.12, 16.5 31.12)"


def reasons(*notices, known=None, what=ROUTED, tracks=None, **more):
    alerts = found(agreement(what), tracks=tracks or {"jet": WEST_TO_EAST}, known=known, notices=notices, **more)
    return [(one["reason"], one["certainty"]) for one in alerts]


class TestRoute:
    def test_along_the_notified_route_is_announced(self):
        assert reasons(notice(route=ALONG)) == []

    def test_farther_from_it_than_the_tolerance_is_a_breach_that_names_the_notice(self):
        (alert,) = found(agreement(ROUTED), tracks={"jet": WEST_TO_EAST}, notices=[notice(route=ASIDE)])

        assert (alert["reason"], alert["certainty"], alert["related"]) == ("off-route", "certain", ["jet", "n-1"])

    def test_farther_by_less_than_the_error_is_possible(self):
        # The route runs 7.8 km to the north.
        assert reasons(notice(route=ASIDE), accuracy_m=4000.0) == [("off-route", "possible")]
        assert reasons(notice(route=ASIDE), accuracy_m=7000.0) == [("off-route", "possible")]

    def test_a_rule_without_a_tolerance_does_not_ask(self):
        assert reasons(notice(route=ASIDE), what=TELL) == []

    def test_a_route_that_is_none_is_refused(self):
        with pytest.raises(Problem, match="by the sea") as caught:
            reasons(notice(route="31,16; by the sea"))

        assert caught.value.kind == BAD_ROUTE


class TestIdentity:
    def test_where_another_kind_was_announced_and_did_not_come(self):
        told = [notice(object="medevac-1", area="zone")]

        assert reasons(*told) == [("wrong-identity", "certain")]

    def test_where_the_announced_one_came_too_it_is_simply_not_announced(self):
        known = identities(jet=("military-aircraft", "north"), medevac=("military-aircraft", "north"))
        tracks = {"jet": WEST_TO_EAST, "medevac": WEST_TO_EAST}

        assert reasons(notice(object="medevac", area="zone"), known=known, tracks=tracks) == [("no-notice", "certain")]

    def test_along_the_route_of_another(self):
        assert reasons(notice(party="south", route=ALONG)) == [("wrong-identity", "certain")]
        assert reasons(notice(party="south", route=ASIDE)) == [("no-notice", "certain")]

    def test_another_call_sign_than_the_announced_one(self):
        tracks = positions({"jet": WEST_TO_EAST}, label="NAF 101")

        assert reasons(notice(label="naf101", area="zone"), tracks=tracks) == []
        assert reasons(notice(label="NAF102", area="zone"), tracks=tracks) == [("wrong-identity", "certain")]

    def test_a_call_sign_that_nobody_knows_leaves_it_possible(self):
        assert reasons(notice(label="NAF102", area="zone")) == [("no-notice", "possible")]

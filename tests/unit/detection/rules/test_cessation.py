"""Cessation: forbidden events."""

from evenhand.agreements.model import RuleKind
from unit.detection.worlds import agreement, event, found, rule

CEASE = rule(RuleKind.CESSATION, event_kinds=("shelling",), categories=())


def test_each_forbidden_event_is_an_alert_and_a_nuisance_is_marked_not_hidden():
    alerts = found(agreement(CEASE), events=[event("e-1"), event("e-2", nuisance="gas-flare")])

    assert [(one["event"], one["certainty"], one["nuisance"]) for one in alerts] == [
        ("e-1", "certain", None),
        ("e-2", "possible", "gas-flare"),
    ]


def test_without_events_there_is_nothing():
    assert found(agreement(CEASE)) == []

"""Events as rules see them, where the plan's tests do not look."""

import pytest

from evenhand.agreements.model import Exemption, RuleKind
from evenhand.foundation.instants import Interval
from unit.detection.worlds import INSIDE, agreement, at, event, found, named, rule

CEASED = rule(RuleKind.CESSATION, categories=(), event_kinds=("shelling",))


@pytest.mark.parametrize(
    ("exemption", "n_alerts"),
    [
        pytest.param({"parties": ("north",)}, 0, id="party"),
        pytest.param({"areas": ("zone",)}, 0, id="area"),
        pytest.param({"in_force": Interval(begins_at=at(0), ends_at=at(60))}, 0, id="time"),
        pytest.param({"in_force": Interval(begins_at=at(60))}, 1, id="another-time"),
        pytest.param({"parties": ("north",), "needs_notice": True}, 1, id="nobody-announces-fire"),
    ],
)
def test_exemptions_of_events(exemption, n_alerts):
    made = agreement(CEASED, exemptions=(named(Exemption, "one", **exemption),))

    assert len(found(made, events=[event()])) == n_alerts


def test_depth_and_place_of_an_event_are_kept():
    (alert,) = found(agreement(CEASED), events=[event(ended_at=at(15))])

    assert alert["max_depth_m"] == pytest.approx(4772.5, abs=1.0)
    assert (alert["entry_lon"], alert["entry_lat"]) == INSIDE
    assert (alert["dwell_s"], alert["presence"], alert["n_fixes"]) == (600.0, None, 0)


def test_no_events_no_alerts():
    assert found(agreement(CEASED)) == []


def test_heat_that_comes_again_for_weeks_is_marked_and_not_hidden():
    burning = [event(f"e-{day}", minute=day * 1440, kind="fire") for day in (0, 3, 7, 11, 14)]
    ceased = rule(RuleKind.CESSATION, categories=(), event_kinds=("fire",))

    alerts = found(agreement(ceased), events=burning)

    assert [(one["nuisance"], one["certainty"]) for one in alerts] == [("recurring-hot-spot", "possible")] * 5
    assert [one["nuisance"] for one in found(agreement(ceased), events=burning[:4])] == [None] * 4

from itertools import product

import pytest

from evenhand.commitments.acts import ConditionSaid, Measured
from evenhand.commitments.gates import gate_standing
from evenhand.commitments.model import Amount, Held, Qualifier, Status
from simulators.commitments import PLAN, act, at, said

GATE = PLAN.gates[0]


def condition(name, held, body="host"):
    return act(ConditionSaid(gate="deploy", condition=name, held=held), body=body, name=f"{name}-{body}")


def km(value):
    content = Measured(
        commitment="sweep",
        indicator="km",
        value=Amount(low=value, high=value, unit="km", qualifier=Qualifier.EXACT),
    )
    return act(content, name=f"km-{value}")


def standing(*acts):
    return gate_standing(GATE, PLAN, acts, at=at("2031-07-01"))


def test_what_nobody_knows_is_not_held_and_is_named():
    found = standing()

    assert found.held is Held.UNKNOWN
    assert [one.condition.id for one in found.lacking] == ["mandate", "road", "half"]


def test_all_conditions_hold():
    found = standing(condition("mandate", Held.YES), said(Status.MET), km(100))

    assert (found.held, found.lacking) == (Held.YES, ())


def test_what_does_not_hold_is_named_before_what_nobody_knows():
    found = standing(said(Status.DELAYED))

    assert found.held is Held.NO
    assert [one.condition.id for one in found.lacking] == ["road", "mandate", "half"]


@pytest.mark.parametrize(("mandate", "road", "half"), list(product(Held, repeat=3)))
def test_a_gate_holds_only_if_every_condition_does(mandate, road, half):
    said_all = [condition("mandate", mandate), condition("road", road), condition("half", half)]
    held = {mandate, road, half}
    expected = Held.NO if Held.NO in held else Held.YES if held == {Held.YES} else Held.UNKNOWN

    assert standing(*said_all).held is expected


def test_bodies_that_differ_leave_it_unknown_and_in_dispute():
    found = standing(condition("mandate", Held.YES), condition("mandate", Held.NO, "mission"))

    assert (found.conditions[0].held, found.conditions[0].disputed) == (Held.UNKNOWN, True)


def test_people_and_the_commitment_that_differ_are_in_dispute():
    found = standing(condition("road", Held.YES), said(Status.MISSED))

    assert (found.conditions[1].held, found.conditions[1].disputed) == (Held.UNKNOWN, True)


def test_a_commitment_in_dispute_holds_no_condition():
    found = standing(said(Status.MET), said(Status.MISSED, body="mission"))

    assert (found.conditions[1].held, found.conditions[1].disputed) == (Held.UNKNOWN, True)


def test_an_indicator_decides_where_the_condition_names_it():
    assert standing(km(100)).conditions[2].held is Held.YES
    assert standing(km(5)).conditions[2].held is Held.NO

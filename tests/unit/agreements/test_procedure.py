import pytest

from evenhand.agreements.procedure import OF_A_PARTY, Function
from evenhand.agreements.procedure_layout import standard

PROCEDURE, CLOCKS = standard()


def test_states_and_steps_are_found_by_their_ids():
    assert PROCEDURE.state("triage").id == "triage"
    assert PROCEDURE.step("register").to == "registered"
    assert PROCEDURE.step("bribe") is None


def test_every_state_can_be_reached_and_every_step_leads_somewhere():
    reached = {PROCEDURE.first}
    while True:
        more = {step.to for step in PROCEDURE.steps if reached & set(step.origin)} - reached
        if not more:
            break
        reached |= more

    assert reached == {state.id for state in PROCEDURE.states}


def test_events_that_clocks_wait_for_are_made_by_somebody():
    made = {event for entry in (*PROCEDURE.steps, *PROCEDURE.acts) for event in entry.events} | {"complaint-received"}

    assert {event for clock in CLOCKS for event in (clock.starts, clock.stops)} <= made


@pytest.mark.parametrize("language", ["en", "ar", "fr", "zh-hans"])
def test_everything_has_a_name_in_every_language(language):
    named = (*PROCEDURE.states, *PROCEDURE.steps, *CLOCKS)

    assert all(language in entry.name.by_language for entry in named)
    for entries in (PROCEDURE.states, PROCEDURE.steps, CLOCKS):
        names = [entry.name.by_language[language] for entry in entries]
        assert len(set(names)) == len(names)


def test_what_waits_for_a_party_has_another_way_out():
    """For each state from which a step of a party alone leads, the mechanism has a step too."""
    for state in PROCEDURE.states:
        steps = [step for step in PROCEDURE.steps if state.id in step.origin]
        if any(set(step.by) <= OF_A_PARTY for step in steps):
            assert any(Function.MECHANISM in step.by for step in steps)

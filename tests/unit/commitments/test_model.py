from simulators.commitments import PLAN, SWEEP


def test_the_states_of_the_matrix_are_those_of_the_plan_in_its_order():
    assert [state.id for state in PLAN.states] == ["north", "south"]


def test_a_commitment_is_found_by_its_id():
    assert PLAN.commitment("sweep") is SWEEP
    assert PLAN.commitment("none") is None

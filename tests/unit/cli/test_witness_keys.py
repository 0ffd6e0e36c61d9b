"""The keys of a witness on the command line."""

import pytest

from evenhand.cli.witness_keys import NO_COSIGNING_KEY, key_at, trust_of
from evenhand.foundation.problems import Problem
from evenhand.ledger.policy import read_policy
from simulators.logs import CLOCK_KEY, LOG_KEY, NORTH, POLICY_TEXT


def test_a_policy_names_whom_to_trust_and_whose_clock_to_read():
    trust = trust_of(read_policy(POLICY_TEXT))

    assert (trust.logs, trust.clocks) == ((LOG_KEY.verifier,), (CLOCK_KEY.verifier,))


@pytest.mark.parametrize("content", [b"x", b"\xff", LOG_KEY.text().encode()])
def test_only_a_key_that_cosigns_is_taken(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(Problem) as problem:
        key_at(tmp_path / "key")
    assert problem.value.kind == NO_COSIGNING_KEY

    (tmp_path / "key").write_text(NORTH.text(), encoding="utf-8")
    assert key_at(tmp_path / "key").verifier == NORTH.verifier

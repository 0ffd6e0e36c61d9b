"""Policies: quorums as the specification has them, and the one of a ceasefire."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.policy import BAD_POLICY, read_policy
from simulators.logs import LOG_KEY, NORTH, POLICY_TEXT, SOUTH, SWISS, UN, key

POLICY = read_policy(POLICY_TEXT)


@pytest.mark.parametrize(
    ("cosigners", "lacking"),
    [
        ([], ("north", "south", "un", "swiss")),
        ([NORTH, SOUTH], ("un", "swiss")),
        ([NORTH, UN, SWISS], ("south",)),
        ([NORTH, SOUTH, SWISS], ()),
        ([NORTH, SOUTH, UN, SWISS], ()),
    ],
)
def test_final_is_what_both_parties_and_one_international_witness_cosigned(cosigners, lacking):
    keys = [cosigner.verifier for cosigner in cosigners]

    assert POLICY.lacking(keys) == lacking
    assert POLICY.is_final(keys) == (not lacking)


def test_a_threshold_counts_members():
    text = "".join(f"witness {name} {key(name, 4).verifier}\n" for name in "abc") + "group g 2 a b c\nquorum g\n"
    policy = read_policy(text)

    assert [policy.is_final([key(name, 4).verifier for name in names]) for names in ("", "a", "ac", "abc")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_none_asks_for_nobody_and_addresses_are_kept():
    policy = read_policy(f"\t# a comment\n\n log {LOG_KEY.verifier}\thttps://log.example/ \nquorum none")

    assert policy.is_final([])
    assert policy.addresses == {LOG_KEY.name: "https://log.example/"}
    addressed = read_policy(f"witness n {NORTH.verifier} https://n.example\nquorum n\n")
    assert addressed.addresses == {"n": "https://n.example"}


N = f"witness north {NORTH.verifier}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", 0, id="no-quorum"),
        pytest.param("quorum none\nquorum none\n", 2, id="two-quorums"),
        pytest.param("quorum north\n", 1, id="quorum-of-nobody"),
        pytest.param("quorum a b\n", 1, id="too-many-words"),
        pytest.param("jury a\nquorum none\n", 1, id="another-word"),
        pytest.param("log nokey\nquorum none\n", 1, id="no-key"),
        pytest.param(f"log {NORTH.verifier}\nquorum none\n", 1, id="a-log-that-cosigns"),
        pytest.param(f"log {LOG_KEY.verifier}\nlog {LOG_KEY.verifier}\n", 2, id="a-log-twice"),
        pytest.param(f"witness w {LOG_KEY.verifier}\nquorum none\n", 1, id="a-witness-that-signs-texts"),
        pytest.param(N + f"witness again {NORTH.verifier}\n", 2, id="a-witness-twice"),
        pytest.param(N + f"witness north {SOUTH.verifier}\n", 2, id="a-name-twice"),
        pytest.param(N + "group none any north\n", 2, id="a-group-named-none"),
        pytest.param(N + "group g any south\n", 2, id="a-stranger"),
        pytest.param(N + "group g 2 north\n", 2, id="more-than-there-are"),
        pytest.param(N + "group g 0 north\n", 2, id="none-of-them"),
        pytest.param(N + "group g 1 north north\n", 2, id="a-member-twice"),
        pytest.param(N + "group g 1 north\ngroup h 1 north\n", 3, id="a-member-of-two"),
        pytest.param("quorum none\x01\n", 1, id="control-character"),
    ],
)
def test_a_line_of_another_form_is_named(text, line):
    with pytest.raises(Problem) as problem:
        read_policy(text)
    assert (problem.value.kind, problem.value.details["line"]) == (BAD_POLICY, line)

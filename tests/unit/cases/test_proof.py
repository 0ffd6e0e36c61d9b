import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.cases.proof import RANK, Basis, cap_of, require_within
from evenhand.foundation.problems import Problem
from evenhand.foundation.texts import LANGUAGES
from evenhand.reports.codes import Proof

BASES = st.builds(
    Basis,
    independent=st.integers(0, 9),
    of_parties=st.integers(0, 3),
    hearsay_only=st.booleans(),
    visited=st.booleans(),
    physical=st.booleans(),
)


@pytest.mark.parametrize(
    ("basis", "standard"),
    [
        pytest.param(Basis(), Proof.REASONABLE_SUSPICION, id="nothing"),
        pytest.param(
            Basis(independent=9, hearsay_only=True, visited=True), Proof.REASONABLE_SUSPICION, id="hearsay-alone"
        ),
        pytest.param(Basis(independent=1, visited=True), Proof.REASONABLE_SUSPICION, id="one-source"),
        pytest.param(Basis(independent=2, of_parties=2), Proof.REASONABLE_SUSPICION, id="both-parties-and-nobody-else"),
        pytest.param(Basis(independent=2, of_parties=1), Proof.REASONABLE_GROUNDS, id="two-one-of-them-neutral"),
        pytest.param(Basis(independent=2, visited=True), Proof.BALANCE, id="and-somebody-was-there"),
        pytest.param(Basis(independent=2, visited=True, physical=True), Proof.BALANCE, id="all-but-a-third-source"),
        pytest.param(Basis(independent=3, visited=True, physical=True), Proof.CLEAR_AND_CONVINCING, id="all-of-it"),
    ],
)
def test_a_basis_carries_so_much(basis, standard):
    assert cap_of(basis).standard is standard


@given(BASES)
def test_no_basis_carries_what_is_for_criminal_courts(basis):
    assert cap_of(basis).standard is not Proof.BEYOND_REASONABLE_DOUBT


@given(BASES, st.integers(1, 5))
def test_another_neutral_source_never_lowers_it(basis, more):
    richer = Basis(
        independent=basis.independent + more,
        of_parties=basis.of_parties,
        hearsay_only=basis.hearsay_only,
        visited=basis.visited,
        physical=basis.physical,
    )

    assert RANK[cap_of(richer).standard] >= RANK[cap_of(basis).standard]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reason_is_told_in_every_language(language):
    assert "1" in cap_of(Basis(independent=1), language=language).reason


def test_a_claim_above_it_is_refused_with_the_reason():
    with pytest.raises(Problem, match="hearsay") as caught:
        require_within(Proof.BALANCE, Basis(independent=5, hearsay_only=True))

    assert caught.value.code == "cases.above-cap"

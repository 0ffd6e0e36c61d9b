"""Keys of people: what the log itself says of them, in the order of its entries."""

from itertools import permutations

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.signers import KEY_NOT_YET, KEY_RETIRED, Signers, key_id
from unit.ledger.test_statements import KEY, sealed

PUBLIC = KEY.public_key().public_bytes_raw().hex()
SUBJECT = f"key-{key_id(PUBLIC)}"


def said(kind, subject=SUBJECT):
    return sealed(kind=kind, subject=subject).statement


SAID = ((3, said("signing.enrol")), (8, said("signing.retire")), (9, said("signing.retire")), (1, said("x", "y")))


@pytest.mark.parametrize("order", list(permutations(SAID)), ids=range(24))
def test_a_key_holds_from_its_enrolment_to_its_retirement_in_whatever_order_they_are_read(order):
    signers = Signers()
    for index, statement in order:
        signers.take(index, statement)

    assert [signers.require(PUBLIC, index) for index in (3, 4, 8)] == [True, True, True]
    for index, kind in ((2, KEY_NOT_YET), (9, KEY_RETIRED), (100, KEY_RETIRED)):
        with pytest.raises(Problem) as problem:
            signers.require(PUBLIC, index)
        assert problem.value.kind == kind


def test_a_key_of_which_nothing_was_read_is_not_known_and_not_refused():
    assert Signers().require(PUBLIC, 7) is False

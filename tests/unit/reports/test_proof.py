"""Hearsay alone carries no more than reasonable suspicion."""

import pytest

from evenhand.reports.codes import Means, Observed, Post, Proof, ReportKind
from evenhand.reports.proof import RANKS, allowed, highest, is_hearsay
from evenhand.reports.record import Item, Record


def record(*items: Item) -> Record:
    return Record(kind=ReportKind.COMPLAINT, items=items)


TOLD = Item(observed=Observed.SHOT, means=Means.TOLD)
RELAYED = Item(observed=Observed.EXPLOSION, means=Means.HEARD, post=Post.REPORT)
HEARD = Item(observed=Observed.EXPLOSION, means=Means.HEARD)
UNSAID = Item(observed=Observed.DAMAGE)


@pytest.mark.parametrize(
    ("items", "found"),
    [
        pytest.param((), False, id="nothing-was-counted"),
        pytest.param((TOLD,), True, id="told"),
        pytest.param((TOLD, RELAYED), True, id="told-and-relayed"),
        pytest.param((TOLD, HEARD), False, id="one-was-heard"),
        pytest.param((UNSAID,), False, id="nobody-said-how"),
    ],
)
def test_hearsay_is_where_everything_counted_was_told(items, found):
    assert is_hearsay(record(*items)) is found


def test_hearsay_alone_is_capped_and_one_witness_lifts_the_cap():
    assert highest([record(TOLD)]) is Proof.REASONABLE_SUSPICION
    assert highest([record(TOLD), record(HEARD)]) is Proof.BEYOND_REASONABLE_DOUBT
    assert highest([]) is Proof.REASONABLE_SUSPICION


@pytest.mark.parametrize("wanted", RANKS)
def test_only_the_lowest_standard_may_rest_on_hearsay(wanted):
    assert allowed(wanted, [record(TOLD)]) is (wanted is Proof.REASONABLE_SUSPICION)
    assert allowed(wanted, [record(HEARD)])

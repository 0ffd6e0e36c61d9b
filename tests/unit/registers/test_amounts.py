from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.foundation.problems import Problem
from evenhand.registers.amounts import Amount, amount_of, read_amount, total

NUMBERS = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("120", "120"),
        ("1 200", "1200"),
        ("1,200", "1200"),
        ("100-150", "100–150"),
        ("100 – 150", "100–150"),
        ("100..150", "100–150"),
        ("~120", "~ 120"),
        ("≈ 120", "~ 120"),
        (">=100", "≥ 100"),
        ("≤ 150", "≤ 150"),
        ("١٢٠", "120"),
        ("2.5", "2.5"),
    ],
)
def test_reads_amounts_as_people_write_them(written, shown):
    assert str(read_amount(written)) == shown


@pytest.mark.parametrize("written", ["many", "150-100", "1-2-3", "-5", "1e9", "12 13", "~", ">= ", "9" * 40])
def test_refuses_what_is_none_and_says_what_to_write(written):
    with pytest.raises(Problem) as caught:
        read_amount(written)
    assert caught.value.code == "registers.bad-amount"


def test_nothing_is_unknown_and_never_nought():
    assert read_amount("  ") is None
    assert total([None, None]).high is None
    assert str(total([None, read_amount("3")])) == "≥ 3"


@given(low=NUMBERS, width=NUMBERS)
def test_what_is_kept_comes_back(low, width):
    amount = Amount(low=low, high=low + width)
    assert amount_of(amount.plain()) == amount
    assert amount_of("nonsense") is None


@given(st.lists(st.tuples(NUMBERS, NUMBERS)))
def test_a_sum_holds_every_way_in_which_its_parts_can_be_true(pairs):
    amounts = [Amount(low=min(pair), high=max(pair)) for pair in pairs]
    found = total(amounts)
    for chosen in (0, 1):
        true = sum((pair[chosen] for pair in pairs), Decimal())
        assert found.low <= true <= found.high
    assert (found.counted, found.unknown) == (len(pairs), 0)


def test_a_sum_says_what_it_does_not_know():
    found = total([read_amount("10-20"), read_amount(">=5"), read_amount("~7"), None])
    assert (str(found), found.about, found.counted, found.unknown) == ("≥ 22", True, 3, 1)
    assert total([]).high == 0

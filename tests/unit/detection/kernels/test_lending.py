"""A lent tuple reads like the tuple itself, in compiled code and outside."""

from typing import NamedTuple

import numpy as np
import pytest
from numba.core.errors import TypingError
from numpy.typing import NDArray

from evenhand.detection.kernels.compiled import compiled, pure
from evenhand.detection.kernels.lending import lent


class Inner(NamedTuple):
    """Two arrays of one type."""

    some: NDArray[np.float64]
    others: NDArray[np.float64]


class Outer(NamedTuple):
    """A number, a tuple and an array that is written to."""

    scale: float
    inner: Inner
    sums: NDArray[np.float64]


@pure
def _sum(inner, i):
    return inner.some[i] + inner.others[i]


@pure
def _add_up(outer, i):
    outer.sums[i] = outer.scale * _sum(outer.inner, i)
    return outer.sums[i] + len(outer.sums)


@compiled
def _with_loan(outer, i):
    return _add_up(lent(outer), i)


@compiled
def _without(outer, i):
    return _add_up(outer, i)


@compiled
def _lend_a_number(number):
    return lent(number)


@compiled
def _absent_field(outer):
    return lent(outer).absent


def _outer():
    return Outer(1.5, Inner(np.arange(3.0), np.arange(3.0) * 10.0), np.zeros(3))


@pytest.mark.parametrize("i", [0, 1, 2])
def test_fields_fields_of_fields_and_writing_are_those_of_the_tuple(i):
    one, two, three = _outer(), _outer(), _outer()

    assert _with_loan(one, i) == _without(two, i) == _with_loan.py_func(three, i) == 16.5 * i + 3
    assert one.sums.tolist() == two.sums.tolist() == three.sums.tolist()


def test_outside_of_compiled_code_it_is_the_tuple_itself():
    outer = _outer()

    assert lent(outer) is outer


def test_only_named_tuples_are_lent_and_only_their_fields_are_read():
    with pytest.raises(TypingError):
        _lend_a_number(1.0)
    with pytest.raises(TypingError):
        _absent_field(_outer())

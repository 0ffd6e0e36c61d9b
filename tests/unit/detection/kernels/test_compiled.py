"""Compiled functions give what the interpreter gives."""

import numpy as np

from evenhand.detection.kernels.compiled import compiled, pure


@compiled
def _doubled(numbers):
    return numbers * 2


@pure
def _total(numbers):
    total = 0.0
    for number in numbers:
        total += number
    return total


def test_both_ways_of_compiling_agree_with_the_interpreter():
    numbers = np.arange(4.0)

    assert _doubled(numbers).tolist() == _doubled.py_func(numbers).tolist() == [0.0, 2.0, 4.0, 6.0]
    assert _total(numbers) == _total.py_func(numbers) == 6.0

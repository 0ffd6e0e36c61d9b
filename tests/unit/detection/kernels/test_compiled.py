"""Compiled functions give what the interpreter gives."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from evenhand.detection import kernels
from evenhand.detection.kernels.compiled import compiled, cores, pure, rests_on


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


def test_what_a_module_rests_on_are_the_kernels_it_imports_and_those_that_they_import():
    folder = Path(kernels.__file__).parent

    found = {path.stem for path in rests_on(folder / "windows.py")}

    assert {"windows", "fixes", "compiled", "grid", "boundary", "geodesic", "intervals"} <= found
    assert "presence" not in found


def test_who_is_told_to_use_one_core_uses_one():
    asked = "from evenhand.detection.kernels.compiled import cores; print(cores())"
    ran = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "NUMBA_NUM_THREADS": "1"},
        check=True,
        capture_output=True,
        text=True,
    )

    assert ran.stdout.strip() == "1"
    assert cores() >= 1

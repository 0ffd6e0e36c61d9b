"""Copying a log: all its files, and later only those that grew."""

import pytest

from evenhand.foundation.problems import Problem
from evenhand.ledger.copying import copy, parts
from evenhand.ledger.log import CHECKPOINT
from evenhand.ledger.tiles import TILE_MISSING
from simulators.logs import Published
from unit.ledger.test_witness import FILES, GROWN, see


def test_a_copy_holds_all_that_a_witness_reads():
    made = Published()
    count = copy(GROWN, made.__setitem__, size=300, checkpoint=GROWN[CHECKPOINT])

    assert count == len(made) == len(list(parts(300))) + 1
    assert see(made, depth="whole").findings == ()


def test_only_what_grew_is_copied_again():
    made = Published(FILES)
    grown = copy(GROWN, made.__setitem__, size=300, checkpoint=GROWN[CHECKPOINT], since=10)
    again = copy(GROWN, made.__setitem__, size=300, checkpoint=GROWN[CHECKPOINT], since=299)

    assert (grown, again) == (6, 4)
    assert see(made, depth="whole").findings == ()


def test_a_log_that_lacks_a_file_is_not_copied():
    with pytest.raises(Problem) as problem:
        copy(FILES, Published().__setitem__, size=300, checkpoint=GROWN[CHECKPOINT])
    assert problem.value.kind == TILE_MISSING

import numpy as np
import pyarrow as pa
import pytest

from evenhand.foundation.problems import Problem
from evenhand.observations.schemas import QUARANTINE
from evenhand.sources.batches import Batch, constant
from evenhand.sources.spool import all_or_nothing
from evenhand.sources.streams import BROKEN_FILE


def batches(count, *, breaks=False):
    for place in range(count):
        table = pa.table({"n": np.full(10, place), "w": constant(f"word {place}", 10)}) if place % 3 else None
        yield Batch(table=table, quarantine=QUARANTINE.empty_table(), rows_read=10 + place)
    if breaks:
        raise BROKEN_FILE(name="f", fault="cut")


@pytest.mark.parametrize("memory_rows", [0, 25, 1000])
def test_batches_come_in_order_from_memory_and_from_the_disk(memory_rows):
    found = list(all_or_nothing(batches(8), memory_rows=memory_rows))

    assert [batch.rows_read for batch in found] == list(range(10, 18))
    assert [None if b.table is None else b.table["w"][9].as_py() for b in found] == [
        None if place % 3 == 0 else f"word {place}" for place in range(8)
    ]


def test_a_break_at_the_end_lets_nothing_through():
    seen = []
    with pytest.raises(Problem) as caught:
        seen.extend(all_or_nothing(batches(8, breaks=True), memory_rows=25))
    assert (caught.value.code, seen) == ("sources.broken-file", [])

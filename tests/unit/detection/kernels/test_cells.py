"""Where cells stand among the tiles, and which of them hold pieces; what they hold is in test_grid.py."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenhand.detection.kernels.cells import RUN, Cells, nth_of, place_of


def test_no_two_cells_stand_at_one_place():
    for n_cols, n_rows in ((1, 1), (8, 8), (9, 17), (30, 5)):
        places = {place_of(n_cols, column, row) for column in range(n_cols) for row in range(n_rows)}
        assert len(places) == n_cols * n_rows
        assert max(places) < 64 * ((n_cols + 7) // 8) * ((n_rows + 7) // 8)


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=5))
def test_cells_that_hold_a_piece_are_counted_in_order(masks):
    holds = np.array(masks, np.uint64)
    before = np.concatenate([[0], np.cumsum([mask.bit_count() for mask in masks])])[:-1].astype(np.int32)
    cells = Cells(np.empty(0, np.uint8), np.empty(0, np.uint8), holds, before, np.empty(0, np.int32), np.empty(0, RUN))

    held_places = [64 * tile + bit for tile, mask in enumerate(masks) for bit in range(64) if mask >> bit & 1]

    assert [nth_of(cells, place) for place in held_places] == list(range(len(held_places)))

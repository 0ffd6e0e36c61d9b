"""Bars as numbers."""

from evenhand.cases.counting.totals import Figure
from evenhand_web.totals.plots import HEIGHT, TOP, chart, lines
from evenhand_web.totals.queries import Row


def row(low: int, best: int, high: int, *, blind: float | None = None, key: str = "2020-12-07") -> Row:
    return Row(key=key, one=Figure(low=low, best=best, high=high), other=None, blind=blind)


def test_the_highest_end_of_a_range_fills_the_height():
    drawn = chart([row(5, 8, 10), row(0, 0, 0)])

    first, second = (column.one for column in drawn.columns)
    assert (first.high_y, first.height, first.ranged) == (TOP, HEIGHT * 0.8, True)
    assert (second.height, second.ranged) == (0, False)


def test_a_blind_week_is_dark_and_an_unknown_one_is_not():
    drawn = chart([row(0, 0, 0, blind=0.95), row(0, 0, 0, blind=0.5), row(0, 0, 0)])

    assert [column.dark for column in drawn.columns] == [True, False, False]
    assert [column.blind_height > 0 for column in drawn.columns] == [True, True, False]


def test_nothing_gives_an_empty_drawing():
    assert chart([]).columns == ()
    assert lines([]) == ()


def test_many_weeks_are_not_all_labelled():
    drawn = chart([row(1, 1, 1)] * 500)

    assert 5 < sum(column.labelled for column in drawn.columns) < 200
    assert len(chart([row(0, 0, 123_456)]).ticks) <= 6


def test_lines_are_shares_of_the_highest():
    assert lines([row(1, 2, 4)])[0].one == (25.0, 50.0, 100.0)

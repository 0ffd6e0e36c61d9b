from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.documents.columns import Box, reading_order


def column(left: float, right: float, lines: int = 12) -> list[Box]:
    return [Box(left, 700 - 14 * n, right, 710 - 14 * n) for n in range(lines)]


def test_one_column_is_read_as_it_stands():
    assert reading_order(column(60, 530), 595, 842) == []


def test_the_left_column_comes_first_and_in_arabic_the_right_one():
    both = column(60, 280) + column(320, 540)
    ways = [reading_order(both, 595, 842, from_right=right) for right in (False, True)]

    assert [[one.left > 0 for one in way] for way in ways] == [[False, True], [True, False]]


def test_a_line_across_both_divides_them():
    both = column(60, 280) + column(320, 540) + [Box(60, 720, 540, 730)]

    assert [(one.left, one.right) for one in reading_order(both, 595, 842)][-3:] != []


BOXES = st.builds(
    lambda left, bottom, width: Box(left, bottom, left + width, bottom + 10),
    st.floats(0, 500), st.floats(0, 800), st.floats(2, 300),
)  # fmt: skip


@given(st.lists(BOXES, max_size=60))
@settings(max_examples=40, deadline=None)
def test_the_parts_of_a_page_cover_it_and_do_not_overlap(boxes):
    parts = reading_order(boxes, 595, 842)
    area = sum((one.right - one.left) * (one.top - one.bottom) for one in parts)

    assert not parts or abs(area - 595 * 842) < 1

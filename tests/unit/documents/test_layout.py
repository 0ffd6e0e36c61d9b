import pytest

from evenhand.documents import layout
from evenhand.documents.layout import TOO_LARGE, furniture_of, joined, source_lines, style_of
from evenhand.foundation.problems import Problem
from simulators.documents import CHINESE, ENGLISH


def test_lines_are_numbered_and_pages_counted():
    lines = source_lines("a\r\n\fb\rc")

    assert [(line.number, line.text, line.page, line.begins_page) for line in lines] == [
        (1, "a", 1, False),
        (2, "b", 2, True),
        (3, "c", 2, False),
    ]


def test_the_way_of_breaking_lines_is_found():
    assert style_of(source_lines(CHINESE)).name == "marked"
    assert style_of(source_lines("导言\n\n安理会举行了会议。\n\n会议结束。\n")).name == "blank"
    assert style_of(source_lines("")).name == "dense"


def test_furniture_is_addresses_numbers_symbols_and_rules():
    lines = source_lines("https://undocs.org/x\nS/2031/77\n31-00123  1/2\n________\nThe Council met.\n")

    assert furniture_of(lines) == {1, 2, 3, 4}


def test_a_running_head_is_known_by_standing_at_three_edges():
    page = "Report of the joint commission\nThe commission met and agreed on the following long sentence.\n"
    lines = source_lines("\f".join([page] * 4))

    assert {1, 3, 5} <= furniture_of(lines)


@pytest.mark.parametrize(
    ("left", "right", "whole"), [("安全理", "事会", "安全理事会"), ("a", "b", "a b"), ("x-", "y", "x-y")]
)
def test_rejoining(left, right, whole):
    assert joined(left, right) == whole


def test_more_than_can_be_read_at_once_is_refused(monkeypatch):
    monkeypatch.setattr(layout, "MOST_SIGNS", 10)

    with pytest.raises(Problem) as refused:
        source_lines(ENGLISH)

    assert refused.value.kind is TOO_LARGE

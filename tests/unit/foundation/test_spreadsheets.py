import pytest

from evenhand.foundation.spreadsheets import FORMULA, safe_cell


@pytest.mark.parametrize("first", FORMULA)
def test_a_text_that_would_run_is_shown(first):
    assert safe_cell(f"{first}cmd|calc") == f"'{first}cmd|calc"


@pytest.mark.parametrize("value", ["Sirte", "", None, -4, 2.5, "'=already"])
def test_everything_else_stays_as_it_is(value):
    assert safe_cell(value) == value

"""Cells that a spreadsheet shows and does not run."""

from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a text for a formula. Source: OWASP, CSV injection."""


def safe_cell(value: Any) -> Any:
    """The value, with an apostrophe in front of a text that a spreadsheet would run; numbers stay numbers.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell(-3.5), safe_cell("Sirte")
    ("'=HYPERLINK(1)", -3.5, 'Sirte')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

"""A number in a text with its unit, its qualifier and what it counts."""

from dataclasses import dataclass

QUALIFIERS = ("exact", "about", "nearly", "at_least", "more_than", "up_to", "less_than", "range")
"""How a number is meant; a range has the qualifier on both its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number in a text; `qualifier` is one of `QUALIFIERS`, `approx` says that it is another one than "exact"."""

    snippet: str
    value: float
    unit: str
    what: str
    approx: bool
    begin: int
    end: int
    counter: str
    qualifier: str = "exact"
    inferred: bool = False

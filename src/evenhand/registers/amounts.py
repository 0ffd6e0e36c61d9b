"""Amounts as they are known: a number, a range, a bound, about so many, or not at all; and their sums."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evenhand.foundation.problems import ProblemKind

BAD_AMOUNT = ProblemKind(
    code="registers.bad-amount",
    blame="caller",
    message="{value!r} is no amount. Write 120, 100-150, ~120 (about), >=100 (at least) or <=150 (at most); leave "
    "it empty where it is unknown.",
)

_NUMBER = r"(\d{1,15}(?:\.\d{1,6})?)"
_FORMS = (
    ("exact", re.compile(rf"{_NUMBER}")),
    ("about", re.compile(rf"[~≈]\s*{_NUMBER}")),
    ("low", re.compile(rf"(?:>=|≥)\s*{_NUMBER}")),
    ("high", re.compile(rf"(?:<=|≤)\s*{_NUMBER}")),
    ("range", re.compile(rf"{_NUMBER}\s*(?:-|–|—|\.\.)\s*{_NUMBER}")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Between `low` and `high`; None: no bound is known."""

    low: Decimal | None
    high: Decimal | None
    about: bool = False
    """Whether the source says "about": the bounds are then no bounds, but its number."""

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return f"≥ {self.low}" if self.low is not None else f"≤ {self.high}"
        if self.low == self.high:
            return f"{'~ ' if self.about else ''}{self.low}"
        return f"{self.low}–{self.high}"

    def plain(self) -> dict[str, Any]:
        """The amount as JSON; numbers as text, so that nothing is rounded."""
        return {
            "low": None if self.low is None else str(self.low),
            "high": None if self.high is None else str(self.high),
            "about": self.about,
        }


def read_amount(written: str) -> Amount | None:
    """An amount as people write it, with digits of any script; None for nothing.

    Raises:
        BAD_AMOUNT: it is none, or the range ends before it begins.

    >>> str(read_amount("100 - 150")), str(read_amount("~ ١٢٠")), read_amount(" ")
    ('100–150', '~ 120', None)
    """
    text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in written).replace("٫", ".")
    text = re.sub(r"(?<=\d)[\s,٬\u00a0\u202f](?=\d{3}(?:\D|$))", "", text).strip()
    if not text:
        return None
    for form, pattern in _FORMS:
        found = pattern.fullmatch(text)
        if found is not None:
            return _amount(form, [Decimal(one) for one in found.groups()], written)
    raise BAD_AMOUNT(value=written[:60])


def _amount(form: str, numbers: list[Decimal], written: str) -> Amount:
    if numbers[0] > numbers[-1]:
        raise BAD_AMOUNT(value=written[:60])
    low = None if form == "high" else numbers[0]
    high = None if form == "low" else numbers[-1]
    return Amount(low=low, high=high, about=form == "about")


def amount_of(data: Any) -> Amount | None:
    """An amount from its JSON."""
    if not isinstance(data, dict):
        return None
    low, high = (None if data[key] is None else Decimal(data[key]) for key in ("low", "high"))
    return Amount(low=low, high=high, about=bool(data["about"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What several amounts come to."""

    low: Decimal
    """At least so many: of what has no lower bound nothing is counted."""
    high: Decimal | None
    """At most so many; None where one amount has no upper bound or is unknown."""
    about: bool
    counted: int
    unknown: int
    """Of so many records nothing is known; they are never taken for 0."""

    def __str__(self) -> str:
        if self.high is None:
            return f"≥ {self.low}"
        return str(Amount(low=self.low, high=self.high, about=self.about))


def total(amounts: Iterable[Amount | None]) -> Sum:
    """The sum of amounts, with its bounds.

    >>> str(total([read_amount("10-15"), read_amount("~ 5"), None]))
    '≥ 15'
    """
    known: list[Amount] = []
    unknown = 0
    for one in amounts:
        if one is None:
            unknown += 1
        else:
            known.append(one)
    highs = [one.high for one in known]
    bounded = not unknown and all(high is not None for high in highs)
    return Sum(
        low=sum((one.low for one in known if one.low is not None), Decimal()),
        high=sum((high for high in highs if high is not None), Decimal()) if bounded else None,
        about=any(one.about for one in known),
        counted=len(known),
        unknown=unknown,
    )

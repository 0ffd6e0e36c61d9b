"""The terms of a duty, as its sentence words them: what its deadline runs from, how often it recurs, what it needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.documents.quantity import Quantity
from evenhand.documents.tables import ascii_digits, pattern

STRENGTHS = {
    "must": "binding", "demands": "binding", "decides": "binding", "should": "advised", "urges": "advised",
    "requests": "advised", "recommends": "advised", "encourages": "advised", "may": "permitted",
    "authorizes": "permitted", "agrees": "promised", "plans": "promised",
}  # fmt: skip
"""How strongly each act binds; an act that is not here binds nobody ("identifies", "condemns")."""
_SPANS = frozenset(("hours", "days", "weeks", "months", "years"))
_LONGEST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """Every so many units: every 120 days; a quarterly report is every 1 quarter."""

    every: float
    unit: str


def strength_of(act: str) -> str:
    """How strongly an act binds.

    >>> strength_of("must"), strength_of("urges"), strength_of("identifies")
    ('binding', 'advised', 'none')
    """
    return STRENGTHS.get(act, "none")


def recurrence_of(piece: str, quantities: Sequence[Quantity], text: str, language: str) -> Recurrence | None:
    """How often the sentence says that a thing is to be done; None where it does not."""
    at = text.find(piece)
    if at < 0:
        return None
    inside = [one for one in quantities if at <= one.begin and one.end <= at + len(piece)]
    for one in inside:
        before = text[max(at, one.begin - 12) : one.begin]
        if one.unit in _SPANS and pattern(language, "every_words").search(before):
            return Recurrence(every=one.value, unit=one.unit)
    word = next((one for one in inside if one.unit.startswith("per ")), None)
    return Recurrence(every=1.0, unit=word.unit.removeprefix("per ")) if word is not None else None


def basis_of(piece: str, language: str) -> str | None:
    """The words of a term with what it runs from: "within 90 days of the signing".

    >>> basis_of("The parties shall leave within 90 days of the signing of the agreement, in stages.", "en")
    'within 90 days of the signing of the agreement'
    """
    plain = ascii_digits(piece)
    term = pattern(language, "duration").search(plain)
    if term is None:
        return None
    begin, end = term.start(), term.end()
    before = re.search(pattern(language, "basis_before").pattern + "$", plain[max(0, begin - 60) : begin])
    after = pattern(language, "basis_after").match(plain, end)
    begin = begin - len(before[0]) if before is not None and before[0] else begin
    end = after.end() if after is not None else end
    return piece[begin:end].strip()[:_LONGEST]


def conditions_of(piece: str, language: str) -> tuple[str, ...]:
    """The clauses on which the duty depends, as they stand.

    >>> conditions_of("Once conditions permit, the team will be deployed, provided that the parties agree.", "en")
    ('Once conditions permit', 'provided that the parties agree')
    """
    found = [hit[0].strip().rstrip(".。;；،") for hit in pattern(language, "conditions").finditer(piece)]
    return tuple(dict.fromkeys(one[:_LONGEST] for one in found if one))

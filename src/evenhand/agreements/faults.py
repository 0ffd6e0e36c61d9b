"""Faults: what is wrong with an agreement's files, where, and what to do about it.

A fault is data (code and details); its sentences come from the phrases, in every language of the interface.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from evenhand.agreements.wording import say
from evenhand.foundation.problems import Problem, ProblemKind

FAULTY = ProblemKind(
    code="agreements.faulty",
    blame="caller",
    message="{origin} has {count} fault(s). {first} Mend each fault that is listed and read the agreement again.",
)

Severity = Literal["fault", "warning"]

_COLLECTIONS = {
    "party": "parties",
    "body": "bodies",
    "place": "places",
    "area": "areas",
    "phase": "phases",
    "category": "categories",
    "rule": "rules",
    "exemption": "exemptions",
    "commitment": "commitments",
    "object": "objects",
    "clock": "clocks",
    "state": "states",
    "actor": "actors",
    "event": "events",
    "gate": "gates",
    "condition": "conditions",
    "indicator": "indicators",
    "risk": "risks",
}
"""The phrase that names each noun."""
_LONGEST_SHOWN = 80
_LONGEST_COMPARED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: file, line and column (from 1), path of the entry, the offending value, and what it is (`code`)."""

    file: str
    line: int
    column: int
    path: str
    value: str
    code: str
    details: Mapping[str, str] = field(default_factory=dict)
    meant: str | None = None
    """The allowed value that the offending one resembles most."""
    allowed: tuple[str, ...] = ()
    severity: Severity = "fault"

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.message_in("en")

    @property
    def remedy(self) -> str:
        """What to do, in English."""
        return self.remedy_in("en")

    def message_in(self, language: str) -> str:
        """What is wrong, in `language`."""
        details = dict(self.details)
        if "noun" in details:
            details["noun"] = say(f"noun.{_COLLECTIONS[details['noun']]}", language=language).lower()
        return say(f"fault.{self.code}", language=language, value=self.value, **details)

    def remedy_in(self, language: str) -> str:
        """What to do, in `language`; with the likeliest value meant, else the list of allowed ones."""
        advice = say(f"remedy.{self.code}", language=language, value=self.value, **self.details)
        if self.meant is not None:
            return f"{say('remedy-did-you-mean', language=language, meant=self.meant)} {advice}"
        if self.allowed:
            allowed = ", ".join(self.allowed)
            return f"{advice} {say('remedy-allowed', language=language, allowed=allowed)}"
        return advice

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.path}: {self.message} {self.remedy}"


def shown(value: object) -> str:
    r"""A value as a fault shows it: one line, shortened.

    >>> shown("a\nb")
    'a b'
    """
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def closest(value: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that `value` most likely means, or None where none is near.

    Near means at most one slip in three letters. Slips are letters added, left out, changed or swapped with the next.

    Source: Damerau, A technique for computer detection and correction of spelling errors, CACM 7 (1964).

    >>> closest("costal-zone", ["coastal-zone", "harbour"])
    'coastal-zone'
    >>> closest("castle", ["coastal-zone", "harbour"]) is None
    True
    """
    typed = value.strip().lower().replace("_", "-").replace(" ", "-")[:_LONGEST_COMPARED]
    ranked = sorted((letters_apart(typed, word.lower()[:_LONGEST_COMPARED]), word) for word in allowed)
    if not ranked or not typed:
        return None
    slips, word = ranked[0]
    return word if slips <= max(1, max(len(typed), len(word)) // 3) and slips < len(typed) else None


def letters_apart(a: str, b: str) -> int:
    """How many slips lie between two words (optimal string alignment).

    >>> letters_apart("sirte", "sitre")
    1
    """
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]


def faulty(origin: str, faults: tuple[Fault, ...]) -> Problem:
    """The Problem that carries `faults`; warnings come along but are not counted."""
    grave = [fault for fault in faults if fault.severity == "fault"]
    return FAULTY(origin=origin, count=len(grave), first=str(grave[0]), faults=faults)

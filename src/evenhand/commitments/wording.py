"""Sentences of this package in the reader's language, and the names of what is chosen and not written."""

from enum import StrEnum
from typing import Any

from evenhand.commitments.acts import Capacity
from evenhand.commitments.model import Access, Held, Level, Qualifier, Status, Strength, Term, Unit, Verb, Willing
from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.commitments.phrases"
NOUNS: dict[type[StrEnum], str] = {
    Verb: "verb",
    Strength: "strength",
    Term: "term",
    Status: "status",
    Held: "held",
    Qualifier: "qualifier",
    Unit: "unit",
    Willing: "willing",
    Access: "access",
    Level: "level",
    Capacity: "capacity",
}
"""The phrases under which the words of each list stand."""
_RIGHT_TO_LEFT = ("ar",)
_ISOLATE, _POP = "\u2068", "\u2069"


def say(key: str, *, language: str = "en", **details: Any) -> str:
    """One sentence; in right-to-left text each detail keeps its own direction.

    >>> say("due.overdue", days=3, last_day="2021-01-21")
    'overdue by 3 day(s); the last day was 2021-01-21'
    """
    if language.lower().split("-")[0] in _RIGHT_TO_LEFT:
        details = {name: f"{_ISOLATE}{value}{_POP}" for name, value in details.items()}
    return phrase(PHRASES, key, language=language, **details)


def name_of(word: StrEnum, *, language: str = "en") -> str:
    """What people call a word of one of the lists.

    >>> name_of(Status.PARTLY_MET), name_of(Strength.STUDY, language="fr")
    ('partly met', 'faisabilité à étudier')
    """
    return say(f"{NOUNS[type(word)]}.{word.value}", language=language)

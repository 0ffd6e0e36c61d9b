"""Sentences of this package in the reader's language.

In right-to-left text each detail is isolated, so that ids, figures and dates keep their own direction.

Source: Unicode Standard Annex 9, section 2.4 (explicit directional isolates).
"""

from typing import Any

from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.reports.phrases"

_RIGHT_TO_LEFT = ("ar",)
_ISOLATE, _POP = "\u2068", "\u2069"


def say(key: str, *, language: str, **details: Any) -> str:
    """One sentence of the catalogue.

    Raises:
        NO_SUCH_PHRASE: the catalogue of that language lacks the key.

    >>> say("place.wholly-inside", language="en")
    'All of the reported place lies inside.'
    """
    if language.lower().split("-")[0] in _RIGHT_TO_LEFT:
        details = {name: f"{_ISOLATE}{value}{_POP}" for name, value in details.items()}
    return phrase(PHRASES, key, language=language, **details)


def joined(names: list[str] | tuple[str, ...], *, language: str) -> str:
    """Names in a row, as the language parts them.

    >>> joined(["A", "B"], language="ar")
    'A، B'
    """
    return say("list.comma", language=language).join(names)

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


def say_area(square_metres: float, *, language: str) -> str:
    """A surface as people say it.

    >>> [say_area(value, language="en") for value in (800, 350_000, 2_340_000, 12_000_000)]
    ['800 m²', '0.35 km²', '2.3 km²', '12 km²']
    """
    if square_metres < 10_000.0:
        return say("area.m2", language=language, figure=f"{square_metres:.0f}")
    square_km = square_metres / 1e6
    figure = f"{square_km:.2f}" if square_km < 1.0 else f"{square_km:.1f}" if square_km < 10.0 else f"{square_km:.0f}"
    return say("area.km2", language=language, figure=figure.replace(".", ",") if language == "fr" else figure)

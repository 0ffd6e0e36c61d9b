"""Placeholder until part D lands."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Explanation:
    """Stub."""

    headline: str
    sentences: tuple[str, ...]


def explain(agreement: Any, alert: Any, *, language: str = "en") -> Explanation:
    """Stub."""
    return Explanation("Stub headline", ("Stub sentence.",))

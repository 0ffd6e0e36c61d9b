"""Addresses within the library, and of pages of other apps that an installation may lack."""

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse


def address(name: str, query: dict[str, str] | None = None, **kwargs: Any) -> str:
    """Where a page is; "" where the installation has none of that name."""
    try:
        found = reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
    return f"{found}?{urlencode(query)}" if query else found


def proposals(symbol: str) -> str:
    """Where the commitments proposed from a document are; "" without a symbol, and where there is no such page."""
    return address("commitments:proposals", {"document": symbol}) if symbol else ""

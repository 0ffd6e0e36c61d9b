"""What a browser keeps so that the pages open without a network: the shell, the worker that serves it, the manifest.

Nothing here belongs to anybody: the shell is the page of a person whom nobody knows yet.
"""

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_bidi, override
from django.utils.translation import gettext as _

BUILT = settings.PACKAGE / "static" / "built"
SHELL_FILES = ("built/form.js", "built/forms.css", "evenhand.css", "evenhand.js", "icons.svg", "mark.svg")
"""Without these no form opens: the worker does not begin its work before it has them all."""
MAP_FILES = ("built/map.js", "built/maps.css", "built/maplibre-gl-worker.mjs", "built/basemap/world.json")
"""For the map, which is large: fetched afterwards, and missed by nobody who types."""
ICONS = (("forms/icon-192.png", "192x192", "any"), ("forms/icon-512.png", "512x512", "any maskable"))
COLOURS = {"theme_color": "#0b5394", "background_color": "#f6f7f8"}


@lru_cache(maxsize=1)
def worker(render: Callable[[str], str]) -> str:
    """The service worker: what it keeps, known by content, and its script.

    Args:
        render: makes the shell in a language.
    """
    shells = {}
    seen = hashlib.sha256()
    for language, _name in settings.LANGUAGES:
        shells[language] = reverse("forms:shell", args=[language])
        seen.update(render(language).encode())
    for name in (*SHELL_FILES, *MAP_FILES, "built/form-worker.js"):
        seen.update(name.encode() + _content(name))
    given = {
        "version": seen.hexdigest()[:16],
        "scope": reverse("forms:lobby"),
        "shells": shells,
        "files": [static(name) for name in SHELL_FILES],
        "map": [static(name) for name in MAP_FILES],
        "static": static(""),
        "definitions": reverse("forms:definitions"),
        "places": reverse("forms:places"),
    }
    return f"self.GIVEN = {json.dumps(given, sort_keys=True)};\n{_content('built/form-worker.js').decode()}"


def manifest(language: str) -> dict[str, Any]:
    """The web app manifest, in a language.

    Source: W3C Web Application Manifest.
    """
    with override(language):
        start = reverse("forms:lobby")
        return {
            "id": start,
            "name": _("Evenhand: reports"),
            "short_name": _("Reports"),
            "description": _("Write reports without a network and send them once there is one."),
            "lang": language,
            "dir": "rtl" if get_language_bidi() else "ltr",
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "icons": [
                {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in ICONS
            ],
            **COLOURS,
        }


def _content(name: str) -> bytes:
    path = Path(settings.PACKAGE / "static" / name)
    return path.read_bytes() if path.exists() else b""

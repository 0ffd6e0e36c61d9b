"""The code that sets a phone up: Collect's settings as JSON, packed, as a QR code.

Source: ODK Collect, settings as QR codes (JSON with `general` and `admin`, zlib, base64).
"""

import base64
import json
import zlib
from typing import Any

import segno

_APP_LANGUAGES = {"en": "en", "ar": "ar", "fr": "fr", "zh-hans": "zh"}
"""Our languages by the names that Collect gives them."""


def settings(*, server: str, label: str, username: str, language: str, keep_sent: bool) -> dict[str, Any]:
    """The settings of a phone.

    Args:
        server: the address with the secret in it, without a slash at its end.
        label: of the phone, for its list of projects.
        username: of the person; each has a project of their own on a shared phone, with a queue of its own.
        language: of the person; "" leaves the phone's own.
        keep_sent: whether what was sent stays readable on the phone.
    """
    general: dict[str, Any] = {
        "protocol": "odk_default",
        "server_url": server,
        "form_update_mode": "match_exactly",
        "periodic_form_updates_check": "every_one_hour",
        "autosend": "wifi_and_cellular",
        "delete_send": not keep_sent,
        "analytics": False,
        "basemap_source": "osm",
        "metadata_username": username,
        "guidance_hint": "yes_collapsed",
        "high_resolution": True,
        "image_size": "original_image_size",
    }
    if language in _APP_LANGUAGES:
        general["app_language"] = _APP_LANGUAGES[language]
    return {
        "general": general,
        "admin": {"change_server": False, "analytics": False, "change_project_display": False},
        "project": {"name": f"{username} · {label}", "icon": "E", "color": "#1f5673"},
    }


def packed(chosen: dict[str, Any]) -> str:
    """Settings as the code carries them.

    >>> packed({"general": {}, "admin": {}})[:4]
    'eJyr'
    """
    plain = json.dumps(chosen, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(plain, 9)).decode()


def picture(text: str) -> str:
    """A QR code as the address of a picture (data:image/svg+xml), black on white on any theme."""
    return segno.make(text, error="l", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")

"""What the base template needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from evenhand_web.accounts.access import actor_of
from evenhand_web.accounts.models import Membership, Theme
from evenhand_web.web import clock, navigation

LANGUAGE_NAMES = {"en": "English", "ar": "العربية", "fr": "Français", "zh-hans": "简体中文"}
"""Each language in its own words, as a reader looks for it."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Header, languages, theme and clock. Lazy where it costs a query."""
    user: Any = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    theme = user.theme if known else request.COOKIES.get("theme", Theme.SYSTEM)
    return {
        "theme": theme if theme in {Theme.LIGHT, Theme.DARK} else "",
        "themes": Theme.choices,
        "chosen_theme": theme,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "language": get_language() or "en",
        "languages": [(code, LANGUAGE_NAMES[code]) for code, _name in settings.LANGUAGES],
        "now": clock.now(request),
        "demo_clock": clock.is_demo(),
        "navigation": navigation.links(request) if known else (),
        "actor": actor_of(request) if known else None,
        "memberships": list(Membership.objects.filter(user=user).select_related("organisation")) if known else [],
        "here": request.get_full_path(),
    }

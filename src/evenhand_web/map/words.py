"""The words of the map in the reader's language: kinds of object and event, and what its scripts say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from evenhand.agreements.model import Agreement, Category
from evenhand.foundation.texts import Text

SHAPES: Mapping[str, Promise] = {
    "aircraft": gettext_lazy("Aircraft"),
    "drone": gettext_lazy("Drones"),
    "vessel": gettext_lazy("Vessels"),
    "vehicle": gettext_lazy("Vehicles"),
    "person": gettext_lazy("People and units on foot"),
    "unknown": gettext_lazy("Of unknown kind"),
}
"""What the map has a symbol for: the words that feeds use for an object (`POSITIONS.category`), and the rest."""

KINDS: Mapping[str, Promise] = {
    "aircraft": gettext_lazy("aircraft"),
    "drone": gettext_lazy("drone"),
    "vessel": gettext_lazy("vessel"),
    "vehicle": gettext_lazy("vehicle"),
    "person": gettext_lazy("person or unit on foot"),
}

EVENTS: Mapping[str, Promise] = {
    "fire": gettext_lazy("Fire"),
    "explosion": gettext_lazy("Explosion"),
    "shelling": gettext_lazy("Shelling"),
    "small-arms": gettext_lazy("Small-arms fire"),
    "air-strike": gettext_lazy("Air strike"),
    "drone-strike": gettext_lazy("Drone strike"),
    "seizure-attempt": gettext_lazy("Attempt to seize"),
    "fortification": gettext_lazy("Fortification"),
    "road-closure": gettext_lazy("Road closed"),
    "passage-refused": gettext_lazy("Passage refused"),
    "access-refused": gettext_lazy("Access refused"),
    "drone-jammed": gettext_lazy("Drone jammed"),
    "burst": gettext_lazy("Burst of fire"),
    "shot": gettext_lazy("Shot"),
    "mine-laying": gettext_lazy("Mines laid"),
    "team-threatened": gettext_lazy("Team threatened"),
    "team-fired-upon": gettext_lazy("Team fired upon"),
    "radar-emission": gettext_lazy("Radar emission"),
}

NUISANCES: Mapping[str, Promise] = {
    "gas-flare": gettext_lazy("Known gas flare"),
    "announced-demining": gettext_lazy("Announced demining"),
    "static-land-source": gettext_lazy("Known hot spot on land"),
    "volcano": gettext_lazy("Volcano"),
    "offshore": gettext_lazy("Offshore installation"),
}

STATUSES: Mapping[str, Promise] = {
    "agreed": pgettext_lazy("area", "drawn by the text"),
    "derived": pgettext_lazy("area", "derived from what the text names"),
    "illustrative": pgettext_lazy("area", "illustrative: our drawing, to be replaced"),
}

WINDOWS: Mapping[int, Promise] = {
    3600: gettext_lazy("1 hour"),
    3 * 3600: gettext_lazy("3 hours"),
    6 * 3600: gettext_lazy("6 hours"),
    12 * 3600: gettext_lazy("12 hours"),
    86400: gettext_lazy("1 day"),
    3 * 86400: gettext_lazy("3 days"),
    7 * 86400: gettext_lazy("7 days"),
}
SPEEDS: Mapping[int, Promise] = {
    60: gettext_lazy("1 min/s"),
    600: gettext_lazy("10 min/s"),
    1800: gettext_lazy("30 min/s"),
    3600: gettext_lazy("1 h/s"),
    6 * 3600: gettext_lazy("6 h/s"),
    86400: gettext_lazy("1 d/s"),
}


def in_words(table: Mapping[str, Promise], code: str | None) -> str:
    """The word for `code`; the code itself, with spaces, where the table lacks it; "" for none."""
    if code is None:
        return ""
    plain = code.replace("_", "-")
    return str(table[plain]) if plain in table else code.replace("_", " ").replace("-", " ")


def local(text: Text) -> str:
    """A text of the agreement in the reader's language, or in the nearest it has."""
    return text.in_language(get_language() or "en")


def lineage(agreement: Agreement | None, category: str | None) -> Iterator[str]:
    """A category and those above it, nearest first; words that the agreement does not know stand alone."""
    tree: dict[str, Category] = {entry.id: entry for entry in agreement.categories} if agreement else {}
    seen: set[str] = set()
    while category is not None and category not in seen:
        yield category
        seen.add(category)
        category = tree[category].parent if category in tree else None


def shape_of(agreement: Agreement | None, category: str | None) -> str:
    """Which symbol stands for an object of `category`: the nearest kind above it that has one, else "unknown"."""
    return next((kind for kind in lineage(agreement, category) if kind in SHAPES), "unknown")


def category_name(agreement: Agreement | None, category: str | None) -> str:
    """The category as the agreement calls it, else as feeds do."""
    known = next((entry for entry in agreement.categories if entry.id == category), None) if agreement else None
    return local(known.name) if known else in_words(KINDS, category)


def party_name(agreement: Agreement | None, party: str | None) -> str:
    """The party as the agreement calls it; its id where the agreement does not know it; "" for none."""
    known = next((entry for entry in agreement.parties if entry.id == party), None) if agreement else None
    return local(known.name) if known else party or ""


def script_words() -> dict[str, Any]:
    """Everything that the map's scripts say, in the reader's language; {details} are filled in there."""
    return {
        "play": _("Play"),
        "pause": _("Pause"),
        "certain": _("certain"),
        "possible": _("possible"),
        "moving": _("heard"),
        "silent": _("silent since"),
        "ago": _("({time} before the instant shown)"),
        "more": _("{shown} of {total} are listed; choose a shorter window to see the rest."),
        "thinned": _("Every {every}th fix is drawn: {shown} of {total}. Choose a shorter window to see all."),
        "summary": _("{time}: {alerts} alerts, {objects} objects, {events} events in the window."),
        "states": {
            "new": _("new"),
            "assigned": _("assigned"),
            "dismissed": _("dismissed"),
            "withdrawn": _("withdrawn"),
            "released": _("released"),
        },
        "integrities": {
            "trusted": _("trusted"),
            "degraded": _("degraded"),
            "jammed": _("jammed"),
            "implausible": _("implausible"),
        },
        "units": {"d": _("%(n)s d"), "h": _("%(n)s h"), "min": _("%(n)s min")},
    }

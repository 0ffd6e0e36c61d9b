"""Words for the codes of an alert."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = template.Library()

WORDS = {
    "presence": {
        "observed": _("Seen inside: at least one position lies in the area"),
        "crossed": _("Passed through: only the path between two positions lies in the area"),
        "perhaps": _("Perhaps inside: positions lie outside the area by less than their error"),
    },
    "entry": {
        "crossed": _("Crossed the boundary"),
        "already-inside": _("Was inside when first seen"),
        "regained": _("Was inside when seen again after a gap"),
        "came-near": _("They came near each other"),
        "already-near": _("Were near when one was first seen"),
        "heard-again": _("Were near when one was seen again after a gap"),
        "began-to-count": _("Were near when the rule came to hold for both"),
    },
    "exit": {
        "crossed": _("Crossed the boundary"),
        "still-inside": _("Was inside when last seen"),
        "lost": _("Was inside before a gap"),
        "went-away": _("They parted"),
        "still-near": _("Were near when one was last seen"),
        "heard-no-more": _("Were near before a gap of one"),
        "ceased-to-count": _("Were near when the rule ceased to hold"),
    },
    "kind": {
        "exclusion": _("Exclusion"),
        "separation-distance": _("Separation distance"),
        "limitation-of-forces": _("Limitation of forces"),
        "withdrawal-line": _("Withdrawal line"),
        "prior-notification": _("Prior notification"),
        "cessation": _("Cessation"),
        "freedom-of-movement": _("Freedom of movement"),
        "silence": _("Silence"),
        "rendezvous": _("Rendezvous"),
        "stop": _("Stop or landing"),
        "deadline": _("Deadline"),
    },
    "reason": {
        "no-notice": _("No notice was given"),
        "late-notice": _("The notice came too late"),
        "outside-window": _("Outside the notified time"),
        "count-exceeded": _("More than were notified"),
        "off-route": _("Off the notified route"),
        "wrong-identity": _("Another than the one announced"),
        "missed": _("Not done in time"),
        "late": _("Done too late"),
        "turned-back": _("Turned back"),
        "no-passage": _("Nobody passed"),
        "silent": _("Not heard"),
        "stopped": _("Stayed in one place"),
        "landed": _("Landed"),
        "grounded": _("On the ground; nobody saw it land"),
        "crowded": _("Too many to be told one by one; not complete"),
        "too-close": _("Too close to each other"),
        "met": _("Met and stayed together"),
    },
    "nuisance": {
        "gas-flare": _("Known gas flare"),
        "static-land-source": _("Fixed source of heat on land"),
        "volcano": _("Volcano"),
        "offshore": _("Offshore installation"),
        "industrial": _("Known industrial site"),
        "recurring-hot-spot": _("Heat that comes again at this place"),
        "announced-demining": _("Announced demining"),
        "announced-detonation": _("Announced controlled detonation"),
        "announced-live-fire": _("Announced live-fire exercise"),
        "scheduled-flight": _("Announced scheduled flight"),
    },
    "integrity": {
        "trusted": _("Trusted"),
        "degraded": _("Degraded"),
        "jammed": _("Jammed"),
        "implausible": _("Implausible"),
    },
}


@register.filter
def code_word(code: str | None, about: str) -> str:
    """What a code means; the code itself where there is no word for it yet."""
    return str(WORDS.get(about, {}).get(code or "", code or ""))


@register.filter
def column_value(value: Any) -> SafeString | str:
    """A value of an amendment, isolated left to right; a dash for unknown."""
    if value is None or value == []:
        return "–"
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return format_html('<bdi dir="ltr">{}</bdi>', shown)

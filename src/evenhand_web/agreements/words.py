"""The words of the agreement page in the reader's language, by the codes of the agreement format."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

RULE_KINDS: Mapping[str, Promise] = {
    "exclusion": _("Exclusion: who may not be where, when"),
    "separation-distance": _("Separation distance between the parties"),
    "limitation-of-forces": _("Limitation of forces: at most so many in an area"),
    "withdrawal-line": _("Withdrawal line: how far back a weapon must stand"),
    "prior-notification": _("Prior notification: a movement needs a notice"),
    "cessation": _("Cessation: no fire after an instant"),
    "freedom-of-movement": _("Freedom of movement: a route stays open"),
    "silence": _("Silence: a position is due and none comes"),
    "rendezvous": _("Rendezvous: two meet and stay together"),
    "stop": _("Stop: somebody stays, lands or halts at a place"),
    "deadline": _("Deadline: a commitment is due"),
}

BODY_KINDS: Mapping[str, Promise] = {
    "commission": _("commission"),
    "sub-committee": _("sub-committee"),
    "team": _("team"),
    "operations-room": _("operations room"),
    "mission": _("mission"),
    "secretariat": _("secretariat"),
    "committee": _("committee"),
    "force": _("force"),
    "other": pgettext_lazy("body", "other body"),
}

COMMITMENT_KINDS: Mapping[str, Promise] = {
    "withdrawal": _("withdrawal"),
    "repatriation": _("repatriation"),
    "confidence-building": _("confidence-building"),
    "police": _("police"),
    "clearance": _("clearance of mines"),
    "embargo": _("arms embargo"),
    "reporting": _("reporting"),
    "political": pgettext_lazy("commitment", "political"),
    "economic": pgettext_lazy("commitment", "economic"),
    "humanitarian": pgettext_lazy("commitment", "humanitarian"),
    "other": pgettext_lazy("commitment", "other"),
}

STATUSES: Mapping[str, tuple[str, Promise]] = {
    "agreed": ("idle", pgettext_lazy("commitment", "agreed")),
    "under-way": ("info", _("under way")),
    "delayed": ("warn", _("delayed")),
    "met": ("good", pgettext_lazy("commitment", "met")),
    "partly-met": ("info", _("partly met")),
    "missed": ("bad", pgettext_lazy("commitment", "missed")),
}
"""The mark and the word of each status of a commitment."""

AREA_STATUSES: Mapping[str, tuple[str, Promise]] = {
    "agreed": ("good", pgettext_lazy("area", "drawn by the text")),
    "derived": ("info", pgettext_lazy("area", "derived from the text")),
    "illustrative": ("warn", pgettext_lazy("area", "illustrative")),
}

CONFIDENCES: Mapping[str, Promise] = {
    "secondary": _("not in the text itself: an account or a working rule"),
    "memory": _("from memory: verify before use"),
}
"""`text`, the usual case, goes without saying."""

PLACE_KINDS: Mapping[str, Promise] = {
    "city": _("city"),
    "town": _("town"),
    "village": _("village"),
    "airport": _("airport"),
    "airbase": _("air base"),
    "airfield": _("airfield"),
    "camp": _("camp"),
    "cape": _("cape"),
    "crossing": _("crossing"),
    "headquarters": _("headquarters"),
    "island": _("island"),
    "mountain": _("mountain"),
    "oil-facility": _("oil facility"),
    "port": _("port"),
    "region": _("region"),
}

ENTRY_KINDS: Mapping[str, Promise] = {
    "party": _("Party"),
    "body": _("Body"),
    "area": _("Area"),
    "rule": _("Rule"),
    "exemption": _("Exemption"),
    "commitment": _("Commitment"),
    "phase": _("Phase"),
    "clock": _("Time limit"),
    "counting": _("Counting rule"),
    "contradiction": _("Contradiction"),
    "category": _("Category"),
}

COUNTS_OF: Mapping[str, Promise] = {"objects": _("objects"), "personnel": _("personnel")}


def script_words() -> dict[str, str]:
    """What the page's script says; {details} are filled in there."""
    return {
        "found": str(_("{count} entries found")),
        "left": str(_("{length} left")),
        "overdue": str(_("overdue by {length}")),
        "length": str(_("{days} d {hours} h {minutes} min")),
    }

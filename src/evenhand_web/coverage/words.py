"""The words of coverage: what a source is, and how well it watched."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENSORS: Mapping[str, Promise] = {
    "movement": gettext_lazy("All that see movement"),
    "aircraft": gettext_lazy("Aircraft receivers"),
    "ships": gettext_lazy("Ship receivers"),
    "patrol": gettext_lazy("Patrols"),
    "track": gettext_lazy("Tracks drawn by people"),
    "satellite": gettext_lazy("Satellites (fires)"),
    "report": gettext_lazy("Reports"),
}

VERDICTS: Mapping[str, tuple[str, Promise]] = {
    "watched": ("good", gettext_lazy("watched")),
    "partly": ("warn", gettext_lazy("partly watched")),
    "blind": ("bad", gettext_lazy("blind")),
}
"""The mark and the word of each verdict of an area and a day."""

LEVELS: Mapping[str, Promise] = {
    "good": gettext_lazy("heard or seen"),
    "thin": gettext_lazy("listening, quiet as usual"),
    "interference": gettext_lazy("positions disturbed"),
    "blind": gettext_lazy("nobody"),
}


def script_words() -> dict[str, Any]:
    """What the map says of coverage; {details} are filled in there."""
    return {
        "loading": _("Coverage is being counted…"),
        "failed": _("Coverage could not be loaded."),
        "blind": _("{hour}: {blind} of {total} areas blind, {disturbed} disturbed."),
        "watched": _("{hour}: none of {total} areas is blind."),
    }

"""What keys of totals are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPINGS: Mapping[str, Promise] = {
    "week": _("By week"),
    "place": _("By place"),
    "party": _("By alleged party"),
    "type": _("By type"),
}
HEADS: Mapping[str, Promise] = {
    "week": _("Week from Monday"),
    "place": _("Place"),
    "party": _("Alleged party"),
    "type": _("Type"),
}
UNITS: Mapping[str, Promise] = {
    "each": _("Every single thing that was observed counts."),
    "engagement": _("What follows one another without a longer gap is one engagement."),
    "place-and-day": _("A place counts once a day."),
    "incident": _("What is held to be one incident counts once."),
    "report": _("A report counts once."),
}

"""The words of the what-if page."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS: Mapping[str, Promise] = {
    "distance": gettext_lazy("Distance"),
    "max_count": gettext_lazy("Most at once"),
    "min_dwell": gettext_lazy("Shortest stay that counts"),
    "max_gap": gettext_lazy("Longest gap between two fixes"),
    "max_silence": gettext_lazy("Longest silence"),
    "max_speed": gettext_lazy("Slower than"),
    "notice": gettext_lazy("Notice before"),
    "notice_tolerance": gettext_lazy("Tolerance of the notified time"),
    "in_force": gettext_lazy("In force"),
}

CHANGES: Mapping[str, Promise] = {
    "raised": gettext_lazy("raised"),
    "withdrawn": gettext_lazy("withdrawn"),
    "extended": gettext_lazy("extended"),
    "shortened": gettext_lazy("shortened"),
    "changed": gettext_lazy("changed"),
    "split": gettext_lazy("split"),
    "joined": gettext_lazy("joined"),
}
"""What a trial does to an alert."""


def script_words() -> dict[str, Any]:
    """Everything that the page's script says, in the reader's language; {details} are filled in there."""
    return {
        "changes": {code: str(word) for code, word in CHANGES.items()},
        "certain": _("certain"),
        "possible": _("possible"),
        "vertex": _("Corner {number} of {name}. Arrow keys move it, Shift faster, Delete takes it out."),
        "between": _("New corner after corner {number} of {name}: press Enter, or drag."),
        "centre": _("Centre of {name}. Arrow keys move it."),
        "rim": _("Radius of {name}: {size}. Arrow keys change it."),
        "line": _("Point {number} of the line of {name}. Arrow keys move it, Delete takes it out."),
        "radius": _("Radius"),
        "width": _("Width to each side"),
        "from": _("Begins at, from the line"),
        "to": _("Ends at, from the line"),
        "span_from": _("from"),
        "span_until": _("until"),
        "refers": _("Drawn from: {name}. Change that area."),
        "steps": {
            "reading": _("Reading what was observed…"),
            "before": _("Running {rules} rules of the present text over {positions} positions…"),
            "after": _("Running the changed text…"),
            "comparing": _("Comparing…"),
        },
        "nothing": _("Nothing is changed yet. Choose an area or a rule."),
        "same": _("The change makes no difference to what was observed."),
        "summary": _("{before} alerts as it is, {after} with the change."),
        "listed": _("{shown} of {total} are listed."),
        "hidden": _("Single alerts are shown to those who may see all alerts."),
        "failed": _("That did not work. Try again."),
        "given_up": _("Given up."),
        "saved": _("Kept as draft {version}."),
        "undone": _("Undone: {what}"),
        "redone": _("Done again: {what}"),
        "moved": _("{name}: a corner moved"),
        "added": _("{name}: a corner added"),
        "taken": _("{name}: a corner taken out"),
        "sized": _("{name}: size changed"),
        "figure": _("{name}: figure changed"),
    }

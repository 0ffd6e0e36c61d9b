"""States, kinds and weights in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STANDING: dict[str, tuple[str, str | Promise]] = {
    "alarm": ("bad", _("ALARM: a witness found something that no honest log does.")),
    "no-policy": ("warn", _("No policy names witnesses: nothing becomes final.")),
    "none": ("warn", _("Nothing is signed yet.")),
    "final": ("good", _("The record is final up to its newest entry: enough witnesses saw the same.")),
    "waiting": ("warn", _("The newest entries are signed and not final yet: witnesses are missing.")),
}
"""By the state of the whole: kind of the message, and the sentence."""

WITNESS: dict[str, tuple[str, str | Promise]] = {
    "alarm": ("bad", _("alarm")),
    "good": ("good", _("saw the newest")),
    "behind": ("warn", _("behind")),
    "silent": ("idle", _("silent")),
}

KINDS: dict[str, str | Promise] = {
    "rewritten": _("The log was rewritten"),
    "split-view": _("Two logs are shown"),
    "truncated": _("Entries were taken away"),
    "outdated": _("An old copy is shown"),
    "damaged": _("Files are damaged"),
    "forged": _("A checkpoint is forged"),
    "stalled": _("The log stands still"),
    "log-clock": _("The clock of the log is wrong"),
    "own-clock": _("The clock of the witness was set back"),
}

WEIGHTS: dict[str, str | Promise] = {
    "proved": _("Proved by the evidence alone: the signatures of the log contradict each other."),
    "signed": _("The log signed what is shown as evidence; that it is wrong is the word of the witness."),
    "word": _("The word of the witness: the log signed nothing of what is shown as evidence."),
}

WAYS: dict[str, tuple[str | Promise, str | Promise]] = {
    "delete": (_("Delete an act"), _("An entry goes, later ones move up, and all is signed anew.")),
    "back-date": (_("Back-date an act"), _("An act is said to be done three days earlier.")),
    "rewind": (_("Put an old copy back"), _("The last acts never happened.")),
    "split": (_("Show one party another log"), _("One witness is told another act than all others.")),
}
"""What a corrupt administrator can do: the button, and what happens."""

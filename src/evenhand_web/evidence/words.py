"""Words for the codes of evidence."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand.evidence.custody import ActKind

ACTS: Mapping[str, Promise] = {
    ActKind.RECEIVED: _("Received"),
    ActKind.EXAMINED: _("Examined by the machine"),
    ActKind.DOWNLOADED: _("Downloaded"),
    ActKind.PACKAGED: _("Taken away with its custody record"),
    ActKind.REDACTED: _("Redacted copy added"),
    ActKind.TRANSCRIBED: _("Transcript added"),
    ActKind.TRANSLATED: _("Translation added"),
    ActKind.DESCRIBED: _("Description added"),
    ActKind.CHECKED: _("Checked: as it was received"),
    ActKind.ALTERED: _("CHECKED: CHANGED OR GONE"),
    ActKind.RELEASED: _("Released"),
    ActKind.RECALLED: _("Recalled"),
}

FAMILIES: Mapping[str, Promise] = {
    "image": _("Pictures"),
    "video": _("Video"),
    "audio": _("Sound"),
    "document": _("Documents"),
    "table": _("Tables"),
    "track": _("Tracks"),
    "archive": _("Archives"),
    "other": _("Of unknown type"),
}

NAMES_WITHHELD = _(
    "Names of others, and releases to others, are withheld. What is left cannot be hashed again; the mission holds "
    "the whole record."
)
"""In a chain of custody that is shown outside the mission."""

STATES: Mapping[str, Promise] = {
    "trouble": _("Changed, gone, or not what was sent"),
    "warned": _("With warnings"),
    "unchecked": _("Not checked since it came"),
}

SUBJECT_KINDS: dict[str, Promise] = {"report": _("Report"), "alert": _("Alert"), "case": _("Case")}

SUBJECT_PAGES: dict[str, tuple[str, str]] = {
    "alert": ("incidents:alert", "alert_id"),
    "report": ("reports:report", "report_id"),
}
"""By kind of subject: the name of its page, and what the page calls the id."""

FACTS: Mapping[str, Promise] = {
    "taken_at": _("Taken"),
    "taken_local": _("Taken (camera's clock)"),
    "gps_at": _("Time of the satellites"),
    "make": _("Maker"),
    "model": _("Device"),
    "serial": _("Serial number"),
    "software": _("Program"),
    "orientation": _("Orientation"),
    "altitude_m": _("Height (m)"),
    "accuracy_m": _("Accuracy of the place (m)"),
}

LANGUAGES: Mapping[str, Promise] = {
    "en": _("English"),
    "ar": _("Arabic"),
    "fr": _("French"),
    "zh-hans": _("Chinese"),
}

KINDS_OF_FINDING: Mapping[str, str] = {
    "credentials.valid": "good",
    "credentials.untrusted": "warn",
    "credentials.invalid": "bad",
    "credentials.unreadable": "warn",
    "proofmode.known": "good",
    "proofmode.unknown": "warn",
    "proofmode.bad-signature": "bad",
    "proofmode.digest-differs": "bad",
    "proofmode.unsigned": "warn",
    "proofmode.unreadable": "warn",
    "exif.unreadable": "warn",
    "hash.agrees": "good",
    "hash.differs": "bad",
    "chain.holds": "good",
    "chain.unchecked": "idle",
    "preview.stopped": "warn",
    "preview.broken": "warn",
    "preview.too-large": "warn",
    "preview.failed": "warn",
}
"""How a finding is marked; those of `media`, `name` and a broken chain are below, all others are plain."""


def mark_of(key: str) -> str:
    """good, warn, bad or idle."""
    if key.startswith("chain."):
        return KINDS_OF_FINDING.get(key, "bad")
    if key.startswith(("media.", "name.")):
        return "warn"
    return KINDS_OF_FINDING.get(key, "idle")


def act_word(kind: str) -> str:
    """The word for an act of custody."""
    return str(ACTS.get(kind, kind))


def subject_word(kind: str) -> str:
    """The word for a kind of subject."""
    return str(SUBJECT_KINDS.get(kind, kind))


def subject_url(kind: str, subject: str) -> str:
    """Where the page of a subject is; "" where it has none in this installation."""
    name, argument = SUBJECT_PAGES.get(kind, ("", ""))
    try:
        return reverse(name, kwargs={argument: subject}) if name else ""
    except NoReverseMatch:
        return ""


def language_word(tag: str) -> str:
    """The name of a language; its tag where it has none here."""
    return str(LANGUAGES.get(tag, tag))

"""What the fields and kinds of records are called, and codes in the reader's language."""

from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from evenhand.council import codes
from evenhand.council.counting import KEYS
from evenhand.foundation.phrases import phrase
from evenhand.foundation.texts import Text

KINDS = {
    "meeting": _("Meeting"),
    "product": _("Resolution, statement or letter"),
    "measure": _("Mandate or measure"),
    "duty": _("Report that is owed"),
    "mission": _("Mission"),
    "programme": _("Programme of work"),
    "body": _("Body"),
    "item": _("Item of the agenda"),
    "seats": _("Members"),
    "claims": _("Text to be checked"),
    "assessment": _("Assessment of a month"),
}
LABELS = {
    "abstaining": _("Abstaining"),
    "against": _("Against"),
    "agreed_in": _("Agreed in"),
    "agreed_on": _("Agreed on"),
    "ballots": _("How each member voted"),
    "basis": _("Source"),
    "begins": _("Begins"),
    "body": _("Body that brought it out"),
    "briefers": _("Briefers"),
    "by": _("Said by"),
    "by_video": _("By video"),
    "chaired_by": _("In the chair"),
    "choice": _("Vote"),
    "claims": _("Numbers that the text states"),
    "contributors": _("Contributors"),
    "counted_from": _("Counted from"),
    "counts": _("What it counts"),
    "covers_from": _("Covers from"),
    "covers_until": _("Covers until"),
    "cycle": _("When it is due"),
    "dates": _("Days"),
    "day": _("Day"),
    "deliveries": _("Reports that came"),
    "disclaimer": _("Disclaimer"),
    "documents": _("Documents"),
    "ends": _("Ends"),
    "entries": _("Entries"),
    "events": _("Steps"),
    "first_of_its_kind": _("First of its kind"),
    "follows": _("Follows the meeting"),
    "format": _("Format"),
    "functions": _("Functions"),
    "gender": _("Gender, as declared or as the text says"),
    "group": _("Speaks for"),
    "head": _("Head"),
    "heading": _("Heading"),
    "helped_by": _("With the help of"),
    "how_many": _("How many say so"),
    "in_favour": _("In favour"),
    "invited": _("Invited to take part"),
    "issued_on": _("Issued on"),
    "item": _("Item"),
    "kind": _("Kind"),
    "language": _("Language"),
    "letter_on": _("Letter of"),
    "lines": _("Lines"),
    "meeting": _("Meeting"),
    "member": _("Member"),
    "members": _("Members"),
    "mentions": _("Meetings and texts that it tells of"),
    "month": _("Month"),
    "months": _("Length in months"),
    "moved_to": _("Moved to"),
    "name": _("Name"),
    "number": _("Number"),
    "on": _("Day"),
    "organisation": _("Organisation"),
    "original_language": _("Original language"),
    "other_business": _("Under any other business"),
    "outcome": _("Outcome"),
    "owed_by": _("Owed by"),
    "owed_to": _("Owed to"),
    "paragraph": _("Paragraph"),
    "part": _("Quality"),
    "part_of": _("Part of"),
    "parts": _("What was asked for"),
    "permanent": _("Permanent member"),
    "place": _("Place"),
    "points": _("What it says, by paragraph"),
    "prepared_by": _("Prepared by"),
    "presidency": _("Presidency"),
    "president_then": _("Presidency of that month"),
    "procedural": _("On procedure"),
    "region": _("Region"),
    "representative": _("Permanent representative"),
    "requested_by": _("Requested by"),
    "role": _("Function"),
    "seats": _("Terms"),
    "short_name": _("Short name"),
    "sittings": _("Meetings"),
    "speakers": _("Speakers"),
    "speakers_about": _("About so many"),
    "stage": _("Step"),
    "states_stated": _("Number of States that the text states"),
    "status": _("Status"),
    "steps": _("Decisions"),
    "successor": _("What follows it"),
    "symbol": _("Symbol"),
    "text": _("In words"),
    "title": _("Title"),
    "to_come": _("Announced"),
    "until": _("Last day"),
    "vote": _("Vote"),
    "within": _("Part of the body"),
    "wording": _("How sure the text is"),
    "words": _("Symbol or subject"),
}


def language() -> str:
    """The reader's."""
    return (get_language() or "en").lower()


def said(code: StrEnum) -> str:
    """What a code is called in the reader's language."""
    return codes.said(code, language=language())


def counted(key: str) -> str:
    """What a key of counts is called; a key that nothing counts stays one."""
    return phrase(codes.PHRASES, f"count.{key}", language=language()) if key in KEYS else key


def plain(text: Text | None) -> str:
    """A text in the reader's language, without markup."""
    return text.in_language(language()) if text else ""


def label(name: str) -> str:
    """What a field is called."""
    return str(LABELS.get(name, name))

"""What a check of the record found, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evenhand_web.ledger.checking import Fault

_SENTENCES: dict[str, str | Promise] = {
    "gap": _("Entry {where} is missing from the database."),
    "changed": _("Entry {where} in the database is not the one that was entered and signed."),
    "column": _("The columns of entry {where} were changed: they do not say what the entry says."),
    "unsealed": _("What is kept beside entry {where} was changed or taken away: it is not what was entered."),
    "key-lost": _("The key of what entry {where} says is gone, and no entry tells of an erasure."),
    "row-changed": _("{where} was changed after it was entered."),
    "row-gone": _("{where} was entered and is gone."),
    "row-foreign": _("{where} is in the database, and no entry tells of it."),
    "log": _("The published files do not hold what was signed ({where}): {told}"),
}


def in_words(fault: Fault) -> str:
    """One sentence that says what does not hold, and where."""
    return str(_SENTENCES[fault.kind]).format(where=fault.where, told=fault.told)

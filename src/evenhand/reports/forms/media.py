"""What forms choose from that belongs to an agreement: its places and parties, as files beside the form.

So a form names no agreement, and another agreement in force is another pair of files.
"""

import csv
import io
from collections.abc import Iterable

from evenhand.agreements.model import Agreement
from evenhand.foundation.texts import Text

PLACES = "places.csv"
PARTIES = "parties.csv"
NAMES = (PLACES, PARTIES)
_UNKNOWN = {"en": "Not known", "ar": "غير معروف", "fr": "Inconnu", "zh-hans": "不明"}


def csv_of(name: str, *, agreement: Agreement | None, language: str) -> bytes:
    """One of NAMES: columns `name` (the id) and `label`, the first row the heading; the same facts give the same bytes.

    Args:
        name: one of NAMES.
        agreement: in force; None: there is nothing to choose but "not known" for the party.
        language: of the labels. A place also shows its names in the other languages, since people search for it by any.

    >>> csv_of(PARTIES, agreement=None, language="fr").decode().splitlines()
    ['name,label', 'unknown,Inconnu']
    """
    if name == PARTIES:
        parties = [(party.id, party.name.in_language(language)) for party in agreement.parties] if agreement else []
        return _csv([*parties, ("unknown", Text(_UNKNOWN).in_language(language))])
    places = agreement.places if agreement else ()
    return _csv(
        sorted(((place.id, _names(place.name, language)) for place in places), key=lambda row: (row[1], row[0]))
    )


def _names(name: Text, language: str) -> str:
    return " · ".join(dict.fromkeys([name.in_language(language), *name]))


def _csv(rows: Iterable[tuple[str, str]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(("name", "label"))
    writer.writerows(rows)
    return written.getvalue().encode()

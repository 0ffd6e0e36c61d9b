"""An anomaly: what is wrong in a text, where, in the words of four languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.foundation.phrases import phrase

PHRASES = "evenhand.documents.phrases"
KINDS = (
    "reference-missing", "reference-elsewhere", "section-missing", "paragraph-missing", "total", "count", "deadline",
    "unit-changes", "name-divided", "names-of-one", "name-impossible", "duplicate", "wording", "words-broken",
    "date-open", "unlike-siblings", "signatures", "mark-changes", "citation-short",
    "future-passed", "numbers-reused", "bullets-reused",
    "statements", "number-twice", "lists-differ", "items-counted", "item-misplaced", "duties-crowded",
    "date-impossible", "date-order", "past-to-come", "terms-mixed",
)  # fmt: skip
"""All kinds, each with its sentence in `phrases/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """One thing that is wrong, its paragraph ("heading" where headings are wrong), the details of its sentence."""

    kind: str
    para: str
    details: Mapping[str, object]

    def message(self, language: str = "en") -> str:
        """The sentence in one of the four languages of the interface."""
        return phrase(PHRASES, f"anomaly.{self.kind}", language=language, **self.details)


def anomaly(kind: str, para: str, /, **details: object) -> Anomaly:
    """An anomaly of one of `KINDS`.

    >>> anomaly("section-missing", "heading", before="IV", after="VI").message()
    'Section VI follows section IV: a number between them is missing.'
    """
    return Anomaly(kind=kind, para=para, details=details)

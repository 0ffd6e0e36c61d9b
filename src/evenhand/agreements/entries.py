"""What entries of the agreement format have in common: `layout.py` and `procedure_layout.py` are made from it."""

from evenhand.agreements.kinds import Id, Kind, OneOf, Ref, Translated, Words
from evenhand.agreements.records import Field, ListOf

CONFIDENCES = ("text", "secondary", "memory")

CITATION = (
    Field("article", Words(), "Where the source says so.", required=True),
    Field(
        "confidence", OneOf(CONFIDENCES), "text: it stands in the source; secondary: an account; memory: verify first."
    ),
    Field("note", Translated(), "A remark for readers."),
)


def many(kind: Kind) -> ListOf:
    """A list of any length, empty too."""
    return ListOf(kind)


def refs(*nouns: str) -> ListOf:
    """A list of ids of entries of these nouns."""
    return ListOf(Ref(nouns))


def cited(noun: str) -> tuple[Field, ...]:
    """What every entry of the agreement has."""
    return (
        Field("id", Id(noun), "Lower-case words with hyphens; unique among its kind.", required=True),
        Field("name", Translated(), "What people call it, in each language.", required=True),
        *CITATION,
    )

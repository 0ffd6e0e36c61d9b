"""What people look for in the library: the filters of the address line as a frozen value, and as a query."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import QuerySet

from evenhand.agreements.gazetteer import fold
from evenhand.foundation.problems import ProblemKind
from evenhand_web.documents import words
from evenhand_web.documents.models import Document, State

BAD_DATE = ProblemKind(
    code="documents.bad-date",
    blame="caller",
    message="{field} is {value!r}, which is not a date. Write it as 2020-12-06.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is looked for; "" means whatever."""

    q: str = ""
    body: str = ""
    kind: str = ""
    language: str = ""
    state: str = ""
    begins: str = ""
    ends: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address line; others in it are not ours."""
        return cls(
            **{field.name: str(query.get(field.name, "")).replace("\0", "").strip()[:200] for field in fields(cls)}
        )

    @property
    def narrow(self) -> bool:
        """Whether anything but words is looked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "q")


def narrowed(documents: QuerySet[Document], filters: Filters, *, by_words: bool = True) -> QuerySet[Document]:
    """Those that are looked for.

    Args:
        documents: begins at `access.visible_documents`.
        filters: what is looked for.
        by_words: whether the words are looked for in symbol, title and name of the file, too.

    Raises:
        BAD_DATE: a date that is none.
    """
    for word in fold(filters.q).split() if by_words else ():
        documents = documents.filter(search_text__contains=word)
    for field, table in (("body", words.BODIES), ("kind", words.KINDS), ("language", words.LANGUAGES)):
        if getattr(filters, field) in table:
            documents = documents.filter(**{field: getattr(filters, field)})
    if filters.state in {State.WAITING, State.ASIDE}:
        documents = documents.filter(state=filters.state)
    elif filters.state in {"reviewed", "unreviewed"}:
        documents = documents.filter(state=State.READ, reviewed_at__isnull=filters.state == "unreviewed")
    if filters.begins:
        documents = documents.filter(date__gte=_day("begins", filters.begins))
    if filters.ends:
        documents = documents.filter(date__lte=_day("ends", filters.ends))
    return documents


def _day(field: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BAD_DATE(field=field, value=value) from None

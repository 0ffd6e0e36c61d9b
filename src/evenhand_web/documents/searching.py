"""Paragraphs by words, with what each database has for it; who may see what is part of the same query.

SQLite: an FTS5 table beside the paragraphs. PostgreSQL: a GIN index over `to_tsvector`, asked through a function, since
behind row-level security no index answers a text search; the function holds the same rule as the policies.
Source: docs/methods/library.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from evenhand.documents.fulltext import Phrase
from evenhand_web.documents.models import Document

MOST = 2_000
"""So many places are ranked; where there are more, the answer says so."""

_SQLITE = """
SELECT passage.id, passage.search
FROM documents_words CROSS JOIN documents_paragraph passage ON passage.id = documents_words.rowid
WHERE documents_words MATCH %s AND passage.document_id IN ({visible}) LIMIT {most}
"""
_POSTGRESQL = "SELECT found FROM documents_matching(%s, %s, %s) ORDER BY weight DESC, found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Keys of the paragraphs found, best first, and whether there are more than were ranked."""

    keys: tuple[int, ...]
    more: bool


def found_in(documents: QuerySet[Document], phrases: Sequence[Phrase], *, narrowed: bool) -> Found:
    """The paragraphs of some documents in which every phrase stands.

    Args:
        documents: begins at `access.visible_documents`.
        phrases: at least one.
        narrowed: whether `documents` leaves out some that the actor may see.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            visible, values = documents.order_by().values("pk").query.sql_with_params()
            cursor.execute(_SQLITE.format(visible=visible, most=MOST + 1), [_for_sqlite(phrases), *values])
            rows = sorted(cursor.fetchall(), key=lambda row: (-_weight(row[1], phrases), row[0]))
        else:
            within = list(documents.order_by().values_list("pk", flat=True)) if narrowed else None
            cursor.execute(_POSTGRESQL, [for_postgresql(phrases), within, MOST + 1])
            rows = cursor.fetchall()
    keys = tuple(row[0] for row in rows)
    return Found(keys=keys[:MOST], more=len(keys) > MOST)


def _weight(search: str, phrases: Sequence[Phrase]) -> float:
    """How much of a passage is what was asked for. FTS5's own bm25 looks at every place of a word to weigh one."""
    times = sum(f" {search}".count(f" {' '.join(one.tokens)}") * len(one.tokens) for one in phrases)
    return times / (search.count(" ") + 12)


def _for_sqlite(phrases: Sequence[Phrase]) -> str:
    """FTS5, section 3: phrases in quotation marks, `*` behind one that may go on."""
    return " AND ".join(f'"{" ".join(one.tokens)}"{"" if one.whole else " *"}' for one in phrases)


def for_postgresql(phrases: Sequence[Phrase]) -> str:
    """PostgreSQL 16, 8.11.2: lexemes in quotation marks, `<->` between neighbours, `:*` behind one that may go on."""
    return " & ".join(
        "(" + " <-> ".join(f"'{token}'" for token in one.tokens) + ("" if one.whole else ":*") + ")" for one in phrases
    )

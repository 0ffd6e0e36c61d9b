"""Who may see and write which document, and what hangs on it: the rules of `documents.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, behind, can, protect

ALL, SHOWN, KEEP = (can(name) for name in ("see-documents", "see-released-documents", "keep-documents"))
OWN = f"owner_id = {ORGANISATION}"


def seen(row: str) -> str:
    """Whoever may read a document, as SQL over one row of it."""
    released = (
        f"EXISTS (SELECT 1 FROM documents_documentrelease shown WHERE shown.document_id = {row}.document "
        f"AND shown.organisation_id = {ORGANISATION})"
    )
    others = f"({row}.state = 'read' AND ({row}.open_to_all OR {released}))"
    return f"(({ALL} AND {ORGANISATION} IS NOT NULL) OR ({SHOWN} AND ({row}.owner_id = {ORGANISATION} OR {others})))"


def part(table: str, *, and_if: str = "true") -> str:
    """Whoever may read the document that a row belongs to."""
    return f"EXISTS (SELECT 1 FROM documents_document whole WHERE whole.document = {table}.document_id AND ({and_if}))"


def kept(table: str) -> str:
    """Whoever may change that document."""
    return f"{KEEP} AND {part(table, and_if=f'whole.{OWN}')}"


# The rule stands within: what a document's policy says, for the function passes policies by.
MATCHING = f"""
SELECT hit.id, ts_rank(hit.words, asked::tsquery) FROM (
    SELECT passage.id, passage.words FROM documents_paragraph passage
    WHERE passage.words @@ asked::tsquery
    AND (within IS NULL OR passage.document_id IN (SELECT unnest(within)))
    AND EXISTS (SELECT 1 FROM documents_document whole WHERE whole.document = passage.document_id AND {seen("whole")})
    LIMIT most
) hit"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_append_only"), ("accounts", "0001_initial")]
    operations = [
        behind(
            "documents_is_kept",
            takes="about varchar",
            gives="boolean",
            query=f"SELECT {OWN} FROM documents_document WHERE document = about",
        ),
        protect(
            "documents_documentrelease",
            readable=f"organisation_id = {ORGANISATION} OR {ALL} OR documents_is_kept(document_id)",
            writable=f"{KEEP} AND documents_is_kept(document_id)",
        ),
        protect("documents_document", readable=seen("documents_document"), writable=f"{KEEP} AND {OWN}"),
        *(
            protect(table, readable=part(table), writable=kept(table))
            for table in ("documents_reading", "documents_headversion", "documents_paragraph")
        ),
        behind(
            "documents_matching",
            takes="asked text, within varchar[], most integer",
            gives="TABLE(found bigint, weight real)",
            query=MATCHING,
        ),
    ]

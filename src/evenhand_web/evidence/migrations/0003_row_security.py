"""Who may see and write which evidence, and what hangs on it: the rules of `evidence.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, USER, behind, can, protect

ALL, HANDLE, SHOWN, FILE = (can(name) for name in ("see-evidence", "handle-evidence", "see-released-evidence", "file-reports"))
RELEASED = (
    "EXISTS (SELECT 1 FROM evidence_release shown WHERE shown.evidence_id = {key} "
    f"AND shown.organisation_id = {ORGANISATION}"
)
EVIDENCE = (
    f"({ALL} AND ({HANDLE} OR protection = 'open')) OR (NOT {ALL} AND {SHOWN} AND "
    f"(owner_id = {ORGANISATION} OR {RELEASED.format(key='evidence_evidence.evidence')})))"
)


def seen(table: str, *, and_if: str = "true") -> str:
    """Whoever sees something of the evidence, where a further rule holds."""
    return f"EXISTS (SELECT 1 FROM evidence_evidence whole WHERE whole.evidence = {table}.evidence_id AND ({and_if}))"


def whole(table: str) -> str:
    """Whoever sees the whole of it, not only a copy."""
    released = f"{RELEASED.format(key=f'{table}.evidence_id')} AND shown.copy_id IS NULL)"
    return seen(table, and_if=f"{ALL} OR whole.owner_id = {ORGANISATION} OR {released}")


COPY = seen("evidence_derivative") + (
    f" AND {RELEASED.format(key='evidence_derivative.evidence_id')} "
    "AND shown.copy_id IN (evidence_derivative.id, evidence_derivative.of_id))"
)
UPLOAD = f"user_id = {USER} AND organisation_id = {ORGANISATION}"


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_append_only")]
    operations = [
        behind(
            "evidence_is_open",
            takes="about varchar",
            gives="boolean",
            query="SELECT protection = 'open' FROM evidence_evidence WHERE evidence = about",
        ),
        protect(
            "evidence_release",
            readable=f"organisation_id = {ORGANISATION} OR {HANDLE} OR ({ALL} AND evidence_is_open(evidence_id))",
            writable=HANDLE,
        ),
        protect(
            "evidence_evidence",
            readable=EVIDENCE,
            writable=f"{HANDLE} OR ({FILE} AND ({ALL} OR owner_id = {ORGANISATION}))",
        ),
        protect("evidence_derivative", readable=f"{whole('evidence_derivative')} OR ({COPY})", writable=HANDLE),
        protect("evidence_text", readable=whole("evidence_text"), writable=HANDLE),
        protect("evidence_custodyact", readable=seen("evidence_custodyact"), writable=seen("evidence_custodyact")),
        protect("evidence_upload", readable=UPLOAD, writable=UPLOAD),
    ]

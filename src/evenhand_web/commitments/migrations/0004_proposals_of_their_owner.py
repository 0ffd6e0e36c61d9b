"""A proposal is written by its owner's keepers and those of the mission: the rule of `commitments.access.proposal_for`."""

from typing import Any

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, can

HANDLE = can("handle-commitments")
OWNED = f"{HANDLE} AND ({can('see-commitments')} OR owner_id = {ORGANISATION})"


def _written_by(schema_editor: Any, rule: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name, clause in (("add", "WITH CHECK"), ("change", "WITH CHECK"), ("remove", "USING")):
            schema_editor.execute(f"ALTER POLICY evenhand_{name} ON commitments_proposal {clause} ({rule})")


def narrow(_apps: Any, schema_editor: Any) -> None:
    """Only one's own, but for the mission."""
    _written_by(schema_editor, OWNED)


def widen(_apps: Any, schema_editor: Any) -> None:
    """As it was before."""
    _written_by(schema_editor, HANDLE)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_row_security")]
    operations = [migrations.RunPython(narrow, widen)]

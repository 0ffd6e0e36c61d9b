"""Records and what is said of them: the rules of `registers.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, behind, can, protect

ALL = can("see-registers")
MINE = can("see-released-registers")
WRITES = can("write-registers")
SEEN = "registers_seen(record_id)"
OWNED = "registers_owner(record_id)"


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_append_only")]
    operations = [
        behind(
            "registers_seen",
            takes="wanted bigint",
            gives="boolean",
            query="SELECT EXISTS (SELECT 1 FROM registers_record r WHERE r.id = wanted AND (r.owner_id = "
            f"{ORGANISATION} OR EXISTS (SELECT 1 FROM registers_release s WHERE s.record_id = r.id AND "
            f"s.recalled_at IS NULL AND s.organisation_id = {ORGANISATION})))",
        ),
        behind(
            "registers_owner",
            takes="wanted bigint",
            gives="bigint",
            query="SELECT r.owner_id FROM registers_record r WHERE r.id = wanted",
        ),
        protect(
            "registers_record",
            readable=f"{ALL} OR ({MINE} AND (owner_id = {ORGANISATION} OR registers_seen(id)))",
            writable=f"{WRITES} AND owner_id = {ORGANISATION}",
        ),
        protect(
            "registers_version",
            readable=f"{ALL} OR ({MINE} AND {SEEN} AND organisation_id IN ({OWNED}, {ORGANISATION}))",
            writable=f"{WRITES} AND organisation_id = {ORGANISATION}",
        ),
        protect(
            "registers_release",
            readable=f"{ALL} OR ({MINE} AND {OWNED} = {ORGANISATION}) OR organisation_id = {ORGANISATION}",
            writable=f"{WRITES} AND {OWNED} = {ORGANISATION}",
        ),
    ]

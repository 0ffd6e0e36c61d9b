"""Who may read what of the council's desk: the rules of `council.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import can, protect

KEEP, SEE = can("keep-council"), can("see-council")
SHOWN = (
    "EXISTS (SELECT 1 FROM council_record held WHERE held.id = council_version.record_id "
    "AND held.shown IS NOT NULL AND council_version.number >= held.since)"
)


class Migration(migrations.Migration):
    dependencies = [("council", "0002_append_only")]
    operations = [
        protect("council_record", readable=f"{KEEP} OR ({SEE} AND shown IS NOT NULL)", writable=KEEP),
        protect("council_version", readable=f"{KEEP} OR ({SEE} AND released AND {SHOWN})", writable=KEEP),
    ]

"""Who may see which row of the desk's index: the rules of `desk.access`. The index is written by the machine alone."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, ORGANISATION, can, protect

REPORTS, ALERTS = can("see-reports"), can("see-alerts")
SHOWN = (
    f"SELECT 1 FROM desk_shown shown WHERE shown.item_id = desk_item.id AND shown.organisation_id = {ORGANISATION}"
)
ITEM = (
    f"(kind = 'report' AND ({REPORTS} OR ({can('see-own-reports')} AND EXISTS ({SHOWN})))) OR (kind = 'alert' AND {ALERTS})"
)


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_search")]
    operations = [
        protect("desk_shown", readable=f"{REPORTS} OR organisation_id = {ORGANISATION}", writable=NOBODY),
        protect("desk_item", readable=ITEM, writable=NOBODY),
        protect(
            "desk_tally",
            readable=f"(kind = 'report' AND {REPORTS}) OR (kind = 'alert' AND {ALERTS})",
            writable=NOBODY,
        ),
    ]

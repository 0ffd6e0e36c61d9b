"""Who may see and write what came by the other ways in: the rules of `doors.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import ORGANISATION, USER, can, protect

HANDLE, ADMINISTER = can("handle-reports"), can("administer")
EITHER = can("handle-reports", "administer")
OWN = f"{can('file-reports')} AND user_id = {USER} AND organisation_id = {ORGANISATION}"


class Migration(migrations.Migration):
    dependencies = [("doors", "0002_append_only")]
    operations = [
        *(
            protect(f"doors_{table}", readable=HANDLE, writable=HANDLE)
            for table in ("message", "messagefile", "messageact", "carried")
        ),
        protect("doors_gateway", readable=EITHER, writable=ADMINISTER),  # its label stands on each message
        protect("doors_bundle", readable=EITHER, writable=HANDLE),
        protect("doors_officekey", readable=EITHER, writable=EITHER),
        protect("doors_tableupload", readable=OWN, writable=OWN),
    ]

"""The database refuses to change or remove an entry or what is behind it, and shows them to those who may read it."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, can, protect
from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_log")]
    operations = [
        guard("ledger_entry"),
        guard("ledger_opening"),
        protect("ledger_entry", readable=can("see-ledger"), writable=NOBODY),
        protect("ledger_opening", readable=can("see-ledger"), writable=NOBODY),
        protect("ledger_recordkey", readable=NOBODY, writable=NOBODY),
    ]

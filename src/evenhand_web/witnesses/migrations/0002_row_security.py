"""Alarms are never changed or removed; everybody with a role may read them, and the machine alone takes them in."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, can, protect
from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("witnesses", "0001_initial"), ("ledger", "0005_log_row_security")]
    operations = [
        guard("witnesses_alarm"),
        protect("witnesses_alarm", readable=can("see-witnesses"), writable=NOBODY),
    ]

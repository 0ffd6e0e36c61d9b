"""The record is read by those who may; the machine alone appends to it, for whoever acts."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, can, protect


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [protect("ledger_entry", readable=can("see-ledger"), writable=NOBODY)]

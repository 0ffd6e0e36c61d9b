"""Drafts are for those who may try changes: the rule of `drafts.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import can, protect

TRY = can("try-changes")


class Migration(migrations.Migration):
    dependencies = [("drafts", "0001_initial")]
    operations = [protect("drafts_draft", readable=TRY, writable=TRY)]

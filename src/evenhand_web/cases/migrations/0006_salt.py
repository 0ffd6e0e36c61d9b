"""A salt for each act, hashed before what it says. Acts from before have none, and their digests stay as they are."""

from django.db import migrations, models

from evenhand_web.ledger.append_only import guard

GUARD = guard("cases_act")
"""SQLite makes a table anew for a column, and its triggers are gone with the old one: they are set again."""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_row_security")]
    operations = [
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.AddField(model_name="act", name="salt", field=models.CharField(blank=True, max_length=64, default=""), preserve_default=False),
        GUARD,
    ]

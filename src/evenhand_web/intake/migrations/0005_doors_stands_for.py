"""A version may stand for an original that did not leave its office."""

from django.db import migrations, models

from evenhand_web.ledger.append_only import guard

GUARD = guard("intake_version")
"""SQLite makes a table anew for a column, and its triggers are gone with the old one: they are set again."""


class Migration(migrations.Migration):
    dependencies = [('intake', '0004_desk_joined')]
    operations = [
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.AddField(
            model_name='version',
            name='stands_for',
            field=models.CharField(blank=True, max_length=64),
        ),
        GUARD,
    ]

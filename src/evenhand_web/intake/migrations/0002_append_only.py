"""What came, what was done about it and who looked at a source can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]
    operations = [guard(f"intake_{table}") for table in ("version", "versionfile", "reportact", "sourcelook")]

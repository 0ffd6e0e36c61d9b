"""What was done with a message, and which bundle brought a version, can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("doors", "0001_initial")]
    operations = [guard(f"doors_{table}") for table in ("messageact", "messagefile", "carried")]

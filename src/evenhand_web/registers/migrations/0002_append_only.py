"""What was said of a record can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [guard("registers_version")]

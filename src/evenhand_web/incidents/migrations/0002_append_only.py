"""What was done about an alert can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [guard("incidents_act")]

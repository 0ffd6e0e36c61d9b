"""What was done about an incident can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_incidents")]
    operations = [guard("incidents_incidentact")]

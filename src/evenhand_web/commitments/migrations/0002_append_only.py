"""Acts of commitments and of plans that can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]
    operations = [guard("commitments_act"), guard("commitments_planact")]

"""Neither the chain of custody nor a text can be changed or removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [guard("evidence_custodyact"), guard("evidence_text")]

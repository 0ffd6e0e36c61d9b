from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("council", "0001_initial")]
    operations = [guard("council_version")]

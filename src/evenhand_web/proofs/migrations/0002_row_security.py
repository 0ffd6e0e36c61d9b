"""Orders to erase are for those who administer."""

from django.db import migrations

from evenhand_web.accounts.row_security import can, protect


class Migration(migrations.Migration):
    dependencies = [("proofs", "0001_initial")]
    operations = [protect("proofs_erasureorder", readable=can("administer"), writable=can("administer"))]

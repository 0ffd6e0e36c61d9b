"""The key that opens what waits on a device is its person's alone."""

from django.db import migrations

from evenhand_web.accounts.row_security import USER, protect

OWN = f"user_id = {USER}"


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [protect("forms_offlinekey", readable=OWN, writable=OWN)]

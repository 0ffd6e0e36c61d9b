"""The numbers of a phone's reports are for those who manage the phone."""

from django.db import migrations

from evenhand_web.accounts.row_security import NOBODY, protect

OF_PHONE = "EXISTS (SELECT 1 FROM intake_enrolment one WHERE one.id = devices_serialseen.enrolment_id)"


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_initial"), ("intake", "0006_row_security")]
    operations = [protect("devices_serialseen", readable=OF_PHONE, writable=NOBODY)]

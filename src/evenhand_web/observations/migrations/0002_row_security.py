"""The catalogue of feeds is for those who may see feeds: the rule of `observations.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import can, protect

SEE, UPLOAD = can("see-feeds"), can("upload-feeds")


class Migration(migrations.Migration):
    dependencies = [("observations", "0001_initial")]
    operations = [
        protect(f"observations_{table}", readable=SEE, writable=UPLOAD) for table in ("lakefile", "feedsource")
    ]

"""One's own keys and challenges, and the keys by which the server attests: the rules of `signing.access`."""

from django.db import migrations

from evenhand_web.accounts.row_security import USER, protect

OWN = f"owner_id = {USER}"


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]
    operations = [
        protect("signing_key", readable=f"{OWN} OR (held = 'server' AND {USER} IS NOT NULL)", writable=OWN),
        protect("signing_challenge", readable=OWN, writable=OWN),
    ]

"""Acts, who was heard, and who looked at that can be neither changed nor removed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [guard(f"cases_{table}") for table in ("act", "interviewsource", "interviewlook")]

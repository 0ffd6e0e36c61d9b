"""Which acts each audience sees; `cases_index` fills it for cases that were there before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_board")]
    operations = [migrations.AddField("shown", "acts", models.JSONField(default=list))]

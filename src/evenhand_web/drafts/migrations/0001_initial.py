"""Drafts of agreements."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of drafts."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement", models.SlugField(max_length=64)),
                ("version", models.CharField(max_length=32)),
                ("based_on", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("files", models.JSONField()),
                ("note", models.TextField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(max_length=150)),
            ],
            options={"ordering": ("-saved_at", "-pk")},
        ),
    )

"""Readings and what people said of the head are never changed."""

from django.db import migrations

from evenhand_web.ledger.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_words")]
    operations = [guard("documents_reading"), guard("documents_headversion")]

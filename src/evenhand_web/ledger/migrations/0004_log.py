"""The record becomes a log: entries are statements, what they say lies beside them under keys that can be destroyed.

The entries of the older chain are carried over in order, each as a statement; the first entry says so and holds the
hash with which the chain ended.
"""

import json
import secrets

import django.db.models.deletion
from django.db import migrations, models

from evenhand_web.accounts.row_security import NOBODY, can, protect
from evenhand_web.ledger.append_only import guard
from evenhand_web.ledger.mapping import OF_PERSON, lock, statement_of


def carry_over(apps, _schema_editor):
    """Every entry of the chain as a statement."""
    chain = apps.get_model("ledger", "ChainedEntry")
    last = chain.objects.order_by("-sequence").first()
    if last is None:
        return
    told = {"entries": last.sequence, "head": last.hash}
    _write(apps, 1, author="system", organisation="", at=last.at, action="ledger.carried-over", subject="chain", details=told)
    users = dict(apps.get_model("accounts", "User").objects.values_list("username", "pk"))
    for old in chain.objects.order_by("sequence").iterator():
        details = json.loads(old.details) | {"chained": {"sequence": old.sequence, "hash": old.hash}}
        details = {f"detail-{name}" if name in OF_PERSON else name: value for name, value in details.items()}
        subject = old.subject
        if old.action.startswith("accounts.") and old.action != "accounts.organisation":
            # The account by its key, as entries name it from now on: erasing a person takes these along.
            subject = f"account-{users[old.subject]}" if old.subject in users else f"account-gone-{old.sequence}"
            details["account"] = old.subject
        _write(apps, old.sequence + 1, author=old.actor, organisation=old.organisation, at=old.at, action=old.action, subject=subject, details=details)


def _write(apps, sequence, **said):
    entry, opening, key = (apps.get_model("ledger", name) for name in ("Entry", "Opening", "RecordKey"))
    sealed = statement_of(**said)
    row = entry(
        sequence=sequence, statement=sealed.statement.entry().decode(), at=said["at"],
        organisation=said["organisation"], action=said["action"], subject=said["subject"],
    )
    row.save(force_insert=True)
    for owner, personal in ((f"person:{said['author']}", True), (f"subject:{said['subject']}", False)):
        held, _made = key.objects.get_or_create(owner=owner, defaults={"secret": secrets.token_bytes(32)})
        part = [one for one in sealed.shown if (one.field in OF_PERSON) is personal]
        if part:
            box = lock(part, sequence=sequence, secret=bytes(held.secret))
            opening.objects.create(entry_id=sequence, key_id=held.pk, sealed=box)


def _turned(step):
    """The step that takes away what `step` puts in, and the other way round."""
    return migrations.RunPython(step.reverse_code, step.code)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_row_security"), ("accounts", "0001_initial")]
    operations = [
        _turned(protect("ledger_entry", readable=can("see-ledger"), writable=NOBODY)),
        _turned(guard("ledger_entry")),
        migrations.RemoveIndex("entry", "ledger_entr_subject_53306f_idx"),
        migrations.RemoveIndex("entry", "ledger_entr_action_8df4e2_idx"),
        migrations.RenameModel("Entry", "ChainedEntry"),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("sequence", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("statement", models.TextField()),
                ("at", models.DateTimeField()),
                ("organisation", models.CharField(blank=True, max_length=64)),
                ("action", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=200)),
            ],
            options={
                "ordering": ("sequence",),
                "indexes": [
                    models.Index(fields=["subject"], name="ledger_by_subject"),
                    models.Index(fields=["action"], name="ledger_by_action"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=220, unique=True)),
                ("secret", models.BinaryField(max_length=32)),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed", models.BinaryField()),
                ("entry", models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="openings", to="ledger.entry")),
                ("key", models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="openings", to="ledger.recordkey")),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("ChainedEntry"),
    ]

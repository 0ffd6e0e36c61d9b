"""What is behind the commitments of an entry, locked with keys that can be destroyed, and those keys."""

from django.db import models

from evenhand_web.ledger.models.entry import Entry


class RecordKey(models.Model):
    """The key of all that the record says of one person, or of one subject. Once it is gone, nobody can read that."""

    owner = models.CharField(max_length=220, unique=True)
    """`person:<username>` or `subject:<subject>`."""
    secret = models.BinaryField(max_length=32)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"key {self.pk}"


class Opening(models.Model):
    """Salts and values of some fields of an entry, encrypted. Never changed, never removed; its key may be."""

    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, related_name="openings")
    key = models.ForeignKey(RecordKey, on_delete=models.DO_NOTHING, related_name="openings", db_constraint=False)
    """May be gone: that is what erasing is."""
    sealed = models.BinaryField()
    """AES-256-GCM over the fields as canonical JSON, behind its nonce."""

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"opening of entry {self.entry_id}"

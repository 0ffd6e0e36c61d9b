"""A file that is still on its way: as much of it is here as was forced to the disk."""

from django.db import models

from evenhand_web.evidence.models.evidence import Evidence


class Upload(models.Model):
    """A session of the tus protocol."""

    upload = models.CharField(max_length=64, primary_key=True)
    """Unguessable; only who began it may go on."""
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    length_bytes = models.BigIntegerField()
    offset_bytes = models.BigIntegerField(default=0)
    """How much is safe on the disk. More may lie in the file; it does not count."""
    name = models.CharField(max_length=300, blank=True)
    declared_type = models.CharField(max_length=100, blank=True)
    stated_digest = models.CharField(max_length=64, blank=True)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=128)
    note = models.TextField(blank=True)
    protection = models.CharField(max_length=12)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    """What it became."""

    class Meta:
        ordering = ("-begun_at",)

    def __str__(self) -> str:
        return f"{self.upload[:8]} {self.offset_bytes}/{self.length_bytes}"

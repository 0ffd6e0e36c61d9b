"""From whom a report comes: kept apart from what it says, opened with a reason, every look written down."""

from django.db import models

from evenhand_web.accounts.models import Organisation
from evenhand_web.intake.models.version import Version


class SourceIdentity(models.Model):
    """What a version says of its source."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="source", primary_key=True)
    protection = models.CharField(max_length=16)
    identity = models.JSONField()
    """`evenhand.reports.record.Source`, and what the device claims of itself and of where it was."""

    def __str__(self) -> str:
        return f"source of {self.version_id}"


class SourceLook(models.Model):
    """Somebody looked at a protected source. Append-only."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.actor} looked at {self.version_id}"

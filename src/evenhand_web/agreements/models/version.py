"""One version of one agreement, kept as the adopted files: they are the authority, the columns only find them."""

from datetime import datetime

from django.db import models


class VersionQuerySet(models.QuerySet["AgreementVersion"]):
    """Filters, and nothing but filters."""

    def in_force_at(self, moment: datetime) -> "VersionQuerySet":
        """Versions whose interval holds `moment`; the end is exclusive."""
        begun = models.Q(begins_at__isnull=True) | models.Q(begins_at__lte=moment)
        not_ended = models.Q(ends_at__isnull=True) | models.Q(ends_at__gt=moment)
        return self.filter(begun & not_ended)


class AgreementVersion(models.Model):
    """An adopted version. Rows are added and never changed: a new text is a new version."""

    agreement = models.SlugField(max_length=64)
    version = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 over the files, hex, as `Agreement.digest`."""
    files = models.JSONField()
    """Text of each file by its path in the agreement's folder."""
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=150)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ("agreement", "begins_at", "adopted_at", "pk")
        constraints = (models.UniqueConstraint(fields=["agreement", "version"], name="one_text_a_version"),)

    def __str__(self) -> str:
        return f"{self.agreement} {self.version}"

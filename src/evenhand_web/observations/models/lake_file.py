"""One file of the lake, mirrored from its catalogue so that pages can list, sort and count without opening Parquet."""

from datetime import datetime
from typing import Any

from django.db import models


class LakeFileQuerySet(models.QuerySet[Any]):
    """Filters."""

    def of_source(self, source: str) -> "LakeFileQuerySet":
        """The files of one source."""
        return self.filter(source=source)

    def touching(self, begins_at: datetime, ends_at: datetime) -> "LakeFileQuerySet":
        """Files with observations in a half-open time."""
        return self.filter(begins_at__lt=ends_at, ends_at__gte=begins_at)


class LakeFile(models.Model):
    """What the catalogue says of a file. Observations themselves are never rows here (design, section 2)."""

    digest = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255)
    format = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=128)
    rows_read = models.BigIntegerField()
    rows_kept = models.BigIntegerField()
    rows_quarantined = models.BigIntegerField()
    rows_duplicate = models.BigIntegerField()
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ingested_at = models.DateTimeField()
    schema_version = models.IntegerField()
    size_bytes = models.BigIntegerField()
    uploaded_by = models.CharField(max_length=150, blank=True)
    """User name; empty where the machine fetched it."""
    hourly = models.JSONField(default=dict)
    """Kept observations by hour since 1970, as text keys; what other files had already is not counted again."""

    objects = LakeFileQuerySet.as_manager()

    class Meta:
        ordering = ("-ingested_at", "name")
        indexes = (models.Index(fields=["source", "ends_at"], name="lake_file_by_source"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.digest[:12]})"

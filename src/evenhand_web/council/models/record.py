"""A record of the desk, and each of its versions (append-only): a correction is a new version, kept beside the old."""

import hashlib

from django.db import models


class Record(models.Model):
    """What all versions are of. It says which of them is shown outside the desk, and nothing else."""

    id = models.CharField(max_length=80, primary_key=True)
    kind = models.CharField(max_length=16)
    """A key of `evenhand.council.codec.KINDS`."""
    shown = models.PositiveIntegerField(null=True)
    """Number of the version that others see; None: nothing of it."""
    since = models.PositiveIntegerField(default=1)
    """Others see released versions from this number on: what was taken back stays with the desk."""

    class Meta:
        indexes = (models.Index(fields=["kind", "id"], name="council_kind"),)

    def __str__(self) -> str:
        return self.id


class Version(models.Model):
    """One version, as canonical JSON. Append-only: triggers of the database see to it."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    user = models.CharField(max_length=150)
    released = models.BooleanField()
    """Whether it was written for all; a draft stays with the desk."""
    withdrawn = models.BooleanField(default=False)
    """Whether it takes the record back, with the content that it had."""
    reason = models.TextField(blank=True)
    content = models.TextField()
    """Canonical JSON (RFC 8785)."""
    salt = models.CharField(max_length=32)
    """Random bytes, hex, so that nobody guesses a draft from the digest in the ledger. Shown on no page."""

    class Meta:
        ordering = ("record", "number")
        constraints = (models.UniqueConstraint(fields=["record", "number"], name="one_council_version_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.number}"

    @property
    def digest(self) -> str:
        """SHA-256 of the salt and the content, hex: by this the log knows the version."""
        return hashlib.sha256(bytes.fromhex(self.salt) + self.content.encode()).hexdigest()

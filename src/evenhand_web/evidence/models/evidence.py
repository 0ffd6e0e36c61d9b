"""One file that supports something, and to whom it was released."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation


class Protection(models.TextChoices):
    """Who of the mission may see it."""

    OPEN = "open", _("The whole mission")
    RESTRICTED = "restricted", _("Only those who handle evidence")


class Integrity(models.TextChoices):
    """What the last check of the original found."""

    UNCHECKED = "unchecked", _("Not checked since it came")
    SOUND = "sound", _("As it was received")
    ALTERED = "altered", _("Changed")
    MISSING = "missing", _("Gone")


class Evidence(models.Model):
    """A file as it came. Its content is named by `digest` and lies in the storage; it is never changed."""

    evidence = models.CharField(max_length=64, primary_key=True)
    """`evidence-` and a hash over subject, name and content, so that sending twice adds nothing."""
    subject_kind = models.CharField(max_length=32)
    """What it belongs to: "report", "alert" ..."""
    subject = models.CharField(max_length=128)
    digest = models.CharField(max_length=64)
    """SHA-256 of the content, computed here, hex."""
    size_bytes = models.BigIntegerField()
    name = models.CharField(max_length=120)
    """As given, without what could harm."""
    media_type = models.CharField(max_length=100)
    """By the content."""
    family = models.CharField(max_length=16)
    declared_type = models.CharField(max_length=100, blank=True)
    """As the sender stated it; not believed."""
    stated_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 that the sender stated; "": none."""
    stated_agrees = models.BooleanField(null=True)
    """Whether it is the one of what arrived; null: none was stated."""
    warnings = models.JSONField(default=list)
    """Keys of phrases about name and type."""
    note = models.TextField(blank=True)
    """What the sender says it shows."""
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=150)
    """User name; "evenhand" for the machine."""
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """Whose it is; null: nobody's but the mission's."""
    protection = models.CharField(max_length=12, choices=Protection, default=Protection.OPEN)
    examined_at = models.DateTimeField(null=True)
    findings = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    """What the file says of itself (`evenhand.evidence.examining`)."""
    integrity = models.CharField(max_length=12, choices=Integrity, default=Integrity.UNCHECKED)
    checked_at = models.DateTimeField(null=True)
    search_text = models.TextField(blank=True)

    class Meta:
        ordering = ("-received_at", "evidence")
        indexes = (
            models.Index(fields=["subject_kind", "subject"]),
            models.Index(fields=["-received_at", "evidence"]),
            models.Index(fields=["digest"]),
            models.Index(fields=["owner", "-received_at"]),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.digest[:12]})"


class Release(models.Model):
    """An organisation may see this: the whole of it, or one redacted copy alone."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    copy = models.ForeignKey("evidence.Derivative", on_delete=models.PROTECT, null=True, related_name="+")
    """The redacted copy that alone is shown; null: all."""
    released_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["evidence", "organisation", "copy"], name="evidence_copy_released_once"),
            models.UniqueConstraint(
                fields=["evidence", "organisation"], condition=models.Q(copy=None), name="evidence_released_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.evidence_id} → {self.organisation}"

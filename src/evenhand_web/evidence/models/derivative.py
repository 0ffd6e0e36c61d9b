"""What was made from a piece of evidence; the original is never touched."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.evidence.models.evidence import Evidence


class DerivativeKind(models.TextChoices):
    """What it is for."""

    PREVIEW = "preview", _("Preview")
    THUMBNAIL = "thumbnail", _("Thumbnail")
    REDACTED = "redacted", _("Redacted copy")


class Derivative(models.Model):
    """A file made from the evidence, in the same storage under its own SHA-256."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="derivatives")
    of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="pictures")
    """The redacted copy that this picture shows; null: the original."""
    kind = models.CharField(max_length=12, choices=DerivativeKind)
    digest = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=120)
    width_px = models.PositiveIntegerField(null=True)
    height_px = models.PositiveIntegerField(null=True)
    note = models.TextField(blank=True)
    """What was left out, and why."""
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["evidence", "kind", "digest"], name="one_derivative_of_a_kind_and_content"),
        )

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.kind} {self.digest[:12]}"

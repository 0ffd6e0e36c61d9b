"""What is said or written in a piece of evidence, in words: each text stands for itself, none is the master."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.evidence.models.evidence import Evidence


class TextKind(models.TextChoices):
    """How it came to be."""

    TRANSCRIPT = "transcript", _("Transcript")
    TRANSLATION = "translation", _("Translation")
    DESCRIPTION = "description", _("Description")


class Text(models.Model):
    """One version of one text: append-only. A newer version stands beside the older ones."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="texts")
    kind = models.CharField(max_length=12, choices=TextKind)
    language = models.CharField(max_length=35)
    """Language tag (BCP 47), in lower case."""
    version = models.PositiveIntegerField()
    """From 1, for its kind and language."""
    body = models.TextField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the body in UTF-8."""
    author = models.CharField(max_length=150)
    by = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("kind", "language", "version")
        constraints = (
            models.UniqueConstraint(fields=["evidence", "kind", "language", "version"], name="one_text_of_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.kind} {self.language} {self.version}"

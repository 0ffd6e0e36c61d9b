"""One act of the chain of custody: append-only, triggers of the database see to it."""

from django.db import models

from evenhand_web.evidence.models.evidence import Evidence


class CustodyAct(models.Model):
    """An act as `evenhand.evidence.custody` hashes it."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="acts")
    sequence = models.PositiveIntegerField()
    """From 1, without gaps."""
    kind = models.CharField(max_length=16)
    """One of `evenhand.evidence.custody.ActKind`."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    organisation = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    content = models.CharField(max_length=64)
    details = models.TextField()
    """RFC 8785 JSON, exactly as hashed."""
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("evidence", "sequence")
        constraints = (models.UniqueConstraint(fields=["evidence", "sequence"], name="one_custody_act_at_a_place"),)

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.sequence} {self.kind}"

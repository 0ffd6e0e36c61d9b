"""One formal act as the log holds it. Never changed, never removed: triggers of the database see to it."""

from django.db import models


class Entry(models.Model):
    """An entry of the log. It names no person and holds no value: see `Opening`."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    """From 1, without gaps; the log counts from 0."""
    statement = models.TextField()
    """The entry, byte for byte: a statement as `evenhand.ledger.statements` writes it."""
    at = models.DateTimeField()
    organisation = models.CharField(max_length=64, blank=True)
    """Key of the organisation for which somebody acted; empty for the machine itself."""
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)

    class Meta:
        ordering = ("sequence",)
        indexes = (
            models.Index(fields=["subject"], name="ledger_by_subject"),
            models.Index(fields=["action"], name="ledger_by_action"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

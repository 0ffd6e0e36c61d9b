"""One formal act: who did what to what, and when. Never changed, never removed: triggers of the database see to it."""

from django.db import models


class Entry(models.Model):
    """An entry and its place in the chain."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    """From 1, without gaps."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    organisation = models.CharField(max_length=64, blank=True)
    """Key of the organisation for which the actor acted; empty for the machine itself."""
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    details = models.TextField()
    """RFC 8785 JSON, exactly as hashed."""
    previous = models.CharField(max_length=64)
    """SHA-256 of the entry before, hex; 64 zeros for the first."""
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("sequence",)
        indexes = (models.Index(fields=["subject"]), models.Index(fields=["action"]))

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

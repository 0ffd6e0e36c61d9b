"""What the reader made of a document, each time; and what people said of its head. Both append-only."""

from django.db import models

from evenhand_web.documents.models.document import Document


class Reading(models.Model):
    """One reading: everything that was found lies in the storage under `result`."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField()
    """From 1, without gaps."""
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    result = models.CharField(max_length=64)
    """SHA-256 of the reading in the storage (`evenhand_web.documents.worker` says what it holds)."""
    head = models.JSONField()
    """What the reader proposes for the head."""
    counts = models.JSONField()
    """How many paragraphs, duties, anomalies and footnotes there are."""
    changes = models.JSONField(default=dict)
    """What is other than in the reading before; {} in the first one, and where nothing is."""

    class Meta:
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="one_reading_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"


class HeadVersion(models.Model):
    """A person confirmed the head as it was proposed, or put some of it right."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="heads")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    author = models.CharField(max_length=150)
    by = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    values = models.JSONField()
    """Every field that a person has put right up to now, with its value; the others follow the reader."""
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("document", "number")
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="one_head_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"

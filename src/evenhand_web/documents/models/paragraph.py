"""What is searched: headings, paragraphs and footnotes in their order. Made again with each reading."""

from django.db import models

from evenhand_web.documents.models.document import Document


class Paragraph(models.Model):
    """One passage of the document's current reading."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="paragraphs")
    place = models.PositiveIntegerField()
    """From 0, in the order of the text."""
    key = models.CharField(max_length=80)
    """The reader's id of a paragraph; `heading-3`, `note-2` for what has none."""
    kind = models.CharField(max_length=12)
    """heading, paragraph or footnote."""
    number = models.CharField(max_length=40, blank=True)
    """As printed."""
    text = models.TextField()
    search = models.TextField()
    """Its words as `evenhand.documents.fulltext` keeps them."""

    class Meta:
        ordering = ("document", "place")
        constraints = (models.UniqueConstraint(fields=["document", "key"], name="one_paragraph_of_a_key"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.key}"

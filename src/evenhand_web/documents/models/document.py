"""One file of a document, what it is taken to be, and to whom it is shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation


class State(models.TextChoices):
    """How far a document has come."""

    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Read")
    ASIDE = "aside", _("Set aside")


class Document(models.Model):
    """A file as it came; its content is named by `digest` and lies in the storage of evidence, unchanged.

    The columns from `symbol` on are what is held of it now: what the reader found, with what people put right over it.
    """

    document = models.CharField(max_length=64, primary_key=True)
    """`doc-` and a hash over owner and content, so that the same bytes are the same document."""
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    open_to_all = models.BooleanField(default=False)
    """Whether every organisation of the house may read it, as is right for what has been published."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the content, hex."""
    size_bytes = models.BigIntegerField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    """By the content."""
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=150)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.JSONField(default=dict)
    """Of a document set aside: `code` and `details` of its Problem; {} else."""
    reading = models.ForeignKey("documents.Reading", on_delete=models.PROTECT, null=True, related_name="+")
    """The one that is shown."""

    symbol = models.CharField(max_length=120, blank=True)
    title = models.TextField(blank=True)
    date = models.DateField(null=True)
    language = models.CharField(max_length=10, blank=True)
    """One of the six; "" before it was read."""
    body = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    """One of `evenhand.documents.classes.KINDS`."""
    work = models.CharField(max_length=120)
    """What all languages and versions of one text share: the symbol without Corr. and Rev., else the id."""
    version = models.CharField(max_length=40, blank=True)
    """Corr.1, Rev.2; "" for the first one."""
    reviewed_at = models.DateTimeField(null=True)
    """When a person last confirmed or corrected the head."""
    search_text = models.TextField(blank=True)

    class Meta:
        ordering = ("-date", "-received_at", "document")
        indexes = (
            models.Index(fields=["-date", "-received_at", "document"]),
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["work"]),
            models.Index(fields=["state"]),
        )

    def __str__(self) -> str:
        return self.symbol or self.title or self.name


class DocumentRelease(models.Model):
    """An organisation may read this document."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["document", "organisation"], name="document_released_once"),)

    def __str__(self) -> str:
        return f"{self.document_id} → {self.organisation}"

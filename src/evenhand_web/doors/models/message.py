"""What came by letter or text message: a person says what becomes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.doors.models.gateway import Gateway
from evenhand_web.intake.models import Report


class Channel(models.TextChoices):
    """By which door."""

    MAIL = "mail", _("E-mail")
    SMS = "sms", _("Text message")


class MessageState(models.TextChoices):
    """What became of it."""

    NEW = "new", _("New")
    REPORT = "report", _("Made a report")
    ATTACHED = "attached", _("Attached to a report")
    ASIDE = "aside", _("Set aside")


class Message(models.Model):
    """One letter or text message. From whom it comes is protected like the source of a report."""

    channel = models.CharField(max_length=4, choices=Channel)
    external = models.CharField(max_length=500)
    """The id that its sender's machine or the gateway gave it."""
    copy = models.CharField(max_length=64)
    """SHA-256 over what it says, hex: another letter under the same id is another message."""
    gateway = models.ForeignKey(Gateway, on_delete=models.PROTECT, null=True, related_name="messages")
    sender = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.TextField(blank=True)
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    """As its sender's machine or the gateway says."""
    received_at = models.DateTimeField()
    original = models.CharField(max_length=64)
    """SHA-256 of it as it came, hex; it lies in the store."""
    size_bytes = models.BigIntegerField()
    faults = models.JSONField(default=list)
    """Codes of what could not be read of it."""
    parts = models.JSONField(default=dict)
    """A long text message: {"total": 3, "have": {"1": text}}; empty for others."""
    state = models.CharField(max_length=8, choices=MessageState, default=MessageState.NEW)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")
    search_text = models.TextField(default="")

    class Meta:
        ordering = ("-received_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["channel", "gateway", "external", "copy"], name="the_same_message_once"),
            models.UniqueConstraint(
                fields=["channel", "external", "copy"],
                condition=models.Q(gateway=None),
                name="the_same_letter_once",
            ),
        )
        indexes = (models.Index(fields=["state", "-received_at"]),)

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class MessageFile(models.Model):
    """A file that came with a letter."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    """As the letter calls it; nothing is opened by it."""
    digest = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

"""What was done with a message: append-only, triggers of the database see to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.doors.models.message import Message
from evenhand_web.intake.models import Report


class MessageActKind(models.TextChoices):
    """The verbs."""

    CAME = "came", _("Came")
    PART = "part", _("Another part came")
    MADE = "made", _("Made a report")
    ATTACHED = "attached", _("Attached to a report")
    ASIDE = "aside", _("Set aside")
    UNDONE = "undone", _("Taken back")
    LOOKED = "looked", _("Sender looked at")


class MessageAct(models.Model):
    """What was done with a message."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=8, choices=MessageActKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.message_id} {self.kind}"

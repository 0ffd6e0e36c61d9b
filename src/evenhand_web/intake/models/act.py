"""What was done about a report: append-only, triggers of the database see to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.intake.models.report import Report


class ActKind(models.TextChoices):
    """The verbs. What each carries in `content` stands beside the service that writes it."""

    RECEIVED = "received", _("Received")
    VERSION = "version", _("Another version came")
    FILE = "file", _("A file came")
    JOINED = "joined", _("Joined with its earlier version")
    PREFERRED = "preferred", _("One of two versions chosen")
    ASSIGNED = "assigned", _("Assigned")
    GRADED = "graded", _("Source and information graded")
    ASSESSED = "assessed", _("Assessed by the desk")
    ATTRIBUTED = "attributed", _("Attributed")
    TRANSLATED = "translated", _("Translated")
    ASKED = "asked", _("Reporter asked")
    ANSWERED = "answered", _("Reporter answered")
    ROUTED = "routed", _("Passed on")
    SETTLED = "settled", _("Settled")
    REOPENED = "reopened", _("Reopened")
    RELEASED = "released", _("Released")
    RECALLED = "recalled", _("Recalled")
    COMMENTED = "commented", _("Commented")
    UNDONE = "undone", _("Undone")


class ReportAct(models.Model):
    """One act about one report, by whom and when."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12, choices=ActKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The organisation for which the actor acted; null: the machine itself."""
    content = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """To whom it was released or passed on, from whom recalled, or who is asked."""
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["report", "kind"]),)

    def __str__(self) -> str:
        return f"{self.report_id} {self.kind}"

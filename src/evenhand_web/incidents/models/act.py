"""What was done about an alert: append-only, triggers of the database see to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.incidents.models.alert import Alert


class ActKind(models.TextChoices):
    """The verbs."""

    RECORDED = "recorded", _("Recorded")
    AMENDED = "amended", _("Amended by newer data")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RESTORED = "restored", _("Found again")
    CONTINUED = "continued", _("Continues an earlier alert")
    ASSIGNED = "assigned", _("Assigned")
    DISMISSED = "dismissed", _("Dismissed")
    REOPENED = "reopened", _("Reopened")
    RELEASED = "released", _("Released")
    RECALLED = "recalled", _("Recalled")
    COMMENTED = "commented", _("Commented")
    UNDONE = "undone", _("Undone")


class DismissalReason(models.TextChoices):
    """Why an alert is not pursued."""

    HARMLESS = "harmless", _("Known harmless source")
    SENSOR = "sensor", _("Sensor or position error")
    IDENTITY = "identity", _("Wrong identity or category")
    EXEMPT = "exempt", _("Exempt or notified")
    DUPLICATE = "duplicate", _("Same event as another alert")
    RULE = "rule", _("The rule does not apply")
    OTHER = "other", _("Other")


class Act(models.Model):
    """One act about one alert, by whom and when."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12, choices=ActKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The organisation for which the actor acted; null: the machine itself."""
    reason = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    assignee = models.CharField(max_length=150, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """To whom it was released, or from whom recalled."""
    shared = models.BooleanField(default=False)
    """A comment of the mission that those may read to whom the alert is released."""
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    changes = models.JSONField(default=dict)
    """An amendment: column -> [before, after]."""
    because = models.JSONField(null=True)
    """What the machine knows of the reason: reasons, files (SHA-256), and alerts that this one continues or that
    continue this one."""

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind}"

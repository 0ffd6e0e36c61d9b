"""What was done about an incident: append-only, triggers of the database see to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.incidents.models.incident import Incident


class IncidentActKind(models.TextChoices):
    """The verbs."""

    PROPOSED = "proposed", _("Put together by the machine")
    ACCEPTED = "accepted", _("Link accepted")
    REFUSED = "refused", _("Link refused")
    SPLIT = "split", _("Split")
    JOINED = "joined", _("Joined with another")
    ECHOED = "echoed", _("Marked as an echo")
    COMMENTED = "commented", _("Commented")
    RELEASED = "released", _("Released")
    RECALLED = "recalled", _("Recalled")
    UNDONE = "undone", _("Undone")


class IncidentAct(models.Model):
    """One act about one incident, by whom and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=10, choices=IncidentActKind)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """The organisation for which the actor acted; null: the machine itself."""
    ones = models.JSONField(default=list)
    """Statements: of a decision its one side; of the machine what it added."""
    others = models.JSONField(default=list)
    """Of a decision its other side; of the machine what it took away."""
    text = models.TextField(blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    """To whom it was released, or from whom recalled."""
    shared = models.BooleanField(default=False)
    """A comment of the mission that those may read to whom the incident is released."""
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["kind"], name="incident_act_kind"),)

    def __str__(self) -> str:
        return f"{self.incident_id} {self.kind}"

"""What the machine has read of reports and alerts to look for others: no truth of its own, made again at any time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.incidents.models.incident import Incident


class StatementKind(models.TextChoices):
    """What a statement is."""

    REPORT = "report", _("Report")
    ALERT = "alert", _("Alert")
    EVENT = "event", _("Imported event")


class Statement(models.Model):
    """A report or an alert as a row of STATEMENTS (`evenhand.incidents.statements`), and the incident it belongs to."""

    statement = models.CharField(max_length=80, primary_key=True)
    """Kind and id: "report:4f...": what decisions name."""
    kind = models.CharField(max_length=6, choices=StatementKind)
    ref = models.CharField(max_length=64)
    basis = models.BigIntegerField()
    """Of a report its versions, of an alert its positions: another number means that it has to be read again."""
    gone = models.BooleanField(default=False)
    """Withdrawn, dismissed or joined to another since."""
    left_out = models.CharField(max_length=8, blank=True)
    """Why it cannot be looked at (`evenhand.incidents.testimony.Missing`); "": it can."""
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="statements")
    source = models.CharField(max_length=200, blank=True)
    """As the machine tells sources apart."""
    voice = models.CharField(max_length=14, blank=True)
    """Who speaks; "" only for readers who may not know it (`access.as_told_to`)."""
    voice_source = models.CharField(max_length=200, blank=True)
    """Whoever counts once."""
    voice_party = models.CharField(max_length=100, blank=True)
    hearsay = models.BooleanField(default=False)
    origin = models.CharField(max_length=200, blank=True)
    """Whose words it passes on, as people have said."""
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_m = models.FloatField(null=True)
    type = models.CharField(max_length=100, blank=True)
    party = models.CharField(max_length=100, blank=True)
    killed = models.IntegerField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "ref"], name="one_statement_of_each"),)
        indexes = (
            models.Index(fields=["began_at", "ended_at"], name="statement_time"),
            # What is new, and how common types and parties are, is counted without reading rows.
            models.Index(fields=["kind", "ref", "basis", "gone"], name="statement_read"),
            models.Index(fields=["type", "gone", "left_out"], name="statement_type"),
            models.Index(fields=["party", "gone", "left_out"], name="statement_party"),
            models.Index(fields=["gone"], name="statement_left_out", condition=~models.Q(left_out="")),
        )

    def __str__(self) -> str:
        return self.statement

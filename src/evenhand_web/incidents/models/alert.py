"""A machine-made candidate violation as the pages keep it, with where people have taken it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation


class AlertState(models.TextChoices):
    """Where people have taken an alert."""

    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    DISMISSED = "dismissed", _("Dismissed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Alert(models.Model):
    """One row of ALERTS (evenhand.detection.alerts says what each column means) and its present state.

    The state columns follow from the acts (`mapping.standing`); they are kept here for filters and counts.
    """

    alert = models.CharField(max_length=64, primary_key=True)
    agreement = models.CharField(max_length=100)
    agreement_version = models.CharField(max_length=50)
    agreement_digest = models.CharField(max_length=64)
    rule = models.CharField(max_length=100)
    rule_kind = models.CharField(max_length=40)
    article = models.CharField(max_length=200)
    violation_code = models.CharField(max_length=40, null=True)
    area = models.CharField(max_length=100, null=True)
    object = models.CharField(max_length=200, null=True)
    label = models.CharField(max_length=200, null=True)
    other = models.CharField(max_length=200, null=True)
    event = models.CharField(max_length=200, null=True)
    commitment = models.CharField(max_length=100, null=True)
    category = models.CharField(max_length=100, null=True)
    party = models.CharField(max_length=100, null=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    certainty = models.CharField(max_length=10)
    doubts = models.JSONField(default=list)
    integrity = models.JSONField(default=list)
    presence = models.CharField(max_length=20, null=True)
    entry = models.CharField(max_length=20, null=True)
    exit = models.CharField(max_length=20, null=True)
    n_fixes = models.BigIntegerField()
    dwell_s = models.FloatField()
    max_depth_m = models.FloatField(null=True)
    distance_m = models.FloatField(null=True)
    entry_lon = models.FloatField(null=True)
    entry_lat = models.FloatField(null=True)
    exit_lon = models.FloatField(null=True)
    exit_lat = models.FloatField(null=True)
    count_low = models.IntegerField(null=True)
    count_high = models.IntegerField(null=True)
    limit = models.IntegerField(null=True)
    reason = models.CharField(max_length=40, null=True)
    nuisance = models.CharField(max_length=60, null=True)
    related = models.JSONField(default=list)
    files = models.JSONField(default=list)

    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AlertState, default=AlertState.NEW)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="assigned_alerts"
    )
    search_text = models.TextField(default="")
    """Ids and names in every language, folded for search."""
    organisations = models.ManyToManyField(Organisation, through="Release", related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["-began_at", "alert"]),
            models.Index(fields=["state", "-began_at"]),
            models.Index(fields=["rule"]),
            # What was not looked at yet is counted without reading rows.
            models.Index(fields=["alert", "n_fixes", "state"], name="alert_read"),
        )

    def __str__(self) -> str:
        return self.alert


class Release(models.Model):
    """An alert is at present shown to an organisation. How that came about stands in the acts."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["alert", "organisation"], name="released_once"),)

    def __str__(self) -> str:
        return f"{self.alert_id} -> {self.organisation}"

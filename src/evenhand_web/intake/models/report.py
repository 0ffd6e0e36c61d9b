"""A report as lists and maps need it. What it says stands in its versions; what was done about it, in its acts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation


class ReportState(models.TextChoices):
    """Where the desk has taken a report. Follows from its acts."""

    NEW = "new", _("New")
    TAKEN = "taken", _("Taken up")
    ASKED = "asked", _("Reporter asked")
    ROUTED = "routed", _("Passed on")
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn by the reporter")


class Report(models.Model):
    """One report. Its columns follow from its latest version and its acts; services keep them so."""

    report = models.CharField(max_length=64, primary_key=True)
    """Made from the client's id of the first version, so that the same report is the same here, whenever it comes."""
    number = models.CharField(max_length=20, unique=True)
    """For people: CFV-2020-0042. Given at the door, never again."""
    kind = models.CharField(max_length=24)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    """Who filed it: a party sees what it filed, and what was released to it."""
    reporter_type = models.CharField(max_length=16)
    protection = models.CharField(max_length=16)
    received_at = models.DateTimeField()
    """When the first of its versions came."""
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    """A point to draw where the shape is too small to see."""
    lat = models.FloatField(null=True)
    alleged_party = models.CharField(max_length=100, null=True)
    violations = models.JSONField(default=list)
    headline = models.CharField(max_length=300, blank=True)
    """The beginning of the reporter's own words."""
    readable = models.BooleanField(default=True)
    """False: it came, it is kept, and what it says could not be read. People look at it."""
    waiting_for = models.JSONField(default=list)
    """Names of files that it mentions and that have not come."""
    versions = models.PositiveIntegerField(default=1)
    conflict = models.BooleanField(default=False)
    """Two versions stand side by side and neither replaces the other."""
    flags = models.JSONField(default=list)
    """Codes of what the device claims and is not believed."""
    urgent = models.BooleanField(default=False)
    """Somebody is said to be hurt, or monitors were threatened."""
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.NEW)
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reliability = models.CharField(max_length=1, blank=True)
    credibility = models.CharField(max_length=1, blank=True)
    search_text = models.TextField(default="")
    joined = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    """An edit that came before what ties it to an earlier report: it belongs to that one now, and is shown there."""
    organisations = models.ManyToManyField(Organisation, through="ReportRelease", related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["-received_at", "report"]),
            models.Index(fields=["state", "-received_at"]),
            models.Index(fields=["owner", "-received_at"]),
            models.Index(fields=["began_at"]),
            # Hardly any report is joined; an index over all of them is passed by for a scan.
            models.Index(fields=["joined"], name="report_joined", condition=models.Q(joined__isnull=False)),
        )

    def __str__(self) -> str:
        return self.number


class ReportRelease(models.Model):
    """A report is at present shown to an organisation. How that came about stands in the acts."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["report", "organisation"], name="report_released_once"),)

    def __str__(self) -> str:
        return f"{self.report_id} -> {self.organisation}"


class Counter(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

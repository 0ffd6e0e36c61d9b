"""An incident: statements that are held to tell of one event. Its number is given once; nothing is merged away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation


class IncidentState(models.TextChoices):
    """How an incident came to be as it is."""

    PROPOSED = "proposed", _("Proposed by the machine")
    REVIEWED = "reviewed", _("Looked at by people")
    JOINED = "joined", _("Joined to another")
    ENDED = "ended", _("Nothing left of it")


class Incident(models.Model):
    """What lists need of an incident, as the mission sees it. Follows from its statements; services keep it so."""

    incident = models.SlugField(max_length=24, primary_key=True)
    """Its number in small letters."""
    number = models.CharField(max_length=24, unique=True)
    """For people: INC-2020-0007. Given once, never again."""
    age = models.PositiveIntegerField(unique=True)
    """The how manieth incident it is; of several that join, the oldest keeps its number."""
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=IncidentState, default=IncidentState.PROPOSED)
    into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    """The one to which it is joined."""
    kept_statements = models.JSONField(default=list)
    """Of one that is joined to another: the statements that it had, by which it is known should they part again."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    lon = models.FloatField()
    lat = models.FloatField()
    type = models.CharField(max_length=60, blank=True)
    """The violation code that most of its statements name."""
    party = models.CharField(max_length=100, blank=True)
    """Against whom most speak; as said, not as found."""
    place = models.CharField(max_length=100, blank=True)
    """Id of the nearest place of the agreement."""
    reports = models.PositiveIntegerField(default=0)
    alerts = models.PositiveIntegerField(default=0)
    independent = models.PositiveIntegerField(default=0)
    of_parties = models.PositiveIntegerField(default=0)
    hearsay_only = models.BooleanField(default=False)
    questions = models.JSONField(default=list)
    """What the machine asks about decisions: act, one, other, log_odds."""
    search_text = models.TextField(default="")
    organisations = models.ManyToManyField(Organisation, through="IncidentRelease", related_name="+")

    class Meta:
        indexes = (
            # Hardly any incident is joined; an index over all of them is passed by for a scan.
            models.Index(fields=["into"], name="incident_into", condition=models.Q(into__isnull=False)),
            models.Index(fields=["-began_at", "-age"], name="incident_began"),
            models.Index(fields=["state", "-began_at", "-age"], name="incident_state"),
            models.Index(fields=["party", "-began_at", "-age"], name="incident_party"),
            models.Index(fields=["type", "-began_at", "-age"], name="incident_type"),
            models.Index(fields=["place", "-began_at", "-age"], name="incident_place"),
        )

    def __str__(self) -> str:
        return self.number


class IncidentRelease(models.Model):
    """An incident is at present shown to an organisation; of what is in it, only what that one may see anyway."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "organisation"], name="incident_released_once"),)

    def __str__(self) -> str:
        return f"{self.incident_id} -> {self.organisation}"


class IncidentCounter(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

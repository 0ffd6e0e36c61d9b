"""What totals count: one row for each thing that a report or an alert tells of.

Nothing here is the truth of anything: `totals.indexing` makes each row from a report or an alert, and makes all of
them again at any time. Nothing in it says from whom a report comes. Source: docs/methods/counting.md.
"""

from django.db import models


class Origin(models.TextChoices):
    """What an observation stands in."""

    REPORT = "report"
    ALERT = "alert"


class Observation(models.Model):
    """A row of `evenhand.cases.counting.observations`."""

    origin = models.CharField(max_length=6, choices=Origin)
    ref = models.CharField(max_length=64)
    """Id of the report or the alert."""
    line = models.PositiveIntegerField()
    """Which of its lines, from 0."""
    agreement = models.CharField(max_length=100, blank=True)
    """Of an alert."""
    kind = models.CharField(max_length=40)
    low = models.BigIntegerField(null=True)
    best = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    qualifier = models.CharField(max_length=16, null=True)
    begins_us = models.BigIntegerField()
    ends_us = models.BigIntegerField()
    """Microseconds since 1970 UTC: millions of them are read at once."""
    fidelity = models.CharField(max_length=8, null=True)
    at = models.DateTimeField()
    """The middle of its time: in which period it lies."""
    month = models.PositiveIntegerField()
    """Of `at` in UTC, as 202012."""
    place = models.CharField(max_length=100, null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    area = models.CharField(max_length=100, null=True)
    party = models.CharField(max_length=100, null=True)
    object = models.CharField(max_length=200, null=True)
    weapon = models.CharField(max_length=40, null=True)
    means = models.CharField(max_length=20, null=True)
    post = models.CharField(max_length=20, null=True)
    violation = models.CharField(max_length=40, null=True)
    cause = models.CharField(max_length=40, null=True)
    incident = models.CharField(max_length=64, null=True)
    """What people joined it to; the mission's own knowledge."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["origin", "ref", "line"], name="one_observation_of_a_line"),)
        indexes = (
            models.Index(fields=["month", "id"], name="totals_month"),
            models.Index(fields=["at", "month", "id"], name="totals_at"),
        )

    def __str__(self) -> str:
        return f"{self.origin} {self.ref} {self.line}"

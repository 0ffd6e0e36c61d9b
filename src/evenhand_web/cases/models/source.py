"""Who was heard in an interview: kept apart from what was said, opened with a reason, every look written down."""

from django.db import models

from evenhand_web.accounts.models import Organisation
from evenhand_web.cases.models.case import Case


class InterviewSource(models.Model):
    """Who stands behind an alias."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="interview_sources")
    interview = models.CharField(max_length=64)
    """As the act names it."""
    protection = models.CharField(max_length=16)
    identity = models.TextField()
    """Name and how to reach them, in words."""
    kept_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "interview"], name="one_source_of_an_interview"),)

    def __str__(self) -> str:
        return f"source of {self.interview}"


class InterviewLook(models.Model):
    """Somebody looked. Append-only."""

    source = models.ForeignKey(InterviewSource, on_delete=models.PROTECT, related_name="looks")
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.actor} looked at {self.source_id}"

"""Plans: what gathers commitments, with their actors, events, gates and risks, as the domain's own value."""

from django.db import models

from evenhand_web.accounts.models import Organisation


class Plan(models.Model):
    """A plan without its commitments, which are rows of their own."""

    key = models.SlugField(max_length=100, unique=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    value = models.TextField()
    """Canonical JSON of the domain's value; the record holds its digest each time it changes."""
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return self.key


class PlanRelease(models.Model):
    """Shown to an organisation, as long as this row stands; the record keeps that it was."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="releases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    risks = models.BooleanField(default=False)
    """Whether its risk register is shown with it: what is feared of somebody is not for everybody."""
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["plan", "organisation"], name="a_plan_shown_once"),)

    def __str__(self) -> str:
        return f"{self.plan_id} to {self.organisation_id}"

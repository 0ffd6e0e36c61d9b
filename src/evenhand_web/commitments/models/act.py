"""What was said and done about commitments and plans. Append-only: triggers of the database see to it."""

import json
from typing import Any

from django.db import models

from evenhand_web.commitments.models.commitment import Commitment
from evenhand_web.commitments.models.plan import Plan


class Said(models.Model):
    """One thing said or done, as canonical JSON, by one organisation."""

    number = models.PositiveIntegerField()
    """Within what it is about, from 1."""
    at = models.DateTimeField()
    user = models.CharField(max_length=150)
    organisation = models.CharField(max_length=64)
    """Key of the organisation for which they acted."""
    capacity = models.CharField(max_length=16)
    """As what it speaks: host, party, monitor."""
    kind = models.CharField(max_length=32)
    content = models.TextField()
    """Canonical JSON (RFC 8785): what is said under "content", with "evidence" and "reason"."""
    shared = models.BooleanField(default=False)
    """Whether everybody sees it who sees what it is about; else the organisation that said it and the mission."""
    digest = models.CharField(max_length=64)
    """SHA-256 of `salt` and `content`, hex, as the record holds it."""
    salt = models.CharField(max_length=64)
    """Random bytes, hex, so that nobody guesses a short content from its digest. Shown on no page."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def told(self) -> dict[str, Any]:
        """All of it, as JSON values."""
        told: dict[str, Any] = json.loads(self.content)
        return told

    @property
    def said(self) -> dict[str, Any]:
        """What is said, without evidence and reason."""
        said: dict[str, Any] = self.told["content"]
        return said


class Act(Said):
    """A version of a commitment, or something said about it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="acts")

    class Meta:
        ordering = ("commitment", "number")
        constraints = (models.UniqueConstraint(fields=["commitment", "number"], name="one_act_of_a_commitment"),)


class PlanAct(Said):
    """Something said about a plan: that a clock began, that a condition of a gate holds."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="acts")

    class Meta:
        ordering = ("plan", "number")
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="one_act_of_a_plan"),)

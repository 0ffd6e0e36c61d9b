"""What a reader of documents proposes; a person accepts it, amends it or rejects it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.accounts.models import Organisation
from evenhand_web.commitments.models.commitment import Commitment


class ProposalState(models.TextChoices):
    """Whether a person has looked."""

    OPEN = "open", _("To decide")
    ACCEPTED = "accepted", _("Accepted")
    AMENDED = "amended", _("Accepted with changes")
    REJECTED = "rejected", _("Rejected")


class Proposal(models.Model):
    """A duty as it was read; nothing stands by it alone. A document read again adds what is new and loses nothing."""

    id = models.CharField(max_length=64, primary_key=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    """How the reading calls it, so that the same reading again proposes nothing twice."""
    document = models.CharField(max_length=200, blank=True)
    paragraph = models.CharField(max_length=64, blank=True)
    value = models.TextField()
    """Canonical JSON of the domain's value, as it was read."""
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, related_name="proposals")

    class Meta:
        ordering = ("document", "pk")
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="one_proposal_of_a_key"),)
        indexes = (models.Index(fields=["owner", "state", "document"], name="proposal_state"),)

    def __str__(self) -> str:
        return f"{self.document} {self.paragraph} {self.state}"

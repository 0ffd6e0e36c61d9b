"""Phones, and who may send from them."""

from django.conf import settings
from django.db import models

from evenhand_web.accounts.models import Organisation


class Device(models.Model):
    """A phone or tablet of an organisation. Cut off in one act, with all who use it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=100)
    """As people call it: "Patrol 3, blue case"."""
    made_at = models.DateTimeField()
    cut_off_at = models.DateTimeField(null=True)
    cut_off_reason = models.CharField(max_length=300, blank=True)
    last_heard_at = models.DateTimeField(null=True)
    claimed_ids = models.JSONField(default=list)
    """The ids by which the phone called itself; advisory, for they can be forged."""

    class Meta:
        ordering = ("label", "pk")
        constraints = (models.UniqueConstraint(fields=["organisation", "label"], name="one_phone_of_a_name"),)

    def __str__(self) -> str:
        return self.label


class Enrolment(models.Model):
    """One person on one phone: a secret in the address of the server, of which only the hash is kept."""

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256, hex; the secret itself has 256 random bits."""
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.user} on {self.device}"

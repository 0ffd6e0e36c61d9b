"""Bundles that went out and came in, and the keys of the offices that sign them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evenhand_web.intake.models import Version


class KeyState(models.TextChoices):
    """Whether bundles signed by a key are loaded."""

    SEEN = "seen", _("Not trusted")
    TRUSTED = "trusted", _("Trusted")
    REVOKED = "revoked", _("Trust withdrawn")


class OfficeKey(models.Model):
    """The public key of another office."""

    public = models.CharField(max_length=64, unique=True)
    """Ed25519, 32 bytes, hex."""
    fingerprint = models.CharField(max_length=48)
    office = models.CharField(max_length=100)
    """As it calls itself: a label, no proof."""
    state = models.CharField(max_length=8, choices=KeyState, default=KeyState.SEEN)
    seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("office", "pk")

    def __str__(self) -> str:
        return f"{self.office} {self.fingerprint}"


class Direction(models.TextChoices):
    """Which way."""

    OUT = "out", _("Made here")
    IN = "in", _("Loaded here")


class Bundle(models.Model):
    """One bundle."""

    direction = models.CharField(max_length=3, choices=Direction)
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of its manifest, hex; empty while it is being made."""
    office = models.CharField(max_length=100)
    key = models.ForeignKey(OfficeKey, on_delete=models.PROTECT, null=True, related_name="bundles")
    """Null: our own."""
    sequence = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    at = models.DateTimeField()
    """When it was made or first loaded here."""
    actor = models.CharField(max_length=150)
    reports = models.PositiveIntegerField(default=0)
    with_sources = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    """Counts: new, here, conflicts, left_out (by organisation)."""

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(direction="in"), name="a_bundle_is_loaded_under_one_row"
            ),
            models.UniqueConstraint(
                fields=["sequence"], condition=models.Q(direction="out"), name="one_bundle_of_a_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} {self.sequence}"


class Carried(models.Model):
    """A version that came in a bundle: what the other office knew of its coming in there."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="carried", primary_key=True)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="carried")
    number = models.CharField(max_length=40)
    """By which that office calls the report."""
    door = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    """There."""

    def __str__(self) -> str:
        return f"{self.version_id} from {self.bundle_id}"

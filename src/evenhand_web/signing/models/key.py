"""A key is enrolled once and retired once; both stand in the record. It is never removed: old signatures name it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a key is retired; who reads an old signature weighs it by that."""

    REPLACED = "replaced", _("Replaced by another key")
    LOST = "lost", _("The device or the browser’s data is lost")
    EXPOSED = "exposed", _("Somebody else may have used it")
    HANDED_OVER = "handed-over", _("The device is given to somebody else")


class Key(models.Model):
    """The public half of a key. The private half lies in a browser, or with the server where it attests."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    """None: the server itself."""
    key_id = models.CharField(max_length=64, unique=True)
    """SHA-256 of the public key, hex."""
    public_key = models.CharField(max_length=64)
    """Ed25519, 32 bytes, hex."""
    held = models.CharField(max_length=10)
    """As in `evenhand.cases.signing.HELD`."""
    label = models.CharField(max_length=100, blank=True)
    """What its owner calls it; shown to nobody else, for it may tell where somebody is."""
    enrolled_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_reason = models.CharField(max_length=20, choices=Reason, blank=True)

    class Meta:
        ordering = ("-enrolled_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="the_server_owns_exactly_its_keys",
                condition=models.Q(held="server", owner=None) | models.Q(held="browser", owner__isnull=False),
            ),
            models.CheckConstraint(
                name="a_key_is_retired_for_a_reason",
                condition=models.Q(retired_at=None, retired_reason="")
                | models.Q(retired_at__isnull=False, retired_reason__gt=""),
            ),
        )

    def __str__(self) -> str:
        return self.key_id[:16]


class Challenge(models.Model):
    """What a browser must sign to show that it holds a key: once, soon, by this person, in this session."""

    value_hash = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    session_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.value_hash[:16]

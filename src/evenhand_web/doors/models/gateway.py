"""Gateways that hand us text messages."""

from django.db import models


class Gateway(models.Model):
    """One gateway: a secret address to which it posts."""

    label = models.CharField(max_length=100, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in its address, hex; the secret itself has 256 random bits and is shown once."""
    signed = models.BooleanField(default=False)
    """Every message has to carry the gateway's HMAC."""
    language = models.CharField(max_length=10, default="en")
    """Of free texts."""
    zone = models.CharField(max_length=64, default="UTC")
    """Of hours in messages."""
    made_at = models.DateTimeField()
    cut_off_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label

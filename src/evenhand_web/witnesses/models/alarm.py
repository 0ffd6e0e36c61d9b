"""An alarm as a witness signed it. Never changed, never removed: triggers of the database see to it."""

from django.db import models


class Alarm(models.Model):
    """What a witness of the policy says that it found, with its evidence."""

    alarm = models.CharField(primary_key=True, max_length=64)
    """SHA-256 of the signed file, hex."""
    witness = models.CharField(max_length=200)
    """Name of the key that signed it."""
    kind = models.CharField(max_length=20)
    """As in `evenhand.ledger.witness.Kind`."""
    signed_at = models.DateTimeField()
    """By the clock of the witness."""
    received_at = models.DateTimeField()
    """By the machine's own clock."""
    content = models.BinaryField()
    """The signed note, byte for byte."""

    class Meta:
        ordering = ("-received_at", "alarm")

    def __str__(self) -> str:
        return f"{self.witness}: {self.kind}"

"""The key with which a signed-in person opens the reports that wait on a device."""

from django.conf import settings
from django.db import models


class OfflineKey(models.Model):
    """One a person, random and for good: were it to change, what waits on their devices could not be opened."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=32, unique=True)
    """What stands on a device in the place of a name: 128 random bits, hex."""
    secret = models.BinaryField(max_length=32)
    """256 random bits. Without the device it opens nothing, without it the device opens nothing."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.owner

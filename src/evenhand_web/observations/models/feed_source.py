"""What is expected of a source."""

from django.db import models


class FeedSource(models.Model):
    """How long a source may be silent before somebody should ask why."""

    source = models.CharField(max_length=128, primary_key=True)
    expected_every_s = models.PositiveIntegerField(null=True)
    """Longest normal silence in seconds; null: nobody has said, so it is learned from what came."""

    class Meta:
        ordering = ("source",)

    def __str__(self) -> str:
        return self.source

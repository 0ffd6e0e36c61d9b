"""A draft version of an agreement: files that nobody has adopted. Rows are added and never changed."""

from django.db import models


class Draft(models.Model):
    """One draft, as the files it would be adopted as."""

    agreement = models.SlugField(max_length=64)
    version = models.CharField(max_length=32)
    """The number under which it would be adopted."""
    based_on = models.CharField(max_length=64)
    """Digest of the adopted version that it changes."""
    digest = models.CharField(max_length=64, unique=True)
    files = models.JSONField()
    """Text of each file by its path in the agreement's folder."""
    note = models.TextField()
    """Why, in a sentence."""
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)

    class Meta:
        ordering = ("-saved_at", "-pk")

    def __str__(self) -> str:
        return f"{self.agreement} {self.version}"
